"""What is read out of a status report: KEY=VALUE in any layout, or JSON."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from blackstart.checks.strict_json import require_single_names
from blackstart.checks.zone import MOMENT
from blackstart.model.reply import UnreadableReplyError

Value = str | int | float | bool | None
INTEGER = re.compile(r"-?\d{1,18}", re.ASCII)
FRACTION = re.compile(r"-?\d{1,18}\.\d{1,18}", re.ASCII)
PAIR = re.compile(rf"(?<!\S)(?P<key>[A-Za-z_][\w.-]*)=(?:\"(?P<quoted>[^\"]*)\"|(?P<plain>{MOMENT}|\S*))", re.ASCII)
COUNT = re.compile(
    r"(?:^|\s)(?P<host>[\w.@-]+):?\s(?:[a-zA-Z]+\s){0,4}(?P<fresh>\d{1,9})/(?P<total>\d{1,9})\s+fresh\b", re.ASCII
)
"""As in `web 13/13 fresh failed=0`, perhaps with words between; what follows belongs to that host."""
DEEPEST = 4


def read_report(text: str) -> dict[str, Value]:
    """Read a report into values by name, those of a host as `HOST.name`. Raises UnreadableReplyError.

    A name that stands there twice with two values contradicts itself.
    """
    values: dict[str, Value] = {}
    for name, value in read_json_pairs(text) if text.lstrip().startswith("{") else read_text_pairs(text):
        if values.setdefault(name, value) != value:
            raise UnreadableReplyError(f"{name} is both {values[name]!r} and {value!r}")
    if not values:
        raise UnreadableReplyError(f"no KEY=VALUE and no JSON in {text.strip()[:80]!r}")
    return values


def read_text_pairs(text: str) -> Iterator[tuple[str, Value]]:
    """Yield the pairs of each part of a line between commas or semicolons."""
    for part in re.split(r"[,;\n\r]", text):
        count = COUNT.search(part)
        prefix = f"{count['host']}." if count else ""
        if count:
            yield f"{prefix}fresh", int(count["fresh"])
            yield f"{prefix}total", int(count["total"])
        for pair in PAIR.finditer(part):
            quoted = pair["quoted"]
            yield f"{prefix}{pair['key']}", quoted if quoted is not None else read_value(pair["plain"])


def read_value(text: str) -> Value:
    """Read a value by its looks."""
    if INTEGER.fullmatch(text):
        return int(text)
    return float(text) if FRACTION.fullmatch(text) else text


def read_json_pairs(text: str) -> Iterator[tuple[str, Value]]:
    """Yield the single values of a JSON object, by the way to them; those under `hosts` by host."""
    try:
        data = msgspec.json.decode(text)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise UnreadableReplyError(f"not JSON: {error}") from error
    require_single_names(text)
    yield from flatten(data, "", DEEPEST)


def flatten(data: Any, prefix: str, depth: int) -> Iterator[tuple[str, Value]]:
    """Yield what is in objects of objects; lists are left out, as they have no names."""
    for name, value in data.items():
        match value:
            case dict() if depth:
                yield from flatten(value, "" if not prefix and name == "hosts" else f"{prefix}{name}.", depth - 1)
            case str() | int() | float() | None:
                yield f"{prefix}{name}", value
            case _:
                continue
