"""How a value that somebody else sent is written for a reader: as YAML and JSON name it, not as Python does."""

from typing import Any

MOST_DEEP = 40
"""Levels that are written: a value of a thousand is no honest answer, and would be the end of whoever writes it."""
NAMES = {None: "null", True: "true", False: "false"}


def write_value_text(value: Any, levels: int = MOST_DEEP) -> str:
    """Return decoded JSON as text: null, true, 1.5, 'a text', ['a', 1], {'a': null}; `...` for what is too deep."""
    match value:
        case None | bool():
            return NAMES[value]
        case dict() | list() | tuple() if levels == 0:
            return "..."
        case dict():
            members = (f"{name!r}: {write_value_text(member, levels - 1)}" for name, member in value.items())
            return f"{{{', '.join(members)}}}"
        case list() | tuple():
            return f"[{', '.join(write_value_text(item, levels - 1) for item in value)}]"
        case _:
            return repr(value)
