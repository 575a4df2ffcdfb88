"""A scenario's level, word and claims are compared with the run's."""

import msgspec
import pytest

from blackstart.drill.compare import compare
from blackstart.drill.scenario import Expectation
from blackstart.testing.builders import make_check, make_fleet, make_scorecard

SEEN = make_scorecard(
    make_fleet(make_check("web")), level="B4", word="ALL_GREEN", allowed=("READY", "DR"), forbidden=("ACT",)
)


def expect(**fields: object) -> Expectation:
    """Read an expectation as a scenario has it."""
    return msgspec.convert(fields, Expectation)


def test_what_came_as_expected_is_no_difference() -> None:
    """Only the claims that are named are looked for."""
    wanted = expect(level="B4", word="ALL_GREEN", allowed=["DR"], forbidden=["ACT"])
    assert compare(wanted, SEEN, "") == []
    assert compare(expect(), SEEN, "") == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"level": "B5"}, "level: expected B5, saw B4"),
        ({"word": "BLOCKED"}, "word: expected BLOCKED, saw ALL_GREEN"),
        ({"allowed": ["ACT"]}, "ACT: expected allowed, saw forbidden"),
        ({"forbidden": ["DR"]}, "DR: expected forbidden, saw allowed"),
        ({"forbidden": ["DRR"]}, "DRR: expected forbidden, saw no such claim"),
    ],
)
def test_each_difference_is_a_line(fields: dict[str, object], said: str) -> None:
    """With what was seen instead."""
    assert compare(expect(**fields), SEEN, "") == [said]
