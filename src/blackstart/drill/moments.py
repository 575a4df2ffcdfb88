"""Times in fixtures, told from the moment the drill is raised: `@{now-2h}`. Pure."""

import re
from datetime import UTC, datetime
from typing import Any

from blackstart.checks.duration import SECONDS

MOMENT = re.compile(r"@\{now(?:(?P<sign>[+-])(?P<amount>\d+(?:\.\d+)?)(?P<unit>[smhd]))?(?:\|(?P<form>[^}]*))?\}")


def fill_moments(value: Any, now: float) -> Any:
    """Return plain data with each `@{now-2h}` in its text filled in.

    Alone it stands for whole Unix seconds; `@{now-2h|%Y-%m-%d %H:%M}` is strftime's, in UTC.
    """
    if isinstance(value, str):
        return MOMENT.sub(lambda found: write_moment(found, now), value)
    if isinstance(value, dict):
        return {key: fill_moments(item, now) for key, item in value.items()}
    if isinstance(value, list):
        return [fill_moments(item, now) for item in value]
    return value


def write_moment(found: re.Match[str], now: float) -> str:
    """Write one moment."""
    moment = now
    if found["sign"]:
        away = float(found["amount"]) * SECONDS[found["unit"]]
        moment = now - away if found["sign"] == "-" else now + away
    if found["form"] is None:
        return str(int(moment))
    return datetime.fromtimestamp(moment, tz=UTC).strftime(found["form"])
