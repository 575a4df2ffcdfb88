"""Decisions as people and programs read them."""

from typing import Any

import msgspec
import pytest
from unit.decisions.deciding import T0, load, make_case, see, up_for, with_verdict
from wcwidth import wcswidth

from blackstart.decisions.go import decide_go
from blackstart.decisions.plan_b import plan
from blackstart.decisions.quick import check_quickly
from blackstart.decisions.timeline import place_on_timeline
from blackstart.model.go import GoRequest, Operation
from blackstart.model.outcome import Outcome, WarningClass
from blackstart.model.scorecard import RunSpan, Scorecard
from blackstart.render.go import GO_FORMATS
from blackstart.render.go_labels import LABELS, find_decision_labels
from blackstart.render.plan import PLAN_FORMATS
from blackstart.render.plan_timeline import TIMELINE_FORMATS
from blackstart.render.quick import QUICK_FORMATS
from blackstart.render.style import Style
from blackstart.verdicts.view_parts import find_view

FLEET = load()
PLAIN = Style()
BOOTED = {"a": 0.5, "b": 86400.0}
"""Host a has booted after T+0, b has been up all the time."""


def show_go(scorecard: Scorecard, style: Style = PLAIN, form: str = "terminal", **fields: Any) -> str:
    """Show whether both hosts may be rebooted, half an hour before the copy is made."""
    assert FLEET.go is not None
    after = fields.pop("after", 60.0)
    request = GoRequest(**{"operation": Operation.REBOOT, "hosts": ("a", "b"), **fields})
    return GO_FORMATS[form](decide_go(FLEET, FLEET.go, request, make_case(FLEET, scorecard, after=after)), style)


def show_plan(scorecard: Scorecard, minutes: float, style: Style = PLAIN, form: str = "terminal") -> str:
    """Show plan B so long after the start."""
    assert FLEET.plan_b is not None
    span = RunSpan(started=T0 + minutes * 60 - 2, ended=T0 + minutes * 60 - 1)
    seen = msgspec.structs.replace(up_for(scorecard, **BOOTED), span=span)
    case = make_case(FLEET, seen, after=minutes * 60)
    return PLAN_FORMATS[form](plan(FLEET, FLEET.plan_b, case, T0), style)


def show_timeline(scorecard: Scorecard, minutes: float, style: Style = PLAIN, form: str = "terminal") -> str:
    """Show the timeline so long after the start."""
    assert FLEET.plan_b is not None
    case = make_case(FLEET, up_for(scorecard, **BOOTED), after=minutes * 60)
    return TIMELINE_FORMATS[form](place_on_timeline(FLEET, FLEET.plan_b, case, T0), style)


def show_quick(scorecard: Scorecard, *skipped: str, form: str = "terminal") -> str:
    """Show the quick check."""
    view = find_view(FLEET.views, "quick" + "".join(f" --skip-{part}" for part in skipped))
    return QUICK_FORMATS[form](check_quickly(FLEET, view, scorecard), PLAIN)


def test_a_go() -> None:
    """Verdict, scope, ceiling, the level now, and the rules that do not object."""
    assert show_go(see(FLEET)) == (
        "GO   reboot a, b   small\n"
        "  scope  All of it.\n"
        "  may be declared at most  B5: All is well.\n"
        "  level  B5\n\n"
        "rules that do not object  DATA, REGISTRY, ESCROW, COPY\n"
    )


def test_a_no_go_with_each_rule_and_what_is_behind_it() -> None:
    """The window's reason beside the evidence's; each root cause once."""
    night = T0 - T0 % 86400 + 86400 + 2.75 * 3600
    span = RunSpan(started=night - 5, ended=night - 4)
    shown = show_go(see(FLEET, "data", "registry", span=span), after=night - T0, unattended=True)
    assert shown == (
        "NO-GO   reboot a, b   small   unattended\n"
        "  scope  Look only.\n"
        "  scope  Mend the data.\n"
        "  may be declared at most  NOTHING: Put off.\n"
        "  level  NOT_READY\n\n"
        "rules that object\n"
        "  NO-GO           DATA      Data.\n"
        "      because of  data\n"
        "  CONDITIONAL GO  REGISTRY  R.\n"
        "      because of  registry\n"
        "  NO-GO           COPY      The copy is made.\n"
        "      opens at 03:00 UTC, in 15 min\n\n"
        "root causes\n"
        "  data  BLOCKED: it did not\n"
        "  registry  BLOCKED: it did not\n\n"
        "rules that do not object  ALERTS, ESCROW\n"
    )


