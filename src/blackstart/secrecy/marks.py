"""What stands in a secret's place, and text in the one form in which marks of secrets are looked for."""

REDACTED = "[redacted]"
"""What stands in a secret's place."""
AS_LATIN = str.maketrans(
    {
        "\N{LATIN SMALL LETTER LONG S}": "s",
        "\N{KELVIN SIGN}": "k",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}": "i",
        "\N{FULLWIDTH COLON}": ":",
        "\N{FULLWIDTH EQUALS SIGN}": "=",
    }
)
"""Signs that are read as Latin ones; no other letter changes its length in small letters."""


def fold(text: str) -> str:
    """Return the text in small letters, sign for sign: what is found in it stands at the same place in the text."""
    return text.lower() if text.isascii() else text.translate(AS_LATIN).lower()
