"""Where a session stands: its events, one after the other."""

from collections.abc import Iterable

import msgspec

from blackstart.model.recovery_plan import StepKind
from blackstart.model.session import EventKind, SessionEvent, SessionState, StepStanding, StepState
from blackstart.recovery.admit import admit, find_step
from blackstart.recovery.refusal import Refusal, RefusedEventError
from blackstart.recovery.table import OF_SESSION, TRANSITIONS

SETTLES = frozenset({EventKind.CONFIRMED, EventKind.APPROVED, EventKind.SKIPPED})
"""What is seen before these proves nothing after them; the end of a wait is one of them too."""


def fold(events: Iterable[SessionEvent]) -> SessionState:
    """Return where the session stands. Raises RefusedEventError for an event that it would not have admitted."""
    first, *others = events
    state = begin(first)
    for event in others:
        state = follow_event(state, event)
    return state


def begin(event: SessionEvent) -> SessionState:
    """Return where a session stands that has just been started."""
    if event.start is None or event.event is not EventKind.STARTED:
        raise RefusedEventError(Refusal.NOT_IN_STATE, "a session begins with `started`")
    return SessionState(
        start=event.start,
        started=event.at,
        steps=tuple(StepStanding() for _ in event.start.plan.steps),
        settled=event.at,
        latest=event.at,
    )


def follow_event(state: SessionState, event: SessionEvent) -> SessionState:
    """Return where the session stands after an event. Raises RefusedEventError, and then nothing is changed."""
    admit(state, event)
    after = change_session(state, event) if event.event in OF_SESSION else change_step(state, event)
    documents = after.documents | {event.document} if event.document else after.documents
    return msgspec.structs.replace(after, latest=max(after.latest, event.at), documents=documents)


def change_session(state: SessionState, event: SessionEvent) -> SessionState:
    """Return the session after an event about the whole of it."""
    if event.event in (EventKind.HALTED, EventKind.CONTINUED):
        return msgspec.structs.replace(state, halted=event.event is EventKind.HALTED)
    if event.event is EventKind.CLOSED:
        return msgspec.structs.replace(state, closeout=event.closeout)
    if event.stop is not None and event.step:
        index = find_step(state, event.step)
        return replace_step(state, index, msgspec.structs.replace(state.steps[index], overdue=True))
    if event.stop is not None:
        return msgspec.structs.replace(state, lines=(*state.lines, event.stop))
    return state


def change_step(state: SessionState, event: SessionEvent) -> SessionState:
    """Return the session after an event of a step; what stood on a step that is reopened stands no longer."""
    index = find_step(state, event.step)
    after = replace_step(state, index, change_standing(state.steps[index], event))
    if event.event is EventKind.REOPENED:
        fresh = tuple(StepStanding() for _ in after.steps[index + 1 :])
        return msgspec.structs.replace(after, steps=(*after.steps[: index + 1], *fresh))
    step = state.plan.steps[index]
    if event.event in SETTLES or (step.kind is StepKind.WAIT and event.event is EventKind.MET):
        after = msgspec.structs.replace(after, settled=event.at)
    if event.signed is not None:
        after = msgspec.structs.replace(after, nonces=after.nonces | {event.signed.nonce})
    if step.zero and after.zero is None:
        after = msgspec.structs.replace(after, zero=find_zero(event, seen=step.see is not None))
    return after


def find_zero(event: SessionEvent, *, seen: bool) -> float | None:
    """Return T+0: when the step that is seen was opened, or when the person says that it was done."""
    if event.event is EventKind.OPENED:
        return event.at if seen else None
    return event.at if event.since is None else event.since


def change_standing(standing: StepStanding, event: SessionEvent) -> StepStanding:
    """Return where a step stands after one of its events."""
    after = TRANSITIONS[standing.state][event.event]
    if event.event in (EventKind.OPENED, EventKind.REOPENED):
        return StepStanding(state=after, opened=event.at, changed=event.at)
    changed = msgspec.structs.replace(standing, state=after, run=event.run)
    if event.event in (EventKind.HOLDING, EventKind.LAPSED):
        since = event.run.started if event.run is not None and event.event is EventKind.HOLDING else None
        return msgspec.structs.replace(changed, holding=since)
    if event.signed is not None:
        return msgspec.structs.replace(changed, signatures=(*standing.signatures, event.signed))
    return msgspec.structs.replace(changed, changed=event.at) if after is not StepState.OPEN else changed


def replace_step(state: SessionState, index: int, standing: StepStanding) -> SessionState:
    """Return the session with another standing of one step."""
    return msgspec.structs.replace(state, steps=(*state.steps[:index], standing, *state.steps[index + 1 :]))
