"""The timeline: reached, stuck, held, ahead and not in scope."""

import msgspec
import pytest
from unit.decisions.deciding import STATEMENTS, T0, load, make_case, see, unready, up_for

from blackstart.decisions.timeline import place_on_timeline
from blackstart.model.fleet import Fleet
from blackstart.model.outcome import Outcome
from blackstart.model.plan import Progress, TimelineAnswer
from blackstart.model.scorecard import RunSpan, Scorecard

FLEET = load()
R, S, H, A, N = Progress.REACHED, Progress.STUCK, Progress.HELD, Progress.AHEAD, Progress.NOT_IN_SCOPE
BOOTED = {"a": 20.0, "b": 20.0}
"""Both hosts have been up for so many seconds: since after T+0, wherever the run is."""


def answer(
    scorecard: Scorecard, minutes: float, age: float = 30.0, named: tuple[str, ...] = (), fleet: Fleet = FLEET
) -> TimelineAnswer:
    """Tell where it stands so many minutes after T+0, by a run begun `age` seconds ago."""
    assert fleet.plan_b is not None
    now = minutes * 60
    span = RunSpan(started=T0 + now - age, ended=T0 + now - age + 1)
    case = make_case(fleet, msgspec.structs.replace(scorecard, span=span), after=now)
    return place_on_timeline(fleet, fleet.plan_b, case, T0, named)


@pytest.mark.parametrize(
    ("failed", "minutes", "states", "stuck", "word"),
    [
        ((), 1, [R, R, R, R, R, R], "", "All is well."),
        (("data",), 1, [R, R, A, A, A, A], "", "Booted."),
        (("data",), 10, [R, R, S, A, A, A], "T+10", "Booted."),
        (("data",), 60, [R, R, S, H, H, A], "T+10", "Booted."),
        (("registry",), 14, [R, R, R, A, A, A], "", "Data."),
        (("registry",), 15, [R, R, R, S, A, A], "T+15", "Data."),
        (("escrow",), 61, [R, R, R, R, S, A], "T+60", "Ready."),
    ],
)
def test_each_point_waits_for_those_above_it(
    failed: tuple[str, ...], minutes: float, states: list[Progress], stuck: str, word: str
) -> None:
    """The last that is reached tells what may be said, by default as its level does; the first that is due is stuck."""
    found = answer(up_for(see(FLEET, *failed), **BOOTED), minutes)
    assert [stage.progress for stage in found.points] == states
    assert (found.stuck, found.may_say) == (stuck, {"en": word})
    assert [stage.name for stage in found.points] == ["T+0", "T+5", "T+10", "T+15", "T+60", "T+120"]


def test_it_says_which_gate_it_is_stuck_at_and_what_is_behind_that() -> None:
    """The phase of the first root cause; and that more than warnings keep it there."""
    found = answer(up_for(see(FLEET, "registry"), **BOOTED), 20)
    assert (found.stuck, found.gate, found.blocked) == ("T+15", "P0", True)
    (stuck,) = (stage for stage in found.points if stage.progress is S)
    assert [(cause.name, cause.reason) for cause in stuck.causes] == [("registry", "it did not")]
    assert stuck.goal == {"en": "Registry."}
    warned = answer(up_for(see(FLEET, "escrow", outcome=Outcome.WARN), **BOOTED), 61)
    assert (warned.stuck, warned.gate, warned.blocked) == ("T+60", "P1", False)


def test_hosts_that_never_went_down_are_out_of_scope() -> None:
    """They do not count as booted after T+0: nothing is said of them, and what else is asked decides."""
    found = answer(up_for(see(FLEET), a=86400.0, b=86400.0), 6)
    assert [stage.progress for stage in found.points] == [R, N, R, R, R, R]
    assert (found.scope.hosts, found.scope.up_before) == ((), ("a", "b"))
    early = answer(up_for(see(FLEET, "data"), a=86400.0, b=86400.0), 6)
    assert ([stage.progress for stage in early.points], early.may_say) == ([R, N, A, A, A, A], {"en": "Begun."})


@pytest.mark.parametrize(
    ("named", "states", "missing"),
    [
        ((), [R, R], []),
        (("a",), [R, S], [("a", "HOST_BOOTED, booted after T+0", "HOST_READY, not booted after T+0")]),
        (("b",), [R, R], []),
    ],
)
def test_who_names_hosts_names_the_scope(named: tuple[str, ...], states: list[Progress], missing: list[object]) -> None:
    """A host that was up all the time has to boot, where it is named."""
    found = answer(up_for(see(FLEET), a=86400.0, b=20.0), 6, named=named)
    assert [stage.progress for stage in found.points[:2]] == states
    assert [(one.name, one.wanted, one.seen) for one in found.points[1].missing] == missing
    assert found.scope.hosts == (named or ("b",))


def test_a_host_whose_boot_was_not_seen_is_in_scope_and_has_not_booted() -> None:
    """Nor one that is away; each is named with what was seen."""
    found = answer(up_for(see(FLEET, hosts=unready("b")), a=20.0), 6)
    assert (found.scope.hosts, found.scope.booted) == (("a", "b"), ("a",))
    assert (found.stuck, found.blocked) == ("T+5", True)
    assert [(one.name, one.seen) for one in found.points[1].missing] == [("b", "HOST_UNREACHABLE")]
    unseen = answer(up_for(see(FLEET), a=20.0), 6)
    assert [one.seen for one in unseen.points[1].missing] == ["HOST_READY, not seen to have booted after T+0"]


def test_a_boot_within_the_look_is_neither_before_nor_after() -> None:
    """T+0 within the second that the look took: nobody knows on which side of it the boot was."""
    found = answer(up_for(see(FLEET), a=4.5, b=86400.0), 5.0 / 60, age=1.0)
    assert (found.scope.hosts, found.scope.booted) == (("a",), ())


def test_what_is_missing_is_told_of_each_that_is_not_reached_by_itself() -> None:
    """A point that is only held by another lacks nothing."""
    found = answer(up_for(see(FLEET, "data"), **BOOTED), 20)
    missing = [{missing.name for missing in stage.missing} for stage in found.points]
    assert missing == [set(), set(), {"data"}, set(), {"data"}, {"data"}]


def test_a_run_from_before_the_start_reaches_nothing_but_the_operators_word() -> None:
    """However green it was."""
    found = answer(up_for(see(FLEET), **BOOTED), 20, age=1300.0)
    assert [stage.progress for stage in found.points] == [R, S, H, H, A, A]
    assert (len(found.obstacles), found.level, found.blocked) == (2, "NOT_READY", False)


def test_before_the_start_nothing_may_be_said() -> None:
    """Not even that it began."""
    found = answer(up_for(see(FLEET, "data"), **BOOTED), -1, age=30)
    assert ([stage.progress for stage in found.points], found.may_say) == ([A, A, A, A, A, A], {})


def test_a_point_may_ask_of_the_scope_and_of_more() -> None:
    """With nobody in scope, what else it asks decides."""
    points = "points: [{at: 5m, needs: {hosts: {HOST_READY: scope, HOST_BOOTED: a}, checks: [data]}, says: Ready.}]\n"
    fleet = load(recovery=STATEMENTS + points)
    still = up_for(see(fleet), a=86400.0, b=86400.0)
    assert answer(still, 6, fleet=fleet).points[0].progress is R
    ill = up_for(see(fleet, "data"), a=86400.0, b=86400.0)
    assert [one.name for one in answer(ill, 6, fleet=fleet).points[0].missing] == ["data"]
