"""The expression for dates not before a time finds just those, for any time."""

import re
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from blackstart.checks.facts.log_window import read_stamp, read_zone, write_newer

TIMES = st.integers(0, 4_000_000_000)


@given(TIMES, TIMES)
def test_expression_finds_what_is_not_before(start: int, time: int) -> None:
    """A date is found if, and only if, it is not before the start."""
    text = datetime.fromtimestamp(time, tz=UTC).strftime("%Y-%m-%d %H:%M:%S")
    assert bool(re.fullmatch(write_newer(start, UTC), text)) is (time >= start)


@given(TIMES)
def test_expression_finds_whole_dates_only(start: int) -> None:
    """A line that begins with some figure is not taken for a date."""
    assert not re.search(f"^(?:{write_newer(start, UTC)})", "9 rows")


def test_zones_are_read() -> None:
    """Hours and minutes, with a colon or without, ahead or behind; and the three names of UTC."""
    assert read_zone("-03:30") == timezone(-timedelta(hours=3, minutes=30))
    assert read_zone("+0800") == timezone(timedelta(hours=8))
    assert {read_zone(name) for name in ("Z", "UTC", "GMT")} == {UTC}


def test_zone_of_the_line_precedes_that_of_the_host() -> None:
    """A line that names none is in the host's."""
    assert read_stamp("[2026-06-26 08:00:00,123 +0800", "+0000")[0] == read_stamp("2026/06/26 00:00:00", "+0000")[0]
