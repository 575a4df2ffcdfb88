"""A way into decoded JSON: `registry.agents.0.name` goes by keys, and by places in lists."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from blackstart.model.value_text import write_value_text

JsonPath = Annotated[str, Meta(pattern=r"^[^.\s]+(?:\.[^.\s]+)*$")]
"""Names divided by dots; one that holds a dot itself cannot be reached."""
LONGEST = 120


def follow_path(data: Any, path: str) -> Any:
    """Return what stands there, or UNSET where the path leads nowhere: null is something, absence is not."""
    for name in path.split("."):
        match data:
            case dict() if name in data:
                data = data[name]
            case list() if name.isascii() and name.isdecimal() and int(name) < len(data):
                data = data[int(name)]
            case _:
                return msgspec.UNSET
    return data


def say_value(value: Any) -> str:
    """Say a value found at a path, cut where it is long."""
    text = "nothing there" if value is msgspec.UNSET else write_value_text(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
