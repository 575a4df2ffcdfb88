"""What comes next in a session: an event to write, a look, a person, or time."""

from collections.abc import Iterator

import msgspec

from blackstart.model.plan import OPEN_INCIDENT
from blackstart.model.recovery_plan import PlanOperation, PlanStep, StepKind
from blackstart.model.session import EventKind, EvidenceRun, SessionState, StepStanding, StepState, StopLine
from blackstart.recovery.approvals import count_valid, is_denied
from blackstart.recovery.closing import choose_closeout
from blackstart.recovery.holds import list_hold_names
from blackstart.recovery.sighted import SightedRun


class WriteEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Write this down."""

    event: EventKind
    step: str = ""
    run: EvidenceRun | None = None
    stop: StopLine | None = None
    closeout: str = ""
    holds: tuple[str, ...] = ()


class LookNow(msgspec.Struct, frozen=True, kw_only=True):
    """Look at the whole fleet and keep the run."""


class Await(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing can be written now.

    `polls`: what the step waits for may be seen any moment. `person`: it waits for somebody. `until` is the next moment
    at which time alone changes something.
    """

    step: str
    polls: bool = False
    person: bool = False
    until: float | None = None


class Rest(msgspec.Struct, frozen=True, kw_only=True):
    """The session does not go on: it is closed, halted, or the clock is behind."""

    reason: str


Move = WriteEvent | LookNow | Await | Rest
CLOSED, HALTED, CLOCK_UNSURE = "closed", "halted", "clock unsure"
CLOSING = ""
"""The step of what comes behind the last one."""


def find_next_move(state: SessionState, sighted: SightedRun | None, now: float) -> Move:
    """Return the next move. Pure; `sighted` is the last whole run, if there is one."""
    if (reason := find_rest(state, now)) is not None:
        return Rest(reason=reason)
    if sighted is None or sighted.zero != state.zero:
        return LookNow()  # before anything else, and anew when T+0 is known
    usable = sighted if is_usable(sighted, state, now) else None
    if (reopened := find_fallen(state, usable)) is not None:
        return WriteEvent(event=EventKind.REOPENED, step=reopened, run=None if usable is None else usable.run)
    told = tell_line(state, sighted, usable, now)
    return move_step(state, usable, find_next_time(state, sighted, now), now) if told is None else told


def find_rest(state: SessionState, now: float) -> str | None:
    """Return why the session does not go on; None where it does."""
    if state.closeout:
        return CLOSED
    if state.halted:
        return HALTED
    return CLOCK_UNSURE if now < state.latest else None


def is_usable(sighted: SightedRun, state: SessionState, now: float) -> bool:
    """Tell whether the run still proves something: it began after the last change, and is not too old."""
    return sighted.run.started >= state.settled and now - sighted.run.started <= state.plan.max_age


def find_fallen(state: SessionState, usable: SightedRun | None) -> str | None:
    """Return the first step from T+0 on that was done and is not seen any more."""
    zero = state.plan.zero
    if usable is None or zero is None:
        return None
    pairs = zip(state.plan.steps[zero:], state.steps[zero:], strict=True)
    fallen = (
        step.id
        for step, standing in pairs
        if standing.state is StepState.DONE and step.see is not None and step.id not in usable.seen
    )
    return next(fallen, None)


def tell_line(state: SessionState, sighted: SightedRun, usable: SightedRun | None, now: float) -> Move | None:
    """Return the stop line that is over and was not told, by a run that began when it was; or the look for one."""
    if (overdue := find_overdue(state, now)) is not None:
        return overdue
    for line in list_due(state, sighted, now):
        if usable is None or usable.run.started < line.due:
            return LookNow()
        return WriteEvent(event=EventKind.STOP_LINE, run=usable.run, stop=line)
    return None


def find_overdue(state: SessionState, now: float) -> WriteEvent | None:
    """Return the stop line of the open step, if its time is over and that was not told."""
    index = state.current
    if index is None:
        return None
    step, standing = state.plan.steps[index], state.steps[index]
    due = find_due(step, standing)
    if due is None or now < due or standing.overdue:
        return None
    return WriteEvent(event=EventKind.STOP_LINE, step=step.id, stop=StopLine(point=step.id, due=due, reached=False))


