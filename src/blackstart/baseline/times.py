"""Parameters that are times: a baseline gives each as a duration (15m) or in seconds, whichever the kind keeps."""

from functools import cache
from typing import Any

import msgspec
from msgspec import inspect as types

from blackstart.checks.duration import DURATION, SECONDS, WORDS
from blackstart.checks.spec import Spec


@cache
def find_times(kind: type[Spec]) -> dict[str, type]:
    """Return the kind's parameters that are times, each with the type it keeps one as."""
    found: dict[str, type] = {}
    for field in msgspec.structs.fields(kind):
        info = types.type_info(field.type)
        if is_time(info):
            found[field.encode_name] = float if holds(info, types.FloatType) else str
    return found


def is_time(info: types.Type) -> bool:
    """Tell whether a type is a time, or none where it may be left out."""
    match info:
        case types.Metadata(extra_json_schema={"title": title}):
            return bool(title == WORDS)
        case types.UnionType():
            return any(is_time(part) for part in info.types)
        case _:
            return False


def holds(info: types.Type, kind: type[types.Type]) -> bool:
    """Tell whether a type has another in it, below what is said of it."""
    match info:
        case types.Metadata():
            return holds(info.type, kind)
        case types.UnionType():
            return any(holds(part, kind) for part in info.types)
        case _:
            return isinstance(info, kind)


def put_times(values: dict[str, Any], kind: type[Spec]) -> dict[str, Any]:
    """Return the parameters with each time as the kind keeps it; what is no time stays as it is."""
    times = find_times(kind)
    return {key: to_time(value, times[key]) if key in times else value for key, value in values.items()}


def to_time(value: Any, wanted: type) -> Any:
    """Return a duration in seconds, or seconds as a duration."""
    if wanted is float and isinstance(value, str) and (found := DURATION.fullmatch(value)):
        return float(found[1]) * SECONDS[found[2]]
    if wanted is str and isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value}s"
    return value


def write_time(seconds: float) -> str:
    """Return seconds as a duration, in the largest unit that it is a whole number of."""
    size, unit = next(((SECONDS[unit], unit) for unit in "dhm" if seconds and seconds % SECONDS[unit] == 0), (1.0, "s"))
    return f"{seconds / size:g}{unit}"
