"""Every value of a JSON document, each with the key it stands under."""

from collections.abc import Iterator
from typing import Any

import msgspec


class JsonValue(msgspec.Struct, frozen=True, kw_only=True):
    """A text, or another value as JSON writes it.

    `key` is the nearest, `is_key` tells that it is one itself, and `about` is what stands
    under `id` in the same mapping.
    """

    key: str
    text: str
    is_key: bool = False
    about: str = ""


def walk_values(found: Any, key: str = "", about: str = "") -> Iterator[JsonValue]:
    """Yield keys and values in their order."""
    match found:
        case dict():
            for name, value in found.items():
                yield JsonValue(key=name, text=name, is_key=True)
                yield from walk_values(value, name, str(found.get("id", "")))
        case list():
            for value in found:
                yield from walk_values(value, key, about)
        case str():
            yield JsonValue(key=key, text=found, about=about)
        case _:
            yield JsonValue(key=key, text=msgspec.json.encode(found).decode(), about=about)
