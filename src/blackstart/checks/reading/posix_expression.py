"""POSIX extended regular expressions, which a tool on the host evaluates, checked when the baseline loads."""

import re

PYTHON_ONLY = re.compile(r"\(\?|[*+?}][+?]|\\(?![wWsSbB])[A-Za-z0-9]")
"""Groups with `(?`, lazy and possessive signs, `\\d`: glibc's regcomp(3) takes them for something else."""
CLASS = re.compile(r"\[:[a-z]+:\]")


def require_expression(name: str, text: str) -> None:
    """Raise ValueError for what the tool would refuse, or would understand otherwise than it is meant."""
    found = PYTHON_ONLY.search(text)
    if found is not None:
        raise ValueError(f"`{name}`: {found[0]!r} is not POSIX: write [0-9] for a digit, (a|b) for a group")
    try:
        compiled = re.compile(CLASS.sub("a-z", text))
    except re.error as error:
        raise ValueError(f"`{name}: {text}` is no regular expression: {error}") from error
    if compiled.search("") is not None:
        raise ValueError(f"`{name}: {text}` is found in everything, even in nothing")
