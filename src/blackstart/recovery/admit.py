"""Which events a session admits: the table, the order of the steps, and what each event must bring."""

from collections.abc import Callable

from blackstart.model.plan import OPEN_INCIDENT
from blackstart.model.recovery_plan import PlanOperation, PlanStep, StepKind
from blackstart.model.session import EventKind, SessionEvent, SessionState, StepStanding
from blackstart.recovery.approvals import APPROVE, count_valid, is_denied, may_approve
from blackstart.recovery.holds import list_holds
from blackstart.recovery.refusal import Refusal, RefusedEventError
from blackstart.recovery.table import OF_SESSION, PASSED, find_after

WHILE_HALTED = frozenset(
    {
        EventKind.MET,
        EventKind.NOTED,
        EventKind.CONTINUED,
        EventKind.TAKEN_OVER,
        EventKind.STOP_LINE,
        EventKind.APPROVAL_REFUSED,
        EventKind.CLOSED,
    }
)
BY_ANY_CLOCK = frozenset({EventKind.NOTED, EventKind.HALTED, EventKind.TAKEN_OVER, EventKind.APPROVAL_REFUSED})
"""What may be written while the clock shows a time before the last event: it begins nothing."""
NOTED = frozenset({EventKind.CONFIRMED, EventKind.SKIPPED, EventKind.NOTED, EventKind.HALTED})
"""What a person says, and has to give a reason for."""


def admit(state: SessionState, event: SessionEvent) -> None:
    """Raise RefusedEventError unless the session admits the event."""
    admit_at_all(state, event)
    if event.event in OF_SESSION:
        admit_of_session(state, event)
    else:
        admit_of_step(state, event, find_step(state, event.step))


def admit_at_all(state: SessionState, event: SessionEvent) -> None:
    """Refuse what comes too late, while the session is halted, by a wrong clock, or without a reason."""
    if state.closeout:
        raise RefusedEventError(Refusal.CLOSED, f"the session is closed as {state.closeout}; start a new one")
    if state.halted and event.event not in WHILE_HALTED:
        raise RefusedEventError(Refusal.HALTED, "the session is halted; `blackstart session continue` goes on")
    if event.at < state.latest and event.event not in BY_ANY_CLOCK:
        behind = state.latest - event.at
        raise RefusedEventError(
            Refusal.CLOCK_UNSURE, f"the clock is {behind:.0f} s behind the last event; set it, then go on"
        )
    if event.event in NOTED and not event.note.strip():
        raise RefusedEventError(Refusal.NOTE_MISSING, "say in a note what was done, or why")


def admit_of_session(state: SessionState, event: SessionEvent) -> None:
    """Refuse an event about the whole session that does not fit it."""
    if event.event is EventKind.STARTED:
        raise RefusedEventError(Refusal.NOT_IN_STATE, "the session was started before")
    if event.event is EventKind.CONTINUED and not state.halted:
        raise RefusedEventError(Refusal.NOT_HALTED, "the session is not halted")
    if event.event is EventKind.STOP_LINE:
        admit_stop_line(state, event)
    if event.event is EventKind.CLOSED:
        admit_closing(state, event)


def admit_stop_line(state: SessionState, event: SessionEvent) -> None:
    """Refuse a stop line that is not over yet, or was told before."""
    if event.stop is None or event.at < event.stop.due:
        raise RefusedEventError(Refusal.TOO_SOON, "the stop line is not due")
    told = state.steps[find_step(state, event.step)].overdue if event.step else False
    if told or (not event.step and event.stop.point in {line.point for line in state.lines}):
        raise RefusedEventError(Refusal.ALREADY_TOLD, f"{event.stop.point} was told before")


