"""When a report, or what it is about, was made, as it says itself."""

import re
from datetime import date, tzinfo
from typing import Any

import msgspec

from blackstart.checks.reading.json_path import say_value
from blackstart.checks.reading.zone import local_time, read_moment
from blackstart.model.kind import Finding
from blackstart.model.reply import UnreadableReplyError
from blackstart.model.value_text import write_value_text

AHEAD = 60.0
"""Seconds by which a time may be ahead of the controller's clock: the two clocks differ a little."""
DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class StatedTime(msgspec.Struct, frozen=True, kw_only=True):
    """How long ago the stated time was, or how many days behind the stated date is."""

    age: float | None = None
    days_behind: int | None = None


def read_stated(name: str, value: Any, zone: tzinfo, at: float, *, days: bool) -> StatedTime:
    """Read the value: a date with its time, or Unix seconds; where `days` are counted, a date."""
    if days:
        return StatedTime(days_behind=(local_time(at, zone).date() - read_date(name, value, zone)).days)
    if isinstance(value, str):
        return StatedTime(age=at - read_moment(value, zone))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return StatedTime(age=at - value)
    raise UnreadableReplyError(f"{name}: expected a time, saw {say_value(value)}")


def read_date(name: str, value: Any, zone: tzinfo) -> date:
    """Read a date, or the date that a moment has in the zone."""
    if not isinstance(value, str):
        raise UnreadableReplyError(f"{name}: expected a date, saw {say_value(value)}")
    if not DATE.fullmatch(value):
        return local_time(read_moment(value, zone), zone).date()
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise UnreadableReplyError(f"{name}: expected a date, saw {write_value_text(value)}") from error


def judge_age(what: str, age: float, limit: float) -> Finding:
    """Compare an age."""
    holds = -AHEAD <= age <= limit
    return Finding(holds=holds, expected=f"{what} at most {limit:g} s old", seen=f"{age:.0f} s old")
