"""What is taken for a number in a reading, and how stretches of time are told."""

from typing import Any

import pytest

from blackstart.checks.duration import say_duration
from blackstart.checks.reading.recorded_value import find_number


@pytest.mark.parametrize(
    ("reading", "path", "number"),
    [
        ({"load": 0.5}, "load", 0.5),
        ({"cpus": 4}, "cpus", 4.0),
        ({"rows": [{"lag": 7}]}, "rows.0.lag", 7.0),
        ({"rows": [{"lag": 7}], "row": {"lag": 7}}, "lag", 7.0),
        ({"lag": 1, "row": {"lag": 7}}, "lag", 1.0),
        ({"ok": True}, "ok", None),
        ({"load": "0.5"}, "load", None),
        ({"load": None}, "load", None),
        ({"load": float("nan")}, "load", None),
        ({"load": float("inf")}, "load", None),
        ({"load": 10**400}, "load", None),
        ({"load": 0.5}, "", None),
        ({"rows": []}, "rows.0.lag", None),
        ({}, "load", None),
    ],
)
def test_only_a_number_is_a_number(reading: dict[str, Any], path: str, number: float | None) -> None:
    """Nothing stands for what is not there."""
    assert find_number(reading, path) == number


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.0, "0 s"),
        (59.99, "59.9 s"),
        (60.0, "1 min"),
        (899.9, "14.9 min"),
        (900.0, "15 min"),
        (7200.0, "2 h"),
        (172800.0, "2 d"),
    ],
)
def test_a_stretch_of_time_is_never_told_longer_than_it_is(seconds: float, words: str) -> None:
    """Else a condition would seem to be met that is not."""
    assert say_duration(seconds) == words
