"""What comes next: an event, a look, a person, or time."""

from typing import Any

import msgspec
from unit.recovery.walking import SEE, T0, approve, check, event, manual, run, sign, started, wait, walk

from blackstart.model.plan import OPEN_INCIDENT
from blackstart.model.recovery_plan import PlanOperation
from blackstart.model.session import EventKind, SessionState, StopLine
from blackstart.recovery.closing import SHUTDOWN_DONE, choose_closeout
from blackstart.recovery.next_move import Await, LookNow, Move, Rest, WriteEvent, find_next_move
from blackstart.recovery.sighted import SightedRun

LINE = StopLine(point="T+5", due=T0 + 300, reached=False)


def seen(*steps: str, at: float = T0, **fields: Any) -> SightedRun:
    """Make what a run shows."""
    made = {"level": "B4", "lacking": {}, "closeouts": ("BACK", "DEGRADED", OPEN_INCIDENT), "best": "BACK"}
    return SightedRun(**{"run": run(at), "seen": frozenset(steps), **made, **fields})


def write(kind: EventKind, step: str = "", **fields: Any) -> WriteEvent:
    """Make a move that writes."""
    return WriteEvent(event=kind, step=step, **fields)


def opened(*steps: Any, **fields: Any) -> SessionState:
    """Return a session whose first step is open."""
    return walk(started(*steps, **fields), event(EventKind.OPENED, steps[0].id))


def move(state: SessionState, sighted: SightedRun | None, after: float = 1.0) -> Move:
    """Return the next move so many seconds after the start."""
    return find_next_move(state, sighted, T0 + after)


def test_it_looks_before_anything_else() -> None:
    """Also a second time once T+0 is known: the points count from there."""
    state = started(check("a"))
    assert move(state, None) == LookNow()
    assert move(state, seen()) == write(EventKind.OPENED, "a")
    zero = opened(check("a", zero=True))
    assert move(zero, seen()) == LookNow()
    assert move(zero, seen(zero=T0)) == Await(step="a", polls=True)


def test_it_rests_where_it_must() -> None:
    """Closed, halted, or by a clock that is behind."""
    state = started(check("a"))
    assert move(walk(state, event(EventKind.HALTED, note="x")), None) == Rest(reason="halted")
    assert move(state, None, -1.0) == Rest(reason="clock unsure")
    assert move(walk(state, event(EventKind.CLOSED, closeout=OPEN_INCIDENT)), None) == Rest(reason="closed")


def test_what_is_seen_is_met_by_a_run_that_counts() -> None:
    """An old run is looked at again."""
    state = opened(check("a", within=60))
    assert move(state, seen("a")) == write(EventKind.MET, "a", run=run())
    assert move(state, seen()) == Await(step="a", polls=True, until=T0 + 60)
    assert move(opened(check("a")), seen("a"), 901) == LookNow()
    assert move(opened(check("a")), seen("a", at=T0 - 1)) == LookNow()


def test_a_step_that_takes_too_long_is_told_once() -> None:
    """It is a stop line, never a skip."""
    state = opened(check("a", within=60))
    line = StopLine(point="a", due=T0 + 60, reached=False)
    assert move(state, seen(), 60) == write(EventKind.STOP_LINE, "a", stop=line)
    told = walk(state, event(EventKind.STOP_LINE, "a", T0 + 60, stop=line))
    assert move(told, seen(), 61) == Await(step="a", polls=True)


def test_people_are_waited_for() -> None:
    """To do it and say so, to do what is seen, and to sign."""
    assert move(opened(manual("a")), seen()) == Await(step="a", person=True)
    assert move(opened(manual("a", see=SEE)), seen()) == Await(step="a", polls=True, person=True)
    asked = opened(approve("a", 2))
    assert move(asked, seen()) == Await(step="a", person=True)
    one = walk(asked, event(EventKind.SIGNED, "a", signed=sign()))
    assert move(one, seen()) == Await(step="a", person=True)
    two = walk(one, event(EventKind.SIGNED, "a", signed=sign("SHA256:x")))
    assert move(two, seen()) == write(EventKind.APPROVED, "a")
    denied = walk(two, event(EventKind.SIGNED, "a", signed=sign("SHA256:y", decision="deny", opens=T0 + 50)))
    assert move(denied, seen()) == Await(step="a", person=True, until=T0 + 50)


