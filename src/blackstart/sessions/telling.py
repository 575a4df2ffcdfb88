"""What is said of a session: where it stands, and each event as it is written."""

from collections.abc import Iterator
from datetime import UTC, datetime

from blackstart.journal.session_log import SessionLog
from blackstart.model.recovery_plan import PlanStep
from blackstart.model.session import SessionEvent, SessionState, StepStanding, StepState
from blackstart.model.session_status import SessionStatus, StepStatus
from blackstart.recovery.approvals import count_valid
from blackstart.recovery.holds import list_holds
from blackstart.recovery.next_move import find_due
from blackstart.render.wording import plain, say


def tell_status(state: SessionState, log: SessionLog) -> SessionStatus:
    """Return where the session stands."""
    start, plan, index = state.start, state.plan, state.current
    return SessionStatus(
        session=start.session,
        fleet=start.fleet,
        origin=start.origin,
        plan=plan.name,
        plan_digest=start.plan_digest,
        pack_digest=start.pack_digest,
        operator=start.operator.name,
        started=state.started,
        until=state.started + plan.window,
        zero=state.zero,
        current="" if index is None else plan.steps[index].id,
        halted=state.halted,
        closeout=state.closeout,
        steps=tuple(
            tell_step(step, standing, state.latest) for step, standing in zip(plan.steps, state.steps, strict=True)
        ),
        lines=state.lines,
        holds=list_holds(state),
        events=len(log.events),
        head=log.head,
        torn=bool(log.torn),
    )


def tell_step(step: PlanStep, standing: StepStanding, now: float) -> StepStatus:
    """Return where one step stands."""
    return StepStatus(
        step=step.id,
        kind=str(step.kind),
        state=str(standing.state),
        title=step.title,
        do=step.do,
        never=step.never,
        changed=None if standing.state is StepState.AHEAD else standing.changed,
        due=find_due(step, standing),
        overdue=standing.overdue,
        signatures=count_valid(standing, now),
        approvals=step.approvals,
        kept_as=step.keep,
        run=standing.run,
    )


def write_time(seconds: float) -> str:
    """Return the time of a day in UTC."""
    return datetime.fromtimestamp(seconds, tz=UTC).strftime("%H:%M:%S")


def write_event_line(event: SessionEvent, language: str) -> str:
    """Return an event on one line, for people."""
    parts = [f"{write_time(event.at)}Z", f"{event.event:<16}", event.step]
    if event.stop is not None:
        word = event.stop.progress or "OVERDUE"
        parts += [event.stop.point, word, *event.stop.paths, event.stop.level, say(event.stop.says, language)]
    if event.signed is not None:
        parts += [event.signed.decision, event.signed.approver]
    held = f"still frozen: {', '.join(event.holds)}" if event.holds else ""
    run = "" if event.run is None else event.run.name
    parts += [event.word, event.closeout, held, event.note, run]
    return "  ".join(plain(part) for part in parts if part)


def write_status_lines(status: SessionStatus, language: str) -> Iterator[str]:
    """Yield where a session stands, for people."""
    word = status.closeout or ("HALTED" if status.halted else f"at {status.current or 'its close'}")
    yield f"{status.session}   {word}   plan {status.plan_digest[7:19]}   until {write_time(status.until)}Z"
    for step in status.steps:
        overdue = "OVERDUE" if step.overdue else ""
        signed = f"{step.signatures} of {step.approvals} signatures" if step.approvals else ""
        said = say(step.do, language) or say(step.title, language)
        run = "" if step.run is None else step.run.name
        parts = (f"  {step.state:<8}", f"{step.step:<12}", overdue, signed, said, run)
        yield "  ".join(plain(part) for part in parts if part)
        if step.state == StepState.OPEN and (never := say(step.never, language)):
            yield f"{'':12}never: {plain(never)}"
    for line in status.lines:
        yield f"  {line.point}  {line.progress}  {line.level}  {plain(say(line.says, language))}"
    for hold in status.holds:
        found = ", found so" if hold.found else ""
        yield f"  HOLD {plain(hold.name)} since {write_time(hold.since)}Z, due back {write_time(hold.until)}Z{found}"
    torn = ", half a line behind it that nobody acknowledged" if status.torn else ""
    yield f"  {status.events} events, head {status.head[:12]}{torn}"
