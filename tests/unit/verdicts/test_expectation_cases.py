"""What an expectation lets pass, and what a change of it does: tried at every reading where that can differ."""

import pytest

from blackstart.verdicts.expectation_cases import can_hold, compare_cases
from blackstart.verdicts.expectation_tokens import TokenKind, read_tokens

MORE, LESS, SAME, OTHER = (True, False), (False, True), (False, False), (True, True)
"""Whether some reading passes only now, and some only before."""


@pytest.mark.parametrize(
    "source",
    [
        "days_behind <= 2 && days_behind >= 5",
        "state == 'up' && state == 'down'",
        "state in ['a', 'b'] && state != 'a' && state != 'b'",
        "size(lines) == 0 && size(lines) > 1",
        "!ok && ok",
        "left == null && left == 1",
        "1 > missing && missing > 2",
        "x <",
    ],
)
def test_an_expectation_that_no_reading_meets_is_known(source: str) -> None:
    """Whatever the host says."""
    assert can_hold(source) is False


@pytest.mark.parametrize(
    "source",
    [
        "missing == 0",
        "x > 2.0 && x < 2.5",
        "size(lines) == 1 && lines[0].endsWith(':600')",
        "json.a.all(n, n > 3)",
        "ok",
        "x > 3 || x == 'a'",
        "state in ['a', 'b']",
    ],
)
def test_an_expectation_that_some_reading_meets_is_none(source: str) -> None:
    """A call may come to anything."""
    assert can_hold(source) is True


@pytest.mark.parametrize(
    "source",
    [
        "used + free > 10",
        "a == b",
        "(a == 1) == b",
        "name in names",
        "name in [a, 'b']",
        " && ".join(f"x{number} > {number}" for number in range(9)),
    ],
)
def test_what_is_reckoned_is_not_decided(source: str) -> None:
    """Nor what takes too many readings."""
    assert can_hold(source) is None


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("days_behind <= 2", "days_behind <= 200", MORE),
        ("days_behind <= 200", "days_behind <= 2", LESS),
        ("missing == 0", "missing == 5", OTHER),
        ("a && b", "a", MORE),
        ("a", "a && b", LESS),
        ("", "x <= 1", LESS),
        ("x <= 1", "", MORE),
        ("x <= 2", "2 >= x", SAME),
        ("!(x > 2)", "x <= 2", SAME),
        ("state == 'up'", "state == 'up' || state == 'odd'", MORE),
        ("jobs.all(name, jobs[name].age <= 90000.0)", "jobs.all(name, jobs[name].age <= 900000.0)", MORE),
        ("jobs.all(name, jobs[name].age <= 90.0)", "jobs.all(name, jobs[name].age <= 9.0)", LESS),
        ("jobs.all(n, 3 > n.x) && jobs.all(n, n.y > 5)", "jobs.all(n, 4 > n.x) && jobs.all(n, n.y > 6)", OTHER),
        ("double(boot) + up > 100.0", "double(boot) + up > 90.0", MORE),
        ("double(boot) + up > 100.0", "double(boot)  +  up > 100.0", SAME),
    ],
)
def test_a_change_is_compared_by_the_readings_that_pass(old: str, new: str, found: tuple[bool, bool]) -> None:
    """Not by how it is written."""
    assert compare_cases(old, new) == found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("lines.all(l, l < 3)", "lines.exists(l, l < 3)"),
        ("!lines.all(l, l < 3)", "!lines.all(l, l < 4)"),
        ("used + 1 > 10", "used + 2 > 10"),
        ("used - 3 * 2 > x", "used - 4 * 2 > x"),
        ("f(x < 3) == true", "f(x < 4) == true"),
        ("matches(x, 'a') && y + 1 > 2", "matches(x, 'b') && y + 1 > 2"),
        ("rows.exists_one(r, r > 3)", "rows.exists_one(r, r > 4)"),
    ],
)
def test_what_cannot_be_compared_is_not(old: str, new: str) -> None:
    """More readings that pass a part may be fewer that pass the whole."""
    assert compare_cases(old, new) is None


def test_calls_are_one_token_with_all_that_is_asked_of_them() -> None:
    """And a bracket that is never closed ends with the text."""
    assert [token.kind for token in read_tokens('a["b-c"].wanted >= 2')] == [
        TokenKind.CALL,
        TokenKind.COMPARISON,
        TokenKind.NUMBER,
    ]
    assert [token.text for token in read_tokens("size(lines")] == ["size(lines"]
    assert [token.text for token in read_tokens("a[0].b.")] == ["a[0].b", "."]
