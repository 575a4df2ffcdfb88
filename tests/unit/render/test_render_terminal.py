"""What a tired person sees in a terminal."""

from collections.abc import Callable

import msgspec
import pytest
from wcwidth import wcswidth

from blackstart.model.fleet import Fleet
from blackstart.model.outcome import Outcome
from blackstart.model.scorecard import Scorecard
from blackstart.render.style import Style
from blackstart.render.terminal import render
from blackstart.testing.builders import make_check, make_fleet, make_scorecard, make_verdict

Shown = tuple[Fleet, Scorecard]


@pytest.mark.parametrize("width", [1, 40, 57, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int, shown: Shown) -> None:
    """Columns are counted, not characters; below 40 the terminal breaks lines itself."""
    text = render(*shown, Style(width=width, details=True, language="zh-TW"))
    assert [line for line in text.splitlines() if wcswidth(line) > max(width, 40)] == []


def test_color_adds_nothing_but_color(shown: Shown) -> None:
    """Words say it all; taking the colours away gives the plain text."""
    colored = render(*shown, Style(color=True, details=True))
    for code in ("31", "32", "33", "35"):
        colored = colored.replace(f"\x1b[1;{code}m", "")
    assert colored.replace("\x1b[0m", "") == render(*shown, Style(details=True))


def test_result_comes_first_and_the_runbooks_lines_last(make_shown: Callable[[str], Shown]) -> None:
    """The first word is the result; the last two lines are those runbooks quote."""
    lines = render(*make_shown("blocked"), Style()).splitlines()
    assert lines[0].split()[0] == "BLOCKED"
    assert lines[2].startswith("first blocked   120-ping")
    assert lines[-2:] == ["PASS=1 WARN=1 BLOCKED=2 HELD=8", "Result: BLOCKED"]


def test_interrupted_run_says_so_before_anything_else(make_shown: Callable[[str], Shown]) -> None:
    """How many checks have no answer stands beside the word."""
    text = render(*make_shown("interrupted"), Style())
    assert text.startswith("INTERRUPTED   cut short before its end: 2 of 3 checks")
    assert "\nINTERRUPTED\nResult: BLOCKED\n" in text


def test_interrupted_run_is_loud_even_if_all_passed(make_shown: Callable[[str], Shown]) -> None:
    """A GREEN that was cut short does not look like a whole one."""
    fleet, scorecard = make_shown("healthy")
    span = msgspec.structs.replace(scorecard.span, interrupted=True)
    text = render(fleet, msgspec.structs.replace(scorecard, span=span), Style())
    assert text.startswith("INTERRUPTED   cut short before its end: 0 of 2 checks")


def test_held_checks_are_one_line_for_each_root() -> None:
    """Eight held checks are one line that names the root, and only some of them."""
    checks = [make_check(name) for name in ("root", *(f"leaf-{number}" for number in range(8)))]
    fleet = make_fleet(*checks)
    held = [make_verdict(check, Outcome.HELD, held_by="root") for check in checks[1:]]
    text = render(fleet, make_scorecard(fleet, make_verdict(checks[0], Outcome.BLOCKED, "down"), *held), Style())
    assert text.count("  HELD  ") == 1
    assert "HELD     by root: 8 checks (leaf-0, leaf-1, leaf-2, leaf-3, leaf-4, leaf-5, …)" in text


def test_long_reading_is_cut_with_an_ellipsis() -> None:
    """Details show what was read, not a screen full of it."""
    fleet = make_fleet(make_check("web"))
    verdict = make_verdict(fleet.checks[0], reading={"lines": "x" * 5000, "state": "active"})
    text = render(fleet, make_scorecard(fleet, verdict), Style(details=True, width=80))
    assert text.count("x") <= 2 * 80
    assert " …\n" in text


def test_a_view_says_which_it_is_and_ends_in_its_word(make_shown: Callable[[str], Shown]) -> None:
    """Its lines are whole in the narrowest terminal, for grep; a title may be missing."""
    fleet, scorecard = make_shown("view")
    lines = render(fleet, scorecard, Style(width=40)).splitlines()
    assert "UNITS=BLOCKED" in lines
    assert lines[-1] == "HYGIENE_BLOCKED."
    assert "view hygiene   Host hygiene" in lines
    named = {"hygiene": msgspec.structs.replace(fleet.views["hygiene"], headline="HYGIENE_PREFLIGHT")}
    headed = render(msgspec.structs.replace(fleet, views=named), scorecard, Style())
    assert f"\nHYGIENE_PREFLIGHT PASS={scorecard.passed} WARN={scorecard.warned} " in headed
    untold = render(msgspec.structs.replace(fleet, views={}), scorecard, Style())
    assert "\nview hygiene\n" in untold


@pytest.mark.parametrize("width", [40, 60, 100])
def test_columns_stand_below_each_other_where_characters_are_wide(
    width: int, make_shown: Callable[[str], Shown]
) -> None:
    """What follows a Chinese label begins in the column its neighbours begin in."""
    text = render(*make_shown("blocked"), Style(language="zh-TW", width=width))
    starts = {
        wcswidth(line[: line.index(said)])
        for line in text.splitlines()
        for said in ("no route: EHOST", "120 關機時", "Power on")
        if line.startswith("  ") and said in line and line.lstrip()[:2] in ("原因", "影響", "下一")
    }
    assert len(starts) == 1
