"""Times in parameters: written as durations or in seconds, and shown as durations."""

from collections.abc import Callable
from typing import Any

import pytest

from blackstart.checks.duration import write_duration


def test_a_pack_may_write_a_duration(complain_of_check: Callable[[str], list[str]], load: Callable[..., Any]) -> None:
    """`15m` where the kind keeps seconds; seconds where it keeps a duration."""
    check = "  - {id: c, on: a, http: {url: 'http://x/', max_elapsed: 2m, pause: 0.5}}\n"
    trend = "  - {id: t, on: a, trend: {of: c, passed: true, for: 900}}\n"
    specs = [check.spec for check in load(f"phase: P0\nchecks:\n{check}{trend}").checks]
    assert (specs[0].max_elapsed, specs[0].pause, specs[1].span) == (120.0, 0.5, "900s")
    (line,) = complain_of_check("id: c\non: a\nhttp: {url: 'http://x/', limit: 2m}")
    assert "'limit': expected a duration such as 15m, or seconds of at most 60" in line


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.0, "0s"), (2.5, "2.5s"), (300.0, "5m"), (90000.0, "25h"), (6e5, "10000m")]
)
def test_a_time_is_written_in_whole_units(seconds: float, said: str) -> None:
    """As in a pack."""
    assert write_duration(seconds) == said
