"""A demand that only one value meets tells which one: a gate that waits for another could never clear."""

import pytest

from blackstart.checks.reading.comparison import Demand, read_exact


@pytest.mark.parametrize(
    ("demand", "value"),
    [("ok", "ok"), ("== 6", "6"), (3, "3"), (True, "true"), (">= 6", None), (("ok", "well"), None)],
)
def test_the_only_value_is_told(demand: Demand, value: str | None) -> None:
    """As text; none where several would do."""
    assert read_exact(demand) == value