def find_due(step: PlanStep, standing: StepStanding) -> float | None:
    """Return when an open step becomes overdue."""
    return None if step.within is None or standing.state is not StepState.OPEN else standing.opened + step.within


def list_due(state: SessionState, sighted: SightedRun, now: float) -> Iterator[StopLine]:
    """Yield the points that are due and were not told."""
    told = {line.point for line in state.lines}
    yield from (line for line in sighted.lines if line.due <= now and line.point not in told)


def move_step(state: SessionState, usable: SightedRun | None, until: float | None, now: float) -> Move:
    """Return what the first step needs that is not passed; behind the last one, how the session is closed."""
    index = state.current
    if index is None:
        return close(state, usable, until)
    step, standing = state.plan.steps[index], state.steps[index]
    if standing.state is StepState.AHEAD:
        return WriteEvent(event=EventKind.OPENED, step=step.id)
    if step.kind is StepKind.APPROVE:
        enough = count_valid(standing, now) >= step.approvals and not is_denied(standing)
        return WriteEvent(event=EventKind.APPROVED, step=step.id) if enough else wait_for(step, until, person=True)
    if step.kind is StepKind.WAIT:
        over = now >= standing.opened + step.wait
        return WriteEvent(event=EventKind.MET, step=step.id) if over else wait_for(step, until)
    if step.see is None:
        return wait_for(step, until, person=True)
    return LookNow() if usable is None else move_seen(step, standing, usable, until, now)


def wait_for(step: PlanStep, until: float | None, *, person: bool = False) -> Await:
    """Return that the step waits for time, or for a person."""
    return Await(step=step.id, person=person, until=until)


def move_seen(step: PlanStep, standing: StepStanding, usable: SightedRun, until: float | None, now: float) -> Move:
    """Return what follows for a step from what is seen of it."""
    waiting = Await(
        step=step.id, polls=True, person=step.kind is StepKind.MANUAL and standing.holding is None, until=until
    )
    if step.id not in usable.seen:
        lapsed = WriteEvent(event=EventKind.LAPSED, step=step.id, run=usable.run)
        return waiting if standing.holding is None else lapsed
    if not step.hold_for:
        return WriteEvent(event=EventKind.MET, step=step.id, run=usable.run)
    if standing.holding is None:
        return WriteEvent(event=EventKind.HOLDING, step=step.id, run=usable.run)
    end = standing.holding + step.hold_for
    if now < end:
        return waiting
    return WriteEvent(event=EventKind.MET, step=step.id, run=usable.run) if usable.run.started >= end else LookNow()


def find_next_time(state: SessionState, sighted: SightedRun, now: float) -> float | None:
    """Return the next moment at which time alone changes something: a stop line, the end of a wait or of a hold."""
    told = {line.point for line in state.lines}
    times = [line.due for line in sighted.lines if line.point not in told]
    if (index := state.current) is not None:
        times += list_times(state.plan.steps[index], state.steps[index])
    return min((time for time in times if time > now), default=None)


def list_times(step: PlanStep, standing: StepStanding) -> Iterator[float]:
    """Yield the moments at which time changes something for the step."""
    if (due := find_due(step, standing)) is not None:
        yield due
    if step.kind is StepKind.WAIT:
        yield standing.opened + step.wait
    if standing.holding is not None:
        yield standing.holding + step.hold_for
    yield from (signed.opens for signed in standing.signatures)


def close(state: SessionState, usable: SightedRun | None, until: float | None) -> Move:
    """Return how the session is closed when all is done; an open incident is closed by a person."""
    if state.plan.operation is not PlanOperation.SHUTDOWN and usable is None:
        return LookNow()
    word = choose_closeout(state, usable)
    if word == OPEN_INCIDENT:
        return Await(step=CLOSING, polls=True, person=True, until=until)
    return WriteEvent(
        event=EventKind.CLOSED, run=None if usable is None else usable.run, closeout=word, holds=list_hold_names(state)
    )
