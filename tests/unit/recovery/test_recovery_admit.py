"""Each refusal has its word, and a refused event changes nothing."""

from typing import Any

import pytest
from unit.recovery.walking import SEE, T0, approve, check, event, manual, run, sign, started, wait, walk

from blackstart.model.recovery_plan import PlanOperation
from blackstart.model.session import EventKind, SessionState, StepState, StopLine
from blackstart.recovery.fold import begin, fold, follow_event
from blackstart.recovery.holds import list_holds
from blackstart.recovery.refusal import RefusedEventError

OPENED, MET, CONFIRMED, SIGNED = EventKind.OPENED, EventKind.MET, EventKind.CONFIRMED, EventKind.SIGNED


def open_first(*steps: Any, **fields: Any) -> SessionState:
    """Return a session whose first step is open."""
    return walk(started(*steps, **fields), event(OPENED, steps[0].id))


def refuse(state: SessionState, word: str, kind: EventKind, step: str = "", at: float = T0, **fields: Any) -> None:
    """Assert that the event is refused with the word."""
    with pytest.raises(RefusedEventError, match=f"^{word}: ") as refused:
        follow_event(state, event(kind, step, at, **fields))
    assert refused.value.status == 3


def test_a_step_waits_for_those_before_it() -> None:
    """Also one that people only have to confirm."""
    state = open_first(check("a"), manual("b"))
    refuse(state, "OUT_OF_ORDER", OPENED, "b")
    refuse(state, "OUT_OF_ORDER", CONFIRMED, "b", note="done")


def test_what_can_be_seen_is_not_confirmed() -> None:
    """Of a check, and of a manual step that says what is seen of it."""
    refuse(open_first(check("a")), "SEE_IT", CONFIRMED, "a", note="I saw it")
    refuse(open_first(manual("a", see=SEE)), "SEE_IT", CONFIRMED, "a", note="I saw it")


def test_what_cannot_be_seen_is_not_met() -> None:
    """A person has to say so, with a note, and not of a time to come."""
    state = open_first(manual("a"))
    refuse(state, "NOTHING_TO_SEE", MET, "a", run=run())
    refuse(state, "NOTE_MISSING", CONFIRMED, "a", note="  ")
    refuse(state, "IN_FUTURE", CONFIRMED, "a", note="done", since=T0 + 1)
    assert walk(state, event(CONFIRMED, "a", note="done")).steps[0].state is StepState.DONE


def test_only_what_the_plan_lets_be_skipped() -> None:
    """With a note, as everything a person says."""
    refuse(open_first(check("a")), "NOT_SKIPPABLE", EventKind.SKIPPED, "a", note="no time")
    state = open_first(check("a", skip=True))
    refuse(state, "NOTE_MISSING", EventKind.SKIPPED, "a")
    assert walk(state, event(EventKind.SKIPPED, "a", note="no need")).steps[0].state is StepState.SKIPPED


def test_events_of_other_kinds_and_states() -> None:
    """The table has no way for them."""
    refuse(open_first(check("a")), "NOT_OF_KIND", SIGNED, "a", signed=sign())
    refuse(started(check("a")), "NOT_IN_STATE", MET, "a", run=run())
    refuse(started(check("a")), "NO_SUCH_STEP", OPENED, "b")
    refuse(started(check("a")), "NOT_IN_STATE", EventKind.STARTED)


def test_what_is_seen_needs_a_run_that_is_new_enough() -> None:
    """None, one from before the last thing that was done, and one that is too old."""
    state = walk(
        started(manual("a"), check("b")),
        event(OPENED, "a"),
        event(CONFIRMED, "a", T0 + 10, note="done"),
        event(OPENED, "b", T0 + 10),
    )
    refuse(state, "NOT_SEEN", MET, "b", T0 + 20)
    refuse(state, "STALE", MET, "b", T0 + 20, run=run(T0 + 9))
    refuse(state, "STALE", MET, "b", T0 + 2000, run=run(T0 + 11))
    assert walk(state, event(MET, "b", T0 + 20, run=run(T0 + 11))).steps[1].state is StepState.DONE


def test_a_wait_is_over_by_the_sessions_clock() -> None:
    """Not a second before, and what was seen before its end proves nothing after it."""
    state = open_first(wait("a", 60), check("b"))
    refuse(state, "TOO_SOON", MET, "a", T0 + 59)
    after = walk(state, event(MET, "a", T0 + 60), event(OPENED, "b", T0 + 60))
    refuse(after, "STALE", MET, "b", T0 + 61, run=run(T0 + 59))


