"""Expectations: what is refused when a baseline loads, and what is unreadable when judged."""

import pytest

from blackstart.checks.systemd_unit import UnitReading
from blackstart.verdicts.expectation import (
    EvaluationError,
    ExpectationError,
    check_expectation,
    evaluate,
    seen_in,
)


@pytest.mark.parametrize("source", ["restarts < 3", "active == 'active' && restarts == 0", "size(result) > 0"])
def test_names_of_the_reading_are_accepted(source: str) -> None:
    """Fields, operators and CEL's functions are known."""
    check_expectation(source, UnitReading)


def test_columns_are_names_too() -> None:
    """A kind may add names that depend on its parameters."""
    check_expectation("days_behind <= 2", UnitReading, frozenset({"days_behind"}))


def test_a_name_bound_by_a_macro_is_no_field() -> None:
    """The variable of `exists` needs no field of its name."""
    check_expectation("[1, 2].exists(x, x == restarts)", UnitReading)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("restarts <", "not CEL"),
        (
            "restart < 3",
            "no 'restart'; it has active, enabled, has_run, load, restarts, result, sockets, sub, uptime",
        ),
        ("1 < 2", "names no field"),
        ("lower(active) == 'x'", "there is no function 'lower'"),
    ],
)
def test_what_could_never_fail_rightly_is_refused(source: str, message: str) -> None:
    """A typing error is an error at load, not an expectation that holds or fails for ever."""
    with pytest.raises(ExpectationError, match=message):
        check_expectation(source, UnitReading)


@pytest.mark.parametrize("source", ["restarts < 3", "restarts", "days < 1", "lines[0] == 'up'"])
def test_what_cannot_be_evaluated_is_an_error_and_not_false(source: str) -> None:
    """No value, a value of another type, none at that place, or no truth value: unreadable."""
    with pytest.raises(EvaluationError):
        evaluate(source, {"restarts": None, "lines": []})


def test_the_columns_of_one_row_are_in_scope() -> None:
    """`row.days` may be written `days`; fields of the reading come first."""
    values = {"row": {"days": 1, "rows": 9}, "rows": [1]}
    assert evaluate("days == 1 && size(rows) == 1", values)
    assert seen_in("days == 1 && size(rows) == 1", values) == "days = 1, rows = [1]"
