"""How a value that somebody else sent is written for a reader: as YAML and JSON name it, not as Python does."""

from typing import Any

NAMES = {None: "null", True: "true", False: "false"}


def write_value_text(value: Any) -> str:
    """Return decoded JSON as text: null, true, 1.5, 'a text', ['a', 1], {'a': null}."""
    match value:
        case None | bool():
            return NAMES[value]
        case dict():
            return f"{{{', '.join(f'{name!r}: {write_value_text(member)}' for name, member in value.items())}}}"
        case list() | tuple():
            return f"[{', '.join(map(write_value_text, value))}]"
        case _:
            return repr(value)