def test_what_must_stay_seen_is_seen_at_its_end() -> None:
    """A run from within the time is none of its end; what lapses begins anew."""
    state = open_first(check("a", hold_for=60))
    refuse(state, "TOO_SOON", MET, "a", run=run())
    held = walk(state, event(EventKind.HOLDING, "a", run=run()))
    refuse(held, "TOO_SOON", MET, "a", T0 + 61, run=run(T0 + 59))
    assert walk(held, event(MET, "a", T0 + 61, run=run(T0 + 60))).current is None
    lapsed = walk(held, event(EventKind.LAPSED, "a", T0 + 30, run=run(T0 + 30)))
    refuse(lapsed, "TOO_SOON", MET, "a", T0 + 61, run=run(T0 + 60))


def test_reopening_sends_all_behind_it_back() -> None:
    """Only from T+0 on, and only by a run that shows it."""
    state = walk(
        started(check("a"), manual("zero", zero=True), check("b"), check("c")),
        event(OPENED, "a"),
        event(MET, "a", run=run()),
        event(OPENED, "zero"),
        event(CONFIRMED, "zero", T0 + 1, note="done", since=T0 - 5),
        event(OPENED, "b", T0 + 1),
        event(MET, "b", T0 + 3, run=run(T0 + 2)),
        event(OPENED, "c", T0 + 3),
    )
    assert state.zero == T0 - 5
    refuse(state, "BEFORE_ZERO", EventKind.REOPENED, "a", T0 + 4, run=run(T0 + 3))
    refuse(state, "NOT_SEEN", EventKind.REOPENED, "b", T0 + 4)
    refuse(state, "NOTHING_TO_SEE", EventKind.REOPENED, "zero", T0 + 4, run=run(T0 + 3))
    after = walk(state, event(EventKind.REOPENED, "b", T0 + 4, run=run(T0 + 3)))
    assert [step.state for step in after.steps] == [StepState.DONE, StepState.DONE, StepState.OPEN, StepState.AHEAD]
    assert after.zero == T0 - 5


def test_t0_of_what_is_seen_is_when_it_was_opened() -> None:
    """So the stop lines count while it is waited for."""
    assert open_first(check("a", zero=True)).zero == T0
    assert open_first(manual("a", zero=True)).zero is None
    state = walk(open_first(manual("a", zero=True)), event(CONFIRMED, "a", T0 + 7, note="done"))
    assert state.zero == T0 + 7


def test_a_halted_session_goes_on_when_it_is_told_to() -> None:
    """Until then nothing is opened; with a reason."""
    state = started(check("a"))
    refuse(state, "NOTE_MISSING", EventKind.HALTED)
    refuse(state, "NOT_HALTED", EventKind.CONTINUED)
    halted = walk(state, event(EventKind.HALTED, note="fire"))
    refuse(halted, "HALTED", OPENED, "a")
    assert walk(halted, event(EventKind.NOTED, note="out"), event(EventKind.CONTINUED), event(OPENED, "a"))


def test_by_a_clock_that_is_behind_nothing_begins() -> None:
    """A board without a battery wakes with yesterday's time; a note may still be written, and moves nothing back."""
    state = walk(started(check("a")), event(EventKind.NOTED, at=T0 - 86400, note="the clock is wrong"))
    refuse(state, "CLOCK_UNSURE", OPENED, "a", T0 - 86400)
    assert state.latest == T0


def test_a_stop_line_is_told_once_and_not_before_it_is_due() -> None:
    """A point of the pack, and a step that takes too long."""
    state = open_first(check("a", within=60))
    line = StopLine(point="T+5", due=T0 + 300, reached=False)
    refuse(state, "TOO_SOON", EventKind.STOP_LINE, at=T0 + 299, stop=line)
    refuse(state, "TOO_SOON", EventKind.STOP_LINE, at=T0 + 299)
    told = walk(state, event(EventKind.STOP_LINE, at=T0 + 300, stop=line))
    refuse(told, "ALREADY_TOLD", EventKind.STOP_LINE, at=T0 + 301, stop=line)
    late = StopLine(point="a", due=T0 + 60, reached=False)
    over = walk(told, event(EventKind.STOP_LINE, "a", T0 + 302, stop=late))
    refuse(over, "ALREADY_TOLD", EventKind.STOP_LINE, "a", T0 + 303, stop=late)
    assert over.steps[0].overdue


