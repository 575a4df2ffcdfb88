"""The time of day that a scenario is rehearsed at. Pure."""

import re
from datetime import datetime, time, timedelta

from blackstart.checks.reading.zone import find_zone

AT = re.compile(r"(?P<time>(?:[01]\d|2[0-3]):[0-5]\d)(?: (?P<zone>\S+))?")


def find_moment(at: str, now: float) -> float:
    """Return the latest moment, `now` at most, at which clocks showed `at`, as in `18:46 Asia/Taipei` (or UTC).

    Both are Unix seconds. It lies a day back at most, where certificates made for the
    drill are valid too. Raises ValueError for what is no time of day.
    """
    found = AT.fullmatch(at)
    if found is None:
        raise ValueError(f"at {at!r}: write a time of day as in 18:46 Asia/Taipei")
    here = datetime.fromtimestamp(now, find_zone(found["zone"] or "UTC"))
    shown = datetime.combine(here.date(), time.fromisoformat(found["time"]), here.tzinfo)
    return (shown if shown <= here else shown - timedelta(days=1)).timestamp()