def admit_closing(state: SessionState, event: SessionEvent) -> None:
    """Refuse to close while steps are left or something is frozen, except as an open incident; and without a run."""
    if event.closeout == OPEN_INCIDENT:
        return
    current = state.current
    if current is not None:
        raise RefusedEventError(
            Refusal.STEPS_LEFT, f"step '{state.plan.steps[current].id}' is not done; close it as {OPEN_INCIDENT}"
        )
    held = [hold.name for hold in list_holds(state) if hold.released_here]
    if held:
        raise RefusedEventError(Refusal.HOLD_OPEN, f"still frozen: {', '.join(held)}; close it as {OPEN_INCIDENT}")
    if state.plan.operation is not PlanOperation.SHUTDOWN:
        require_run(state, event)


def find_step(state: SessionState, step: str) -> int:
    """Return where the step stands in the plan."""
    try:
        return state.plan.find(step)
    except KeyError as error:
        known = ", ".join(one.id for one in state.plan.steps)
        raise RefusedEventError(Refusal.NO_SUCH_STEP, f"no step '{step}'; there are {known}") from error


def admit_of_step(state: SessionState, event: SessionEvent, index: int) -> None:
    """Refuse an event of a step that the table, the order or the step's own rule does not allow."""
    step, standing = state.plan.steps[index], state.steps[index]
    refuse_confirmed_sight(step, event)
    if event.event is not EventKind.REOPENED:
        refuse_other_order(state, index)
    if find_after(step.kind, standing.state, event.event) is None:
        refuse_by_table(step, standing, event)
    if rule := RULES.get(event.event):
        rule(state, event, step, standing)


def refuse_confirmed_sight(step: PlanStep, event: SessionEvent) -> None:
    """Refuse a person's word for what can be seen."""
    if event.event is EventKind.CONFIRMED and step.see is not None:
        raise RefusedEventError(Refusal.SEE_IT, f"'{step.id}' is seen, not confirmed; `blackstart session run` looks")


def refuse_other_order(state: SessionState, index: int) -> None:
    """Refuse a step past one that is not passed."""
    for before, standing in zip(state.plan.steps[:index], state.steps, strict=False):
        if standing.state not in PASSED:
            step = state.plan.steps[index].id
            raise RefusedEventError(Refusal.OUT_OF_ORDER, f"'{step}' stands behind '{before.id}', which is not passed")


def refuse_by_table(step: PlanStep, standing: StepStanding, event: SessionEvent) -> None:
    """Refuse what the table has no way for, with the word that tells why."""
    known = any(find_after(step.kind, state, event.event) for state in type(standing.state))
    if not known:
        raise RefusedEventError(Refusal.NOT_OF_KIND, f"'{step.id}' is of the kind {step.kind}: no '{event.event}'")
    raise RefusedEventError(Refusal.NOT_IN_STATE, f"'{step.id}' is {standing.state}: no '{event.event}' now")


def require_run(state: SessionState, event: SessionEvent) -> None:
    """Refuse what is said to be seen without a run, by an old one, or by one from before the last thing that was done.

    A run that began before a person, a signature or the clock changed something proves nothing after it.
    """
    if event.run is None:
        raise RefusedEventError(Refusal.NOT_SEEN, "no run shows it")
    if event.run.started < state.settled or event.at - event.run.started > state.plan.max_age:
        raise RefusedEventError(Refusal.STALE, f"the run {event.run.name} is too old to show it; look again")


def admit_seen(state: SessionState, event: SessionEvent, step: PlanStep, standing: StepStanding) -> None:
    """Refuse to call something seen that cannot be seen, was not, or not for as long as it must be."""
    if step.kind is StepKind.WAIT:
        if event.at < standing.opened + step.wait:
            raise RefusedEventError(Refusal.TOO_SOON, f"'{step.id}' waits {step.wait:.0f} s")
        return
    refuse_unseen(state, event, step)
    if event.event is EventKind.MET and step.hold_for and not has_held(event, step, standing):
        raise RefusedEventError(Refusal.TOO_SOON, f"'{step.id}' must be seen for {step.hold_for:.0f} s")


def refuse_unseen(state: SessionState, event: SessionEvent, step: PlanStep) -> None:
    """Refuse what has nothing to see, or no run that shows it."""
    if step.see is None:
        raise RefusedEventError(Refusal.NOTHING_TO_SEE, f"'{step.id}' has nothing to see; confirm it")
    require_run(state, event)


