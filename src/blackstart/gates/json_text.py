"""Strict reader for untrusted JSON."""

import json
from math import inf
from typing import Any

LARGEST = 256 * 1024
DEEPEST = 64


class JsonTextError(Exception):
    """The text is no JSON that can be judged; the message says why."""


def read_json(data: bytes) -> Any:
    """Return what the JSON holds. Raises JsonTextError: for a key that stands twice too, as readers take either."""
    if len(data) > LARGEST:
        raise JsonTextError(f"it has more than {LARGEST} bytes")
    if find_depth(data) > DEEPEST:
        raise JsonTextError("it is nested too deeply")
    try:
        return json.loads(
            data.decode(), object_pairs_hook=refuse_twice, parse_constant=refuse_constant, parse_float=read_finite
        )
    except UnicodeDecodeError as error:
        raise JsonTextError(f"it is not UTF-8 at byte {error.start}") from error
    except json.JSONDecodeError as error:
        raise JsonTextError(f"it is not JSON at line {error.lineno}") from error
    except ValueError as error:
        raise JsonTextError("it holds a number that is none") from error


def refuse_no_text(found: Any) -> None:
    """Raise JsonTextError for half of a pair of surrogates, in a key or value: JSON can write it, no text has it."""
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise JsonTextError("it holds half of a pair of surrogates, which is no text") from error


def find_depth(data: bytes) -> int:
    """Return how deep brackets nest at most; those in texts count too, of which nobody needs so many."""
    depth = most = 0
    for byte in data:
        if byte in b"[{":
            depth += 1
            most = max(most, depth)
        elif byte in b"]}":
            depth -= 1
    return most


def refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the mapping. Raises JsonTextError where a key stands twice."""
    if len({key for key, _ in pairs}) < len(pairs):
        raise JsonTextError("a key stands twice in it")
    return dict(pairs)


def read_finite(text: str) -> float:
    """Return the number. Raises JsonTextError for one so great that it would be read as infinite."""
    if (number := float(text)) in (inf, -inf):
        raise JsonTextError("it holds a number that is too great")
    return number


def refuse_constant(text: str) -> Any:
    """Raise JsonTextError: NaN and infinities are no JSON (RFC 8259 section 6)."""
    raise JsonTextError(f"{text} is no JSON")


NUMBERS: dict[str, Any] = {"parse_constant": refuse_constant, "parse_float": read_finite}
"""How numbers are read: those alone that JSON knows and a computer can hold."""
