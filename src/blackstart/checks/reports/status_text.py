"""What is read out of a status report: KEY=VALUE in any layout, or JSON."""

import re
from collections.abc import Iterator
from typing import Any

from blackstart.checks.reading.strict_json import read_answer
from blackstart.checks.reading.zone import MOMENT
from blackstart.model.reply import UnreadableReplyError

Value = str | int | float | bool | None
INTEGER = re.compile(r"-?\d{1,18}", re.ASCII)
FRACTION = re.compile(r"-?\d{1,18}\.\d{1,18}", re.ASCII)
PAIR = re.compile(rf"(?<!\S)(?P<key>[A-Za-z_][\w.-]*)=(?:\"(?P<quoted>[^\"]*)\"|(?P<plain>{MOMENT}|\S*))", re.ASCII)
COUNT = r"(?:^|\s)(?P<member>[\w.@-]+):?\s(?:[a-zA-Z]+\s){0,4}(?P<good>\d{1,9})/(?P<total>\d{1,9})\s+%s\b"
"""As in `web 13/13 fresh failed=0`, perhaps with words between; what follows belongs to that member."""
DEEPEST = 4


def read_report(text: str, word: str = "", under: str = "") -> dict[str, Value]:
    """Read a report into values by name, those of a member as `MEMBER.name`. Raises UnreadableReplyError.

    In text a member's row has so many of so many before the `word`; in JSON members stand `under` a name.
    A name that stands there twice with two values contradicts itself.
    """
    values: dict[str, Value] = {}
    for name, value in read_json_pairs(text, under) if is_json(text) else read_text_pairs(text, word):
        if values.setdefault(name, value) != value:
            raise UnreadableReplyError(f"{name} is both {values[name]!r} and {value!r}")
    if not values:
        raise UnreadableReplyError(f"no KEY=VALUE and no JSON in {text.strip()[:80]!r}")
    return values


def is_json(text: str) -> bool:
    """Tell whether it looks like a JSON object."""
    return text.lstrip().startswith("{")


def read_object(text: str) -> dict[str, Any] | None:
    """Return the JSON object a report is; None where it is text. A name that stands there twice is unreadable."""
    return read_answer(text, dict[str, Any]) if is_json(text) else None


def read_text_pairs(text: str, word: str) -> Iterator[tuple[str, Value]]:
    """Yield the pairs of each part of a line between commas or semicolons."""
    row = re.compile(COUNT % re.escape(word), re.ASCII) if word else None
    for part in re.split(r"[,;\n\r]", text):
        count = row.search(part) if row else None
        prefix = f"{count['member']}." if count else ""
        if count:
            yield f"{prefix}{word}", int(count["good"])
            yield f"{prefix}total", int(count["total"])
        for pair in PAIR.finditer(part):
            quoted = pair["quoted"]
            yield f"{prefix}{pair['key']}", quoted if quoted is not None else read_value(pair["plain"])


def read_value(text: str) -> Value:
    """Read a value by its looks."""
    if INTEGER.fullmatch(text):
        return int(text)
    return float(text) if FRACTION.fullmatch(text) else text


def read_json_pairs(text: str, under: str) -> Iterator[tuple[str, Value]]:
    """Yield the single values of a JSON object, by the way to them; those `under` a name by member."""
    yield from flatten(read_answer(text, dict[str, Any]), "", under, DEEPEST)


def flatten(data: Any, prefix: str, under: str, depth: int) -> Iterator[tuple[str, Value]]:
    """Yield what is in objects of objects; lists are left out, as they have no names."""
    for name, value in data.items():
        match value:
            case dict() if depth:
                inner = "" if not prefix and name == under else f"{prefix}{name}."
                yield from flatten(value, inner, under, depth - 1)
            case str() | int() | float() | None:
                yield f"{prefix}{name}", value
            case _:
                continue
