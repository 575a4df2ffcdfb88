"""Readers of numbers and of stretches of time."""

from collections.abc import Mapping as Map
from functools import partial
from math import inf
from typing import Any

from blackstart.baseline.nodes import Scalar
from blackstart.baseline.typed_place import UNREAD, At
from blackstart.baseline.typed_scalars import ScalarReader, Shape, refuse_plainly
from blackstart.checks.duration import DURATION, DURATION_MEND, WORDS, find_seconds

Bounds = Map[str, float]
"""Limits by the names that msgspec's Meta has for them."""
LIMITS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}
"""What JSON Schema calls them."""
TIME: Shape = {"type": "string", "pattern": rf"^{DURATION.pattern}$"}


def make_number(bounds: Bounds, title: str = "", *, whole: bool) -> ScalarReader:
    """Return the reader of a number within bounds; a `whole` one has no fraction."""
    schema = {"type": "integer" if whole else "number", **shape_bounds(bounds)}
    return ScalarReader(
        wanted=title or ("a whole number" if whole else "a number"),
        many="whole numbers" if whole else "numbers",
        take=partial(take_number, whole, bounds),
        refuse=refuse_plainly if title else partial(refuse_number, whole, bounds),
        schema=schema,
        rank=1 if whole else 2,
    )


def take_number(whole: bool, bounds: Bounds, node: Scalar, line: int) -> Any:  # noqa: ARG001, FBT001  # as every take
    """Return the number, if it is within its bounds."""
    value = read_number(node, whole=whole)
    return UNREAD if value is None or say_broken(value, bounds) else value


def read_number(node: Scalar, *, whole: bool) -> float | None:
    """Return the number, or None for anything else. Not isinstance: `true` is an int to Python."""
    if type(node.value) is int:
        return node.value if whole else float(node.value)
    return node.value if isinstance(node.value, float) and not whole else None


def refuse_number(whole: bool, bounds: Bounds, reader: ScalarReader, node: Scalar, at: At) -> None:  # noqa: FBT001  # as above
    """Report what is no number, or out of bounds, with the bound that it breaks."""
    value = read_number(node, whole=whole)
    broken = "" if value is None else say_broken(value, bounds)
    if broken:
        at.complain(f"expected {reader.wanted}{broken}, found {node.text}")
    else:
        at.refuse(reader.wanted, node)


def make_time(bounds: Bounds, *, as_text: bool = False) -> ScalarReader:
    """Return the reader of a time, written as 15m or in seconds; kept in seconds, or with `as_text` as a duration."""
    return ScalarReader(
        wanted=f"{WORDS}, or seconds",
        many="durations",
        take=partial(take_time, as_text, bounds),
        refuse=partial(refuse_time, bounds),
        schema={"anyOf": [{"type": "number", **shape_bounds(bounds)}, TIME]},
        rank=3,
    )


def take_time(as_text: bool, bounds: Bounds, node: Scalar, line: int) -> Any:  # noqa: ARG001, FBT001  # as every take
    """Return the time as it is kept."""
    seconds = read_seconds(node)
    if seconds is None or say_broken(seconds, bounds):
        return UNREAD
    if not as_text:
        return seconds
    return node.value if isinstance(node.value, str) else f"{node.value}s"


def refuse_time(bounds: Bounds, reader: ScalarReader, node: Scalar, at: At) -> None:
    """Report what is no time, or out of bounds."""
    seconds = read_seconds(node)
    bound = say_broken(seconds, bounds) if seconds is not None else ""
    at.complain(f"expected {reader.wanted}{bound}, found '{node.text}'", DURATION_MEND)


def read_seconds(node: Scalar) -> float | None:
    """Return the seconds that a number or a duration stands for, or None for anything else."""
    if isinstance(node.value, str):
        return find_seconds(node.value)
    return read_number(node, whole=False)


def say_broken(value: float, bounds: Bounds) -> str:
    """Return the bound that a number breaks, in words; empty where it keeps within them."""
    step = 1 if isinstance(value, int) else 0
    if value < bounds.get("ge", -inf):
        return f" of at least {bounds['ge']}"
    if value > bounds.get("le", inf):
        return f" of at most {bounds['le']}"
    if value <= bounds.get("gt", -inf):
        return f" of at least {bounds['gt'] + step}" if step else f" above {bounds['gt']}"
    if value >= bounds.get("lt", inf):
        return f" of at most {bounds['lt'] - step}" if step else f" below {bounds['lt']}"
    return ""


def shape_bounds(bounds: Bounds) -> Shape:
    """Return a number's bounds as JSON Schema has them."""
    return {LIMITS[name]: bound for name, bound in bounds.items()}