def test_a_root_cause_says_why_it_matters_and_what_to_do_next() -> None:
    """Words of the check that failed; one without a reason says what it came to."""
    fleet = msgspec.structs.replace(
        FLEET,
        checks=tuple(
            msgspec.structs.replace(check, why={"en": "All stands on it."}, next={"en": "Look at it."})
            for check in FLEET.checks
        ),
    )
    silent = with_verdict(fleet, see(fleet, "data"), "data", reason="")
    assert fleet.go is not None
    request = GoRequest(operation=Operation.REBOOT, hosts=("a",))
    shown = GO_FORMATS["terminal"](decide_go(fleet, fleet.go, request, make_case(fleet, silent)), PLAIN)
    assert "  data  BLOCKED\n      why  All stands on it.\n      next  Look at it.\n" in shown


def test_obstacles_and_hosts_that_nothing_covers() -> None:
    """An old run says so once; a host without a rule is named."""
    shown = show_go(see(FLEET), after=700.0)
    assert "why nothing in the run counts\n  run small  wanted begun 600 s ago at most, saw begun 700 s ago" in shown
    assert FLEET.go is not None
    table = msgspec.structs.replace(FLEET.go, rules=FLEET.go.rules[1:2])
    request = GoRequest(operation=Operation.REBOOT, hosts=("b",))
    answer = decide_go(FLEET, table, request, make_case(FLEET, see(FLEET)))
    assert "no evidence asked  no rule asks evidence of b, so nothing speaks for it" in GO_FORMATS["terminal"](
        answer, PLAIN
    )


def test_plan_b_of_a_fleet_that_is_stuck() -> None:
    """All its blocks, in the order they are needed."""
    assert show_plan(see(FLEET, "data"), 15) == (
        "NOT_READY   T+15   small\n"
        "  hosts in scope  a\n"
        "  up since before T+0  b\n"
        "  first blocked  data\n"
        "  may be released next  P0\n"
        "  closed now it is  OPEN_INCIDENT_REQUIRED\n\n"
        "triggers\n"
        "  T+10  Data.\n"
        "      because of  data\n"
        "  B1  Data.\n"
        "      because of  data\n\n"
        "root causes\n"
        "  data  BLOCKED: it did not\n\n"
        "paths to walk\n"
        "  HOST_A  b serves. Without a.\n"
        "      because of  data\n"
        "      back to plan A  data\n\n"
        "stop lines\n"
        "  DUE    T+0  Freeze.\n"
        "  DUE    T+10  No data.\n"
        "      because of  data\n"
        "  AHEAD  T+120  Open an incident.\n\n"
        "releases\n"
        "  MAY GO  P0\n"
        "  HELD    P1\n"
        "      because of  data\n"
        "  HELD    imports  All answers.\n"
        "      because of  data\n"
        "  HELD    runners  All is well.\n"
        "      because of  data\n"
        "  HELD    ci  All is well.\n"
        "      because of  data\n\n"
        "red lines\n"
        "  NO_FALSE_GREEN  None.\n"
    )


def test_plan_b_before_the_start_and_with_nothing_wrong() -> None:
    """What may put it off; and what may go."""
    shown = show_plan(see(FLEET), 15)
    assert shown.startswith("B5   T+15   small\n  hosts in scope  a\n")
    assert "  may be released next  ci\n  closed now it is  BACK: All is well.\n" in shown
    night = -(T0 % 86400 - 4 * 3600) / 60
    shown = show_plan(see(FLEET), night)
    assert shown.startswith("B5   before T+0   small\n  may be released next  nothing yet\n")
    assert "  COPY <= B0  The copy is made.\n      open since 03:00 UTC, until 05:00\n" in shown
    assert "closed now" not in shown


def test_a_timeline_that_is_stuck() -> None:
    """At which gate, because of what, and what to do otherwise; with details also all that is missing."""
    scorecard = see(FLEET, "data", span=RunSpan(started=T0 + 590, ended=T0 + 591))
    assert show_timeline(scorecard, 10) == (
        "T+10   small\n"
        "  hosts in scope  a\n"
        "  up since before T+0  b\n"
        "  level  NOT_READY\n"
        "  stuck at  T+10, P0\n"
        "  first blocked  data\n"
        "  may be said  Booted.\n\n"
        "timeline\n"
        "  REACHED  T+0    Power.\n"
        "  REACHED  T+5    Hosts.\n"
        "  STUCK    T+10   Data.\n"
        "      because of  data\n"
        "      otherwise  No data.\n"
        "  AHEAD    T+15   Registry.\n"
        "  AHEAD    T+60   All.\n"
        "  AHEAD    T+120  All is well.\n\n"
        "root causes\n"
        "  data  BLOCKED: it did not\n"
    )
    detailed = show_timeline(scorecard, 10, Style(details=True))
    assert "      check data  wanted PASS, saw BLOCKED (it did not)\n" in detailed


