"""Which parameters are times, and how the default of one is shown."""

from msgspec import inspect as types

from blackstart.checks.duration import SECONDS, WORDS


def is_time(info: types.Type) -> bool:
    """Tell whether a type is a time, or none where it may be left out."""
    match info:
        case types.Metadata(extra_json_schema={"title": title}):
            return bool(title == WORDS)
        case types.UnionType():
            return any(is_time(part) for part in info.types)
        case _:
            return False


def write_time(seconds: float) -> str:
    """Return seconds as a duration, in the largest unit that it is a whole number of."""
    size, unit = next(((SECONDS[unit], unit) for unit in "dhm" if seconds and seconds % SECONDS[unit] == 0), (1.0, "s"))
    return f"{seconds / size:g}{unit}"
