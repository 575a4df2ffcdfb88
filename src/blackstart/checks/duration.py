"""Stretches of time as people write them: 90s, 15m, 24h, 7d."""

import math
import re
from typing import Annotated

from msgspec import Meta

DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(s|m|h|d)", re.ASCII)
WORDS = "a duration such as 15m"
"""What people call it who write one."""
DURATION_MEND = "write 90s, 15m, 24h or 7d"
Seconds = Annotated[float, Meta(title=WORDS)]
"""A parameter in seconds; a baseline may write it as a duration too."""
Duration = Annotated[str, Meta(title=WORDS)]
"""A parameter written as a duration; a baseline may give seconds too."""
SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
UNITS = ((86400.0, "d"), (3600.0, "h"), (60.0, "min"))


def read_duration(name: str, text: str) -> float:
    """Return the seconds a parameter states, more than none. Raises ValueError, which names it."""
    seconds = find_seconds(text)
    if not seconds:
        raise ValueError(f"`{name}: {text}` is no duration: {DURATION_MEND}")
    return seconds


def find_seconds(text: str) -> float | None:
    """Return the seconds that a duration stands for, or None for other text."""
    found = DURATION.fullmatch(text)
    return None if found is None else float(found[1]) * SECONDS[found[2]]


def write_duration(seconds: float) -> str:
    """Return seconds as a duration, in the largest unit that it is a whole number of."""
    size, unit = next(((SECONDS[unit], unit) for unit in "dhm" if seconds and seconds % SECONDS[unit] == 0), (1.0, "s"))
    return f"{seconds / size:g}{unit}"


def say_duration(seconds: float) -> str:
    """Say a stretch of time, never longer than it is: 14.99 minutes are not 15."""
    size, unit = next((pair for pair in UNITS if seconds >= pair[0]), (1.0, "s"))
    return f"{math.floor(seconds / size * 10) / 10:g} {unit}"
