"""A view is judged by itself: with what it needs, and with no word on what it leaves out."""

from datetime import UTC, datetime

import pytest

from blackstart.model.exchange import FIRST_BOOT_ID, LAST_BOOT_ID, Exchange, Transcript
from blackstart.model.fleet import Check, Fleet, Phase
from blackstart.model.kind import Proof
from blackstart.model.outcome import Outcome, Result
from blackstart.model.reply import Cause, CommandReply, Gap
from blackstart.model.scorecard import HostCondition, RunSpan, Scorecard
from blackstart.model.view import Lookup, Question, Template, View, ViewLine
from blackstart.testing.builders import make_check, make_fleet, make_verdict
from blackstart.testing.kinds import StatusKind
from blackstart.verdicts.scorecard import judge
from blackstart.verdicts.view import narrow
from blackstart.verdicts.view_lines import write_line

BOOT = CommandReply(stdout="0a1b2c3d-0000-4000-8000-0123456789ab\n")
LINES = (
    ViewLine(key="STATUS", value=Template(parts=("is ", Lookup(check="app", source="status")))),
    ViewLine(key="APP", value=Template(parts=(Lookup(check="app"),))),
)


def make_status(check: str, proves: Proof | None = None, **fields: object) -> Check:
    """Make a check that asks a question of its own."""
    return make_check(check, spec=StatusKind(question=check, proves=proves), **fields)


def make_whole() -> Fleet:
    """Make a fleet of two hosts in three phases, and a view of one check in the last."""
    checks = (
        make_status("ping-a", Proof.PING),
        make_status("ping-b", Proof.PING, host="b"),
        make_status("boot-a", Proof.BOOT),
        make_status("ready-a", Proof.READY, phase="P1"),
        make_status("vip", phase="P1", host="controller"),
        make_status("disk", phase="P1"),
        make_status("app", phase="P2", needs=("disk",)),
    )
    phases = (Phase(id="P0"), Phase(id="P1", needs=("P0",)), Phase(id="P2", needs=("P1",)))
    words = {Result.GREEN: "APP_GREEN."}
    views = {
        "app": View(name="app", checks=("app",), words=words, lines=LINES),
        "most": View(name="most", checks=("app", "boot-a", "ready-a", "vip", "disk")),
        "all": View(name="all", checks=tuple(check.id for check in checks)),
    }
    return make_fleet(*checks, phases=phases, views=views)


def look(fleet: Fleet, **answers: CommandReply | Gap) -> Scorecard:
    """Judge the fleet where every check passes but those with an answer."""
    exchanges = [
        Exchange(place=host, request=request, reply=BOOT)
        for host in fleet.hosts
        for request in (FIRST_BOOT_ID, LAST_BOOT_ID)
    ]
    for check in fleet.checks:
        if isinstance(check.spec, StatusKind):
            reply = answers.get(check.id.replace("-", "_"), CommandReply(stdout=""))
            exchanges.append(Exchange(place=check.place, request=check.spec.request, reply=reply))
    return judge(fleet, Transcript(exchanges), RunSpan(), now=1.0)


def test_a_view_has_its_checks_what_they_need_and_the_rungs_of_their_hosts() -> None:
    """Nothing else is asked, no other host is reached."""
    fleet = narrow(make_whole(), "app")
    assert [check.id for check in fleet.checks] == ["ping-a", "disk", "app"]
    assert list(fleet.hosts) == ["a"]
    assert [(phase.id, phase.needs) for phase in fleet.phases] == [("P0", ()), ("P1", ("P0",)), ("P2", ("P1",))]


def test_a_view_has_what_explains_its_checks() -> None:
    """A failure that is explained in a run of the fleet is explained in the view too."""
    route, api = make_status("route"), make_status("api", explained_by="route")
    fleet = make_fleet(route, api, views={"api": View(name="api", checks=("api",))})
    assert {check.id for check in narrow(fleet, "api").checks} == {"route", "api"}


def test_rungs_of_the_place_a_check_is_asked_from_count() -> None:
    """A check asked from b about a needs b to be reachable."""
    app = make_status("app", host="a", place="b")
    view = View(name="v", checks=("app",))
    fleet = narrow(make_fleet(make_status("ping-b", Proof.PING, host="b"), app, views={"v": view}), "v")
    assert [check.id for check in fleet.checks] == ["ping-b", "app"]
    assert list(fleet.hosts) == ["b", "a"]


def test_a_green_view_says_its_own_word_and_nothing_on_the_fleet() -> None:
    """No FULL_STACK_GREEN, no phase that was not looked at whole, no host READY without its readiness."""
    scorecard = look(narrow(make_whole(), "app"))
    assert (scorecard.result, scorecard.level) == (Result.GREEN, "APP_GREEN.")
    assert scorecard.phases == ()
    assert [host.condition for host in scorecard.hosts] == [HostCondition.BOOTED_UNKNOWN]
    assert scorecard.view is not None
    assert scorecard.view.lines == {"STATUS": "is 0", "APP": "PASS"}


def test_a_view_without_words_says_that_it_is_one() -> None:
    """Also where it has every check of the fleet."""
    scorecard = look(narrow(make_whole(), "all"))
    assert scorecard.level == "VIEW_GREEN"
    assert [state.result for state in scorecard.phases] == [Result.GREEN] * 3
    assert HostCondition.READY in {host.condition for host in scorecard.hosts}


