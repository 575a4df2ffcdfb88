"""Time zones by name, and what a clock on a wall there shows."""

import re
from datetime import UTC, datetime, tzinfo

from blackstart.model.reply import UnreadableReplyError

OFFSET = r" ?(?:[A-Z]{1,5}|[+-]\d\d(?::?\d\d)?)(?!\S)"
MOMENT = rf"\d{{4}}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{{1,9}})?)?(?:{OFFSET})?"
"""A date with its time as `date`, `stat` and programs print it: the offset may stand behind a blank."""
PARTS = re.compile(rf"(?P<local>{MOMENT.removesuffix(f'(?:{OFFSET})?')}) ?(?P<offset>\S*)")
NO_OFFSET = frozenset({"Z", "UTC", "GMT"})


def find_zone(name: str) -> tzinfo:
    """Return the zone. Raises ValueError for a name that the system's zone files do not have."""
    if name == "UTC":
        return UTC
    from zoneinfo import ZoneInfo  # noqa: PLC0415  # few packs have times of a day

    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError(f"timezone {name!r} is not known here: write one as in Asia/Taipei, or UTC") from error


def local_time(at: float, zone: tzinfo) -> datetime:
    """Return the local time of a moment (Unix seconds)."""
    try:
        return datetime.fromtimestamp(at, zone)
    except (OSError, OverflowError, ValueError) as error:
        raise UnreadableReplyError(f"{at} is no moment: {error}") from error


def read_moment(text: str, zone: tzinfo) -> float:
    """Read a date with its time, in the zone unless it names its own offset; return Unix seconds.

    An abbreviation such as CST is many zones: it counts where the zone calls itself so at that time.
    """
    found = PARTS.fullmatch(text) if re.fullmatch(MOMENT, text, re.ASCII) else None
    if found is None:
        raise UnreadableReplyError(f"not a date with a time: {text[:60]!r}")
    local, offset = found["local"].replace(",", "."), found["offset"]
    try:
        if offset in NO_OFFSET:
            return datetime.fromisoformat(local).replace(tzinfo=UTC).timestamp()
        if not offset.isalpha():
            moment = datetime.fromisoformat(f"{local}{offset}")
            return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp()
        moment = datetime.fromisoformat(local).replace(tzinfo=zone)
        if moment.tzname() == offset:
            return moment.timestamp()
    except (ValueError, OverflowError) as error:
        raise UnreadableReplyError(f"not a date with a time: {text[:60]!r}") from error
    raise UnreadableReplyError(f"{offset} in {text[:60]!r} is not what the zone {zone} is called then: name `timezone`")
