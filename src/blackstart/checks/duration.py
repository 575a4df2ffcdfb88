"""Stretches of time as people write them: 90s, 15m, 24h, 7d."""

import math
import re
from typing import Annotated

from msgspec import Meta

DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(s|m|h|d)", re.ASCII)
WORDS = "a duration such as 15m"
"""What people call it who write one."""
Seconds = Annotated[float, Meta(title=WORDS)]
"""A parameter in seconds; a baseline may write it as a duration too."""
Duration = Annotated[str, Meta(title=WORDS)]
"""A parameter written as a duration; a baseline may give seconds too."""
SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
UNITS = ((86400.0, "d"), (3600.0, "h"), (60.0, "min"))


def read_duration(name: str, text: str) -> float:
    """Return the seconds a parameter states, more than none. Raises ValueError, which names it."""
    found = DURATION.fullmatch(text)
    if found is None or float(found[1]) <= 0:
        raise ValueError(f"`{name}: {text}` is no duration: write 90s, 15m, 24h or 7d")
    return float(found[1]) * SECONDS[found[2]]


def say_duration(seconds: float) -> str:
    """Say a stretch of time, never longer than it is: 14.99 minutes are not 15."""
    size, unit = next((pair for pair in UNITS if seconds >= pair[0]), (1.0, "s"))
    return f"{math.floor(seconds / size * 10) / 10:g} {unit}"