def has_held(event: SessionEvent, step: PlanStep, standing: StepStanding) -> bool:
    """Tell whether a run that began after the time was over still shows it."""
    since, run = standing.holding, event.run
    return since is not None and run is not None and run.started >= since + step.hold_for


def admit_confirmed(
    state: SessionState,  # noqa: ARG001  # as every rule
    event: SessionEvent,
    step: PlanStep,  # noqa: ARG001  # as every rule
    standing: StepStanding,  # noqa: ARG001  # as every rule
) -> None:
    """Refuse a moment that has not come yet."""
    if event.since is not None and event.since > event.at:
        raise RefusedEventError(Refusal.IN_FUTURE, "it cannot have been done later than now")


def admit_skipped(
    state: SessionState,  # noqa: ARG001  # as every rule
    event: SessionEvent,  # noqa: ARG001  # as every rule
    step: PlanStep,
    standing: StepStanding,  # noqa: ARG001  # as every rule
) -> None:
    """Refuse to skip what the plan does not let be skipped."""
    if not step.skip:
        raise RefusedEventError(Refusal.NOT_SKIPPABLE, f"the plan has no `skip: true` for '{step.id}'")


def admit_reopened(
    state: SessionState,
    event: SessionEvent,
    step: PlanStep,
    standing: StepStanding,  # noqa: ARG001  # as every rule
) -> None:
    """Refuse to reopen what is not seen, and what was seen before T+0: later steps may have undone it on purpose."""
    refuse_unseen(state, event, step)
    zero = state.plan.zero
    if zero is None or state.plan.find(step.id) < zero:
        raise RefusedEventError(Refusal.BEFORE_ZERO, f"'{step.id}' stands before T+0")


def admit_signed(state: SessionState, event: SessionEvent, step: PlanStep, standing: StepStanding) -> None:  # noqa: ARG001  # as every rule
    """Refuse a signature that was used, that does not count now, or that is not another person's."""
    signed = event.signed
    if signed is None:
        raise RefusedEventError(Refusal.MISSING_FIELD, "no signature")
    if signed.nonce in state.nonces:
        raise RefusedEventError(Refusal.REPLAYED, f"the nonce {signed.nonce} was used")
    if not may_approve(step, signed.approver):
        raise RefusedEventError(Refusal.NOT_AN_APPROVER, f"'{step.id}' is approved by {', '.join(step.approvers)}")
    if signed.decision != APPROVE:
        return
    if event.at < signed.opens:
        raise RefusedEventError(Refusal.NOT_YET, "its window has not opened")
    if event.at >= signed.until:
        raise RefusedEventError(Refusal.EXPIRED, "its window is over")
    operator = state.start.operator
    if signed.approver == operator.name or signed.key == operator.key:
        raise RefusedEventError(Refusal.SELF_APPROVED, f"{signed.approver} is the operator, or has the operator's key")


def admit_approved(state: SessionState, event: SessionEvent, step: PlanStep, standing: StepStanding) -> None:  # noqa: ARG001  # as every rule
    """Refuse without as many different keys as the plan asks for, and against anybody's no."""
    if is_denied(standing):
        raise RefusedEventError(Refusal.DENIED, f"'{step.id}' was denied")
    if count_valid(standing, event.at) < step.approvals:
        raise RefusedEventError(Refusal.NOT_APPROVED, f"'{step.id}' asks for {step.approvals} different keys")


Rule = Callable[[SessionState, SessionEvent, PlanStep, StepStanding], None]
RULES: dict[EventKind, Rule] = {
    EventKind.MET: admit_seen,
    EventKind.HOLDING: admit_seen,
    EventKind.LAPSED: admit_seen,
    EventKind.CONFIRMED: admit_confirmed,
    EventKind.SKIPPED: admit_skipped,
    EventKind.REOPENED: admit_reopened,
    EventKind.SIGNED: admit_signed,
    EventKind.APPROVED: admit_approved,
}
"""What each event must bring beside its place in the table."""
