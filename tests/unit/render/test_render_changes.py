"""What a watch prints between two rounds."""

from collections.abc import Callable

import msgspec

from blackstart.model.fleet import Fleet
from blackstart.model.outcome import Outcome
from blackstart.model.scorecard import HostCondition, HostState, Scorecard
from blackstart.render.changes import render_changes
from blackstart.render.style import Style
from blackstart.testing.builders import make_check, make_fleet, make_scorecard, make_verdict

Shown = tuple[Fleet, Scorecard]


def test_nothing_changed_is_one_line(shown: Shown) -> None:
    """The line has the result and the counts; times do not count as a change."""
    scorecard = msgspec.structs.replace(shown[1], span=msgspec.structs.replace(shown[1].span, interrupted=False))
    later = msgspec.structs.replace(scorecard, judged=9999.0)
    text = render_changes(scorecard, later, Style())
    assert text.startswith(f"nothing changed: {scorecard.result}   ")
    assert text.count("\n") == 1


def test_what_changed_is_shown_and_nothing_else() -> None:
    """Result, level, first gate, phase, host and checks, with the reason for what a check is now."""
    fleet = make_fleet(make_check("ping"), make_check("ssh"), make_check("disk", host="b", phase="P1"))
    ping, ssh, _ = fleet.checks
    down = {"a": HostState(host="a", condition=HostCondition.UNREACHABLE)}
    after = make_scorecard(
        fleet,
        make_verdict(ping, Outcome.BLOCKED, "no route"),
        make_verdict(ssh, Outcome.HELD, "no route", held_by="ping"),
        hosts=down,
    )
    assert render_changes(make_scorecard(fleet), after, Style()).splitlines() == [
        "result   GREEN -> BLOCKED",
        "level   FULL_STACK_GREEN -> HOST_UNREACHABLE",
        "first blocked   none -> ping",
        "phase P0   GREEN -> BLOCKED",
        "host a   HOST_READY -> HOST_UNREACHABLE",
        "check ping   PASS -> BLOCKED   no route",
        "check ssh   PASS -> HELD   held by ping: no route",
    ]


def test_check_that_came_or_went_is_a_change() -> None:
    """A check that is no longer asked does not vanish in silence."""
    before, after = (make_fleet(make_check("a"), make_check(name)) for name in ("old", "young"))
    assert render_changes(make_scorecard(before), make_scorecard(after), Style()).splitlines() == [
        "check young   new -> PASS",
        "check old   PASS -> gone",
    ]


def test_interrupted_round_says_so(make_shown: Callable[[str], Shown]) -> None:
    """A round that was cut short is never 'nothing changed'."""
    _, scorecard = make_shown("interrupted")
    text = render_changes(scorecard, scorecard, Style())
    assert text.startswith("INTERRUPTED  cut short before its end: 2 of 3 checks")


def test_lines_of_a_view_are_compared(make_shown: Callable[[str], Shown]) -> None:
    """In the reader's language."""
    _, after = make_shown("view")
    assert after.view is not None
    lines = {**after.view.lines, "UNITS": "PASS"}
    before = msgspec.structs.replace(after, view=msgspec.structs.replace(after.view, lines=lines))
    assert render_changes(before, after, Style(language="zh-TW")) == "輸出行 UNITS   PASS -> BLOCKED\n"