def test_closing_needs_every_step_and_every_release() -> None:
    """Except as an open incident; a closed session admits nothing."""
    refuse(started(check("a")), "STEPS_LEFT", EventKind.CLOSED, closeout="RETURNED_TO_PLAN_A")
    closed = walk(started(check("a")), event(EventKind.CLOSED, closeout="OPEN_INCIDENT_REQUIRED"))
    refuse(closed, "CLOSED", EventKind.NOTED, note="more")
    done = walk(open_first(manual("a")), event(CONFIRMED, "a", note="done"))
    refuse(done, "NOT_SEEN", EventKind.CLOSED, closeout="RETURNED_TO_PLAN_A")
    assert walk(done, event(EventKind.CLOSED, closeout="RETURNED_TO_PLAN_A", run=run())).closeout


def test_holds_follow_from_the_steps() -> None:
    """Frozen here, found frozen, released, and handed over to another plan."""
    steps = (manual("f", freeze="ai"), manual("r", release="ai", skip=True), manual("x", release="ci"))
    state = walk(started(*steps), event(OPENED, "f"), event(CONFIRMED, "f", T0 + 5, note="done"))
    ai, ci = list_holds(state)
    assert (ai.name, ai.since, ai.found, ai.released_here) == ("ai", T0 + 5, False, True)
    assert (ci.name, ci.since, ci.until, ci.found) == ("ci", T0, T0 + 7200, True)
    skipped = walk(
        state,
        event(OPENED, "r", T0 + 6),
        event(EventKind.SKIPPED, "r", T0 + 6, note="not today"),
        event(OPENED, "x", T0 + 7),
        event(CONFIRMED, "x", T0 + 7, note="done"),
    )
    refuse(skipped, "HOLD_OPEN", EventKind.CLOSED, at=T0 + 9, closeout="RETURNED_TO_PLAN_A", run=run(T0 + 8))
    assert [hold.name for hold in list_holds(skipped)] == ["ai"]


def test_a_shutdown_hands_its_holds_over() -> None:
    """What another plan releases does not keep it open, and no run can tell of hosts that are off."""
    state = walk(
        open_first(manual("f", freeze="ai"), operation=PlanOperation.SHUTDOWN), event(CONFIRMED, "f", note="done")
    )
    assert [hold.released_here for hold in list_holds(state)] == [False]
    assert walk(state, event(EventKind.CLOSED, closeout="SHUTDOWN_DONE")).closeout


def test_signatures_of_others_that_count_now() -> None:
    """Each attack has its word."""
    state = open_first(approve("a", approvers=("dba*",)))
    refuse(state, "MISSING_FIELD", SIGNED, "a")
    refuse(state, "NOT_AN_APPROVER", SIGNED, "a", signed=sign(approver="intern"))
    refuse(state, "NOT_YET", SIGNED, "a", signed=sign(opens=T0 + 1))
    refuse(state, "EXPIRED", SIGNED, "a", T0 + 600, signed=sign())
    refuse(state, "SELF_APPROVED", SIGNED, "a", signed=sign("SHA256:ops"))
    refuse(open_first(approve("a")), "SELF_APPROVED", SIGNED, "a", signed=sign(approver="ops"))
    refuse(state, "NOT_APPROVED", EventKind.APPROVED, "a")
    signed = walk(state, event(SIGNED, "a", signed=sign()))
    refuse(signed, "REPLAYED", SIGNED, "a", signed=sign("SHA256:other", nonce="n-SHA256:dba"))
    refuse(signed, "NOT_APPROVED", EventKind.APPROVED, "a", T0 + 600)
    assert walk(signed, event(EventKind.APPROVED, "a", T0 + 1)).current is None


def test_two_keys_are_two_people_and_one_no_is_a_no() -> None:
    """The same key twice is one; who said no may say yes later."""
    state = open_first(approve("a", 2))
    twice = walk(state, event(SIGNED, "a", signed=sign()), event(SIGNED, "a", signed=sign(nonce="n2")))
    refuse(twice, "NOT_APPROVED", EventKind.APPROVED, "a")
    denied = walk(twice, event(SIGNED, "a", signed=sign("SHA256:x", decision="deny")))
    refuse(denied, "DENIED", EventKind.APPROVED, "a")
    assert (
        walk(denied, event(SIGNED, "a", signed=sign("SHA256:x", nonce="n4")), event(EventKind.APPROVED, "a"))
        .steps[0]
        .state
        is StepState.DONE
    )


def test_a_session_begins_with_its_start() -> None:
    """And with nothing else."""
    with pytest.raises(RefusedEventError, match=r"^NOT_IN_STATE"):
        begin(event(EventKind.NOTED, note="hello"))
    state = started(check("a"))
    first = event(EventKind.STARTED, start=state.start)
    refused = event(EventKind.APPROVAL_REFUSED, "a", word="EXPIRED", document="sha256:x")
    assert fold([first, refused, event(EventKind.TAKEN_OVER)]).documents == {"sha256:x"}