def test_a_timeline_that_has_not_begun() -> None:
    """Nothing may be said, and nobody is in scope yet."""
    shown = show_timeline(see(FLEET), -1)
    assert shown.startswith("before T+0   small\n  level  NOT_READY\n  stuck at  nowhere\n  may be said  nothing\n")


def test_a_timeline_of_hosts_that_never_went_down() -> None:
    """It says so, and says nothing of them."""
    span = RunSpan(started=T0 + 590, ended=T0 + 591)
    scorecard = up_for(see(FLEET, span=span), a=86400.0, b=86400.0)
    assert FLEET.plan_b is not None
    answer = place_on_timeline(FLEET, FLEET.plan_b, make_case(FLEET, scorecard, after=600.0), T0)
    shown = TIMELINE_FORMATS["terminal"](answer, PLAIN)
    assert "  hosts in scope  none went down\n  up since before T+0  a, b\n" in shown
    assert "  NOT IN SCOPE  T+5    Hosts.\n" in shown


def test_a_quick_check_with_a_skipped_part() -> None:
    """Skipped is said twice: beside the others, and beside the word."""
    scorecard = see(FLEET, "escrow", outcome=Outcome.WARN)
    assert show_quick(scorecard, "routes") == (
        "parts\n"
        "  SKIPPED   routes\n"
        "  DEGRADED  rest    PASS=2 WARN=1 BLOCKED=0 HELD=0\n\n"
        "root causes\n"
        "  escrow  WARN: it did not\n\n"
        "POST_START_QUICK_CHECK PASS=5 WARN=2 BLOCKED=0 HELD=0\n"
        "WARN_SPLIT SERVICE=0 BOUNDARY=0 EVIDENCE=1\n"
        "SKIPPED=routes\n"
        "RESULT=QUICK_IN_PART\n"
    )


def test_a_quick_check_with_a_failure_that_was_explained_and_one_that_was_cut_short() -> None:
    """What explained it is named; a run that was cut short says so."""
    reason = "refused; route answers"
    fields = {"outcome": Outcome.WARN, "warns_as": WarningClass.EVIDENCE, "reason": reason, "explained_by": "route"}
    scorecard = with_verdict(FLEET, see(FLEET), "api", **fields)
    assert "disproved by a retry\n  api  refused; route answers\n" in show_quick(scorecard)
    span = RunSpan(started=T0, ended=T0 + 1, interrupted=True)
    shown = show_quick(see(FLEET, "data", span=span))
    assert shown.endswith("first blocked  data\n\n" + shown[shown.index("POST_START") :])
    assert "INTERRUPTED=1\nRESULT=BLOCKED\n" in shown


@pytest.mark.parametrize("width", [40, 100])
def test_every_line_fits_and_the_language_is_spoken(width: int) -> None:
    """Also in a narrow terminal."""
    style = Style(width=width, language="zh-TW")
    shown = show_go(see(FLEET, "data"), style) + show_plan(see(FLEET, "data"), 15, style)
    assert "只讀。" in shown
    assert "觸發條件" in shown
    assert max(map(wcswidth, shown.splitlines())) <= width


def test_colour_repeats_the_word() -> None:
    """It never replaces it."""
    assert show_go(see(FLEET), Style(color=True)).startswith("\x1b[1;33mGO\x1b[0m   reboot")


def test_programs_read_all_of_it() -> None:
    """As JSON with sorted keys."""
    shown = (
        show_go(see(FLEET), form="json"),
        show_plan(see(FLEET), 15, form="json"),
        show_timeline(see(FLEET), 1, form="json"),
        show_quick(see(FLEET), form="json"),
    )
    documents = [msgspec.json.decode(text) for text in shown]
    assert {document["format_version"] for document in documents} == {1}
    assert documents[0]["permission"] == "GO"
    assert documents[1]["closeout"]["name"] == "BACK"
    assert documents[2]["points"][0]["progress"] == "REACHED"
    assert documents[3]["warnings"] == {"boundary": 0, "evidence": 0, "service": 0}


def test_each_language_says_everything() -> None:
    """An unknown one speaks English."""
    for labels in LABELS.values():
        assert all(msgspec.structs.astuple(labels))
    assert find_decision_labels("fr") is LABELS["en"]