@pytest.mark.parametrize("others", [(Proof.BOOT, Proof.READY), (Proof.READY, Proof.BOOT), (Proof.BOOT,)])
def test_a_host_whose_boot_check_is_left_out_is_not_said_to_have_booted(others: tuple[Proof, ...]) -> None:
    """Of several proofs left out the earliest is the ceiling, in whatever order they stand."""
    left = (make_status(f"left-{proof}", proof) for proof in others)
    (state,) = look(narrow(make_fleet(make_status("app"), *left, views=make_whole().views), "app")).hosts
    assert state.condition is HostCondition.BOOTED_UNKNOWN


def test_a_ready_host_is_held_down_to_what_was_looked_at() -> None:
    """The view has a readiness check, and leaves another out."""
    view = View(name="v", checks=("ready-a",))
    checks = (
        make_status("ready-a", Proof.READY),
        make_status("ready-too", Proof.CAPACITY),
        make_status("boot", Proof.BOOT),
    )
    (state,) = look(narrow(make_fleet(*checks, views={"v": view}), "v")).hosts
    assert state.condition is HostCondition.BOOTED_UNKNOWN
    assert "leaves out" in state.reason
    (state,) = look(narrow(make_fleet(*checks[:2], views={"v": view}), "v")).hosts
    assert state.condition is HostCondition.BOOTED


def test_a_phase_all_of_whose_checks_are_in_is_judged_but_not_beyond_one_that_is_not() -> None:
    """P1 is whole and needs P0, of which b's ping is missing."""
    assert look(narrow(make_whole(), "most")).phases == ()


def test_the_root_cause_is_in_the_view() -> None:
    """Its host's rung explains the failure, as in the whole fleet."""
    gap = Gap(cause=Cause.CONNECT_TIMED_OUT)
    scorecard = look(narrow(make_whole(), "app"), ping_a=CommandReply(stdout="", exit_code=1), disk=gap, app=gap)
    assert scorecard.first_blocked == "ping-a"
    assert {verdict.held_by for verdict in scorecard.verdicts} == {None, "ping-a"}
    assert scorecard.view is not None
    assert scorecard.view.lines == {"STATUS": "unknown", "APP": "unknown"}


def test_a_view_that_is_not_there_is_a_key_error() -> None:
    """The command line says it in words."""
    with pytest.raises(KeyError):
        narrow(make_whole(), "ap")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (1.0, "1"),
        (0.25, "0.25"),
        ("text", "text"),
        ("", ""),
        ([], "none"),
        (["a", 2], "a,2"),
        (datetime(2026, 6, 27, tzinfo=UTC), "2026-06-27T00:00:00+00:00"),
        (None, "unknown"),
        (["a", None], "unknown"),
    ],
)
def test_values_are_written_as_a_shell_expects_them(value: object, said: str) -> None:
    """A null is a value that was not there, and never nothing."""
    verdict = make_verdict(make_check("c"), reading={"value": value})
    line = ViewLine(key="K", value=Template(parts=(Lookup(check="c", source="value"),)))
    assert write_line(line, {"c": verdict}) == said


@pytest.mark.parametrize(
    ("source", "reading"),
    [("value", None), ("value", {"other": 1}), ("value / 0", {"value": 1}), ("value.x", {"value": 1})],
)
def test_a_line_whose_evidence_is_missing_is_unknown_as_a_whole(source: str, reading: dict[str, object] | None) -> None:
    """Never the half of it that is known."""
    verdict = make_verdict(make_check("c"), Outcome.WARN, reading=reading)
    line = ViewLine(key="K", value=Template(parts=("known|", Lookup(check="c", source=source))))
    assert write_line(line, {"c": verdict}) == "unknown"


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        ([(Outcome.PASS, None), (Outcome.PASS, None)], "yes"),
        ([(Outcome.PASS, None), (Outcome.WARN, None)], "no"),
        ([(Outcome.PASS, None), (Outcome.BLOCKED, Cause.REFUSED)], "unknown"),
        ([(Outcome.BLOCKED, None), (Outcome.HELD, Cause.REFUSED)], "no"),
        ([(Outcome.WARN, Cause.TOOL_MISSING), (Outcome.PASS, None)], "unknown"),
    ],
)
def test_a_question_is_answered_by_evidence_only(outcomes: list[tuple[Outcome, Cause | None]], said: str) -> None:
    """Yes where all passed, no where one was seen not to, else unknown."""
    verdicts = {
        f"c{number}": make_verdict(make_check(f"c{number}"), outcome, cause=cause)
        for number, (outcome, cause) in enumerate(outcomes)
    }
    assert write_line(ViewLine(key="K", value=Question(checks=tuple(verdicts))), verdicts) == said


def test_an_outcome_is_said_by_its_word_and_a_gap_is_unknown() -> None:
    """A check that could not look has an outcome, but it is not what was seen."""
    line = ViewLine(key="K", value=Template(parts=(Lookup(check="c"),)))
    check = make_check("c")
    assert write_line(line, {"c": make_verdict(check, Outcome.HELD)}) == "HELD"
    assert write_line(line, {"c": make_verdict(check, Outcome.WARN, cause=Cause.STALE)}) == "unknown"
