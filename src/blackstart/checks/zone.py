"""Time zones by name, and what a clock on a wall there shows."""

import re
from datetime import UTC, datetime, tzinfo

from blackstart.model.reply import UnreadableReplyError

MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?")


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
    """Read a date with its time, in the zone unless it names its own offset; return Unix seconds."""
    if not MOMENT.fullmatch(text):
        raise UnreadableReplyError(f"not a date with a time: {text[:60]!r}")
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp()
    except (ValueError, OverflowError) as error:
        raise UnreadableReplyError(f"not a date with a time: {text[:60]!r}") from error
