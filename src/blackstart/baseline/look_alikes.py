"""Ids that a reader takes for other ones: letters of another script, other forms of a sign, the same in capitals."""


def find_look_alike(text: str) -> str:
    """Say what in an id looks like something else; empty where it is what it seems."""
    if text.isascii():  # nearly all are, and need none of what follows
        return ""
    from unicodedata import normalize  # noqa: PLC0415  # see above

    from blackstart.secrecy.obfuscation import LOOKALIKES  # noqa: PLC0415  # as above

    for sign in text:
        if ord(sign) in LOOKALIKES:
            return f"{sign!a} in it looks like '{chr(LOOKALIKES[ord(sign)])}'"
    if normalize("NFKC", text) != text:
        return f"it looks like '{normalize('NFKC', text)}', and is written {text!a}"
    return ""
