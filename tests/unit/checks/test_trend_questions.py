"""A trend asks the record for as much as it needs, and no more."""

from typing import Any

import pytest

from blackstart.checks.history.trend import Trend
from blackstart.model.kind import Target
from blackstart.model.request import RecordedSamples

TARGET = Target(host="a", address="192.0.2.10")


@pytest.mark.parametrize(
    ("params", "window"),
    [
        ({"value": "v", "below": 1.0, "span": "15m"}, 900.0 + 300.0),
        ({"passed": True, "span": "1h", "max_gap": "10m"}, 3600.0 + 600.0),
        ({"value": "v", "falling": 2, "max_gap": "30m"}, 2 * 1800.0),
        ({"value": "v", "falling": 2, "span": "10m"}, 600.0 + 300.0),
    ],
)
def test_the_window_holds_one_run_before_the_time(params: dict[str, Any], window: float) -> None:
    """The run that the time is counted from is older than it, by less than a gap."""
    question = next(Trend(of="c", **params).steps(TARGET))
    assert question == RecordedSamples(check="c", value=params.get("value", ""), window=window)
