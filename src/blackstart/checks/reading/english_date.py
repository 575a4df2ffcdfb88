"""Dates as C programs write them whatever the locale: an English month, a day, a time and a year."""

from collections.abc import Sequence
from datetime import UTC, datetime

from blackstart.model.reply import UnreadableReplyError

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ENGLISH_DATE = r"([A-Z][a-z]{2}) +([0-9]{1,2}) ([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]+)? ([0-9]{4})"
"""Six groups: month, day, hour, minute, second, year (asctime(3), ASN1_TIME_print(3))."""


def read_english_date(parts: Sequence[str]) -> float:
    """Return the Unix time of the six parts, taken to be in UTC."""
    month, *figures, year = parts
    try:
        day, hour, minute, second = map(int, figures)
        date = datetime(int(year), MONTHS.index(month) + 1, day, hour, minute, second, tzinfo=UTC)
    except ValueError as error:
        raise UnreadableReplyError(f"not a date: {' '.join(parts)}") from error
    return date.timestamp()
