"""Expectations: what is refused when a baseline loads, and what is unreadable when judged."""

import pytest

from blackstart.checks.systemd.unit_state import UnitReading
from blackstart.verdicts.expectation import (
    EvaluationError,
    ExpectationError,
    check_expectation,
    evaluate,
    seen_in,
)
from blackstart.verdicts.expectation_syntax import SyntaxFault, explain_syntax


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
            "no 'restart'; it has active, enabled, has_run, load, restarts, result, sockets, sub, units, uptime",
        ),
        ("1 < 2", "names no field"),
        ("lower(active) == 'x'", "there is no function 'lower'"),
    ],
)
def test_what_could_never_fail_rightly_is_refused(source: str, message: str) -> None:
    """A typing error is an error at load, not an expectation that holds or fails for ever."""
    with pytest.raises(ExpectationError, match=message):
        check_expectation(source, UnitReading)


SYNTAX = {
    "restarts => 2": ("'=>' is no sign of CEL", "write >=", 10),
    "restarts = 1": ("'=' is no sign of CEL", "write ==", 10),
    "restarts == 1 and active == 'x'": ("'and' is no sign of CEL", "write &&", 15),
    "restarts == 1 &&& active == 'x'": ("'&' is no sign of CEL", "write &&", 17),
    "active == 'x": ("a text has no end", "close it with '", 11),
    "(restarts == 1": ("')' is missing", "add ')'", 15),
    "restarts < ": ("it ends too early", "complete it", 12),
    "restarts 1": ("'1' cannot stand here", "", 10),
    "restarts\n  == && 1": ("'&&' cannot stand here", "", 6),
}


@pytest.mark.parametrize("source", SYNTAX)
def test_syntax_error_is_told_with_its_place(source: str) -> None:
    """What is wrong, what to write, and a caret under the sign."""
    message, mend, column = SYNTAX[source]
    with pytest.raises(ExpectationError) as caught:
        check_expectation(source, UnitReading)
    assert str(caught.value) == f"not CEL: {message}"
    assert caught.value.mend == mend
    line, caret = caught.value.excerpt
    assert line in source.splitlines()
    assert caret == "^".rjust(column)


@pytest.mark.parametrize("said", ["", "something new", "ERROR: <input>:1:1: Incomplete `ExprContext`"])
def test_what_the_parser_says_otherwise_is_kept(said: str) -> None:
    """A message without a place is told as it is."""
    assert explain_syntax("a", said) == SyntaxFault(message=f"not CEL: {said}")


def test_a_syntax_error_of_another_shape_is_told_in_its_own_words() -> None:
    """With its place all the same."""
    fault = explain_syntax("a", "ERROR: <input>:1:1: Syntax error: no viable alternative")
    assert fault == SyntaxFault(message="not CEL: no viable alternative", excerpt=("a", "^"))
    assert explain_syntax("", "ERROR: <input>:1:1: Syntax error: x").excerpt == ("", "^")


@pytest.mark.parametrize(
    ("source", "mend"),
    [
        ("restart < 3", "did you mean 'restarts'?"),
        ("len(active) > 0", "write size(…)"),
        ("startswith(active, 'a')", "did you mean 'startsWith'?"),
        ("qqq == 1", ""),
    ],
)
def test_unknown_name_has_its_nearest(source: str, mend: str) -> None:
    """A field or a function that looks like it, or that does the same."""
    with pytest.raises(ExpectationError) as caught:
        check_expectation(source, UnitReading)
    assert caught.value.mend == mend


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
