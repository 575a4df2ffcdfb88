"""Plans, starts and events by keyword."""

from typing import Any

from blackstart.model.claims import Requirements
from blackstart.model.outcome import Severity
from blackstart.model.recovery_plan import PlanOperation, PlanStep, RecoveryPlan, Sight, StepKind
from blackstart.model.session import (
    Actor,
    EventKind,
    EvidenceRun,
    Operator,
    SessionEvent,
    SessionStart,
    SessionState,
    Signed,
)
from blackstart.recovery.fold import begin, follow_event

BY = Actor(user="wooo", host="110", pid=1)
SEE = Sight(requires=Requirements(checks={"up": Severity.NOTE}))
T0 = 1000.0


def check(name: str, **fields: Any) -> PlanStep:
    """Make a step that is seen."""
    return PlanStep(**{"id": name, "kind": StepKind.CHECK, "see": SEE, **fields})


def manual(name: str, **fields: Any) -> PlanStep:
    """Make a step that people do."""
    return PlanStep(**{"id": name, "kind": StepKind.MANUAL, "do": {"en": f"Do {name}."}, **fields})


def wait(name: str, seconds: float = 60.0, **fields: Any) -> PlanStep:
    """Make a step that waits."""
    return PlanStep(id=name, kind=StepKind.WAIT, wait=seconds, **fields)


def approve(name: str, keys: int = 1, **fields: Any) -> PlanStep:
    """Make a step that asks for signatures."""
    return PlanStep(id=name, kind=StepKind.APPROVE, approvals=keys, **fields)


def make_plan(*steps: PlanStep, **fields: Any) -> RecoveryPlan:
    """Make a plan of a startup."""
    return RecoveryPlan(
        **{"name": "startup", "operation": PlanOperation.STARTUP, "window": 7200.0, "steps": steps, **fields}
    )


def make_start(plan: RecoveryPlan) -> SessionStart:
    """Make the first fact of a session of the plan."""
    return SessionStart(
        session="s1",
        fleet="small",
        pack="packs/small",
        pack_digest="d",
        plan=plan,
        plan_digest="sha256:p",
        operator=Operator(name="ops", key="SHA256:ops"),
    )


def event(kind: EventKind, step: str = "", at: float = T0, **fields: Any) -> SessionEvent:
    """Make an event."""
    return SessionEvent(seq=0, prev="", at=at, by=BY, tool="0.1.0", event=kind, step=step, **fields)


def started(*steps: PlanStep, at: float = T0, **fields: Any) -> SessionState:
    """Return a session that has just begun."""
    return begin(event(EventKind.STARTED, at=at, start=make_start(make_plan(*steps, **fields))))


def run(at: float = T0, name: str = "run") -> EvidenceRun:
    """Make a run that began then."""
    return EvidenceRun(name=name, digest="f" * 64, started=at)


def sign(key: str = "SHA256:dba", at: float = T0, **fields: Any) -> Signed:
    """Make a signature that counts for ten minutes."""
    made = {
        "nonce": f"n-{key}",
        "decision": "approve",
        "approver": "dba",
        "key": key,
        "opens": at,
        "until": at + 600,
        "document": "sha256:x",
    }
    return Signed(**{**made, **fields})


def walk(state: SessionState, *events: SessionEvent) -> SessionState:
    """Return where the session stands after the events."""
    for one in events:
        state = follow_event(state, one)
    return state
