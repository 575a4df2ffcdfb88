"""Whether something that runs at a time of day may be running: by the clock, and by what was seen of it."""

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from blackstart.decisions.grounds import Grounds
from blackstart.model.go import Window

HOUR = 60


def describe_open(window: Window, grounds: Grounds, now: float) -> str:
    """Say since when the window is open, or how soon it will be; empty where it is closed."""
    opening = find_opening(window, now + window.lead)
    if opening > now:
        return f"opens at {spell(window.opens)} {window.timezone}, in {(opening - now) / 60:.0f} min"
    since = f"open since {spell(window.opens)} {window.timezone}"
    if window.closes is not None and now < find_closing(window, opening):
        return f"{since}, until {spell(window.closes)}"
    if window.check and not is_done(window, grounds, opening):
        return f"{since}: {window.check} does not tell that the work was done since"
    return ""


def find_opening(window: Window, at: float) -> float:
    """Return the last opening up to a moment (Unix seconds)."""
    local = datetime.fromtimestamp(at, find_zone(window.timezone))
    opening = put(local, window.opens)
    return (opening if opening <= local else put(local - timedelta(days=1), window.opens)).timestamp()


def find_closing(window: Window, opening: float) -> float:
    """Return the first closing after an opening."""
    local = datetime.fromtimestamp(opening, find_zone(window.timezone))
    closing = put(local, window.closes or 0)
    return (closing if closing > local else put(local + timedelta(days=1), window.closes or 0)).timestamp()


def put(local: datetime, minutes: int) -> datetime:
    """Return that minute of the same day."""
    return local.replace(hour=minutes // HOUR, minute=minutes % HOUR, second=0, microsecond=0)


def find_zone(name: str) -> tzinfo:
    """Return the zone; that there is one was seen when the baseline loaded."""
    return UTC if name == "UTC" else ZoneInfo(name)


def spell(minutes: int) -> str:
    """Write a minute of the day as clocks do."""
    return f"{minutes // HOUR:02}:{minutes % HOUR:02}"


def is_done(window: Window, grounds: Grounds, opening: float) -> bool:
    """Tell whether the check's reading says that the work was done after the opening.

    A reading is evidence of this run also where the check is red or held for something else; a gap has none.
    """
    verdict = grounds.evidence.verdicts.get(window.check)
    age = None if verdict is None else follow(verdict.reading, window.reading)
    # The run's start is no later than the reading, so the work was done at this moment at the earliest.
    return age is not None and grounds.span.started - age >= opening


def follow(reading: Any, path: str) -> float | None:
    """Return the number, not below 0, at a dotted path of a reading; None where there is none."""
    value = reading
    for name in path.split("."):
        if isinstance(value, list | tuple) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        else:
            value = value.get(name) if isinstance(value, dict) else None
    # Not isinstance: `true` is an int to Python. A comparison with NaN is false.
    return float(value) if type(value) in (int, float) and value >= 0 else None