def test_time_is_waited_for() -> None:
    """The end of a wait."""
    state = opened(wait("a", 60))
    assert move(state, seen()) == Await(step="a", until=T0 + 60)
    assert move(state, seen(), 60) == write(EventKind.MET, "a")


def test_what_must_stay_seen() -> None:
    """It begins, lapses, and is looked at again at its end."""
    state = opened(check("a", hold_for=60))
    assert move(state, seen("a")) == write(EventKind.HOLDING, "a", run=run())
    held = walk(state, event(EventKind.HOLDING, "a", run=run()))
    assert move(held, seen("a")) == Await(step="a", polls=True, until=T0 + 60)
    assert move(held, seen()) == write(EventKind.LAPSED, "a", run=run())
    assert move(held, seen("a"), 60) == LookNow()
    assert move(held, seen("a", at=T0 + 60), 61) == write(EventKind.MET, "a", run=run(T0 + 60))


def test_points_are_told_by_a_run_that_began_when_they_were_due() -> None:
    """Whoever is waited for; each once."""
    state = walk(
        opened(manual("a", zero=True), approve("b")),
        event(EventKind.CONFIRMED, "a", note="on"),
        event(EventKind.OPENED, "b"),
    )
    early = seen(zero=T0, lines=(LINE,))
    assert move(state, early) == Await(step="b", person=True, until=T0 + 300)
    assert move(state, early, 300) == LookNow()
    due = seen(zero=T0, lines=(LINE,), at=T0 + 300)
    assert move(state, due, 301) == write(EventKind.STOP_LINE, run=run(T0 + 300), stop=LINE)
    told = walk(state, event(EventKind.STOP_LINE, at=T0 + 301, stop=LINE))
    assert move(told, due, 302) == Await(step="b", person=True)


def test_what_was_done_after_t0_and_is_not_seen_any_more_is_reopened() -> None:
    """What came before T+0 may be undone by what follows, as in a shutdown."""
    events = (event(EventKind.MET, "a", run=run()), event(EventKind.OPENED, "b"))
    counted = walk(opened(check("a", zero=True), check("b")), *events)
    assert move(counted, seen(zero=T0)) == write(EventKind.REOPENED, "a", run=run())
    assert move(counted, seen("a", zero=T0)) == Await(step="b", polls=True)
    assert move(walk(opened(check("a"), check("b")), *events), seen()) == Await(step="b", polls=True)


def test_what_is_done_is_closed_as_the_run_allows() -> None:
    """After a new look where the last is too old; an open incident is a person's to close."""
    state = walk(opened(check("a")), event(EventKind.MET, "a", run=run()))
    assert move(state, seen("a")) == write(EventKind.CLOSED, run=run(), closeout="BACK")
    assert move(state, seen("a"), 901) == LookNow()
    assert move(state, seen("a", closeouts=(OPEN_INCIDENT,))) == Await(step="", polls=True, person=True)
    down = walk(opened(manual("a"), operation=PlanOperation.SHUTDOWN), event(EventKind.CONFIRMED, "a", note="off"))
    assert move(down, seen(at=T0 - 1)) == write(EventKind.CLOSED, closeout=SHUTDOWN_DONE)


def test_closeouts() -> None:
    """A skipped step takes the best one away; what is left, frozen or not looked at makes it an open incident."""
    state = opened(check("a", skip=True))
    assert choose_closeout(state, seen()) == OPEN_INCIDENT
    skipped = walk(state, event(EventKind.SKIPPED, "a", note="x"))
    assert choose_closeout(skipped, seen()) == "DEGRADED"
    assert choose_closeout(skipped, None) == OPEN_INCIDENT
    only = seen(closeouts=("BACK", OPEN_INCIDENT))
    assert choose_closeout(skipped, only) == OPEN_INCIDENT
    assert msgspec.structs.replace(only, best="").best == ""
