"""The state table of a step: which events lead where, and which of them each kind of step knows."""

from collections.abc import Iterator

from blackstart.model.recovery_plan import StepKind
from blackstart.model.session import EventKind, StepState

TRANSITIONS: dict[StepState, dict[EventKind, StepState]] = {
    StepState.AHEAD: {EventKind.OPENED: StepState.OPEN},
    StepState.OPEN: {
        EventKind.HOLDING: StepState.OPEN,
        EventKind.LAPSED: StepState.OPEN,
        EventKind.SIGNED: StepState.OPEN,
        EventKind.MET: StepState.DONE,
        EventKind.CONFIRMED: StepState.DONE,
        EventKind.APPROVED: StepState.DONE,
        EventKind.SKIPPED: StepState.SKIPPED,
    },
    StepState.DONE: {EventKind.REOPENED: StepState.OPEN},
    StepState.SKIPPED: {EventKind.REOPENED: StepState.OPEN},
}
"""TRANSITIONS[state][event]; what does not stand here is refused and changes nothing."""
SEEN = frozenset({EventKind.MET, EventKind.HOLDING, EventKind.LAPSED})
EVERY_KIND = frozenset({EventKind.OPENED, EventKind.SKIPPED, EventKind.REOPENED})
OF_KIND: dict[StepKind, frozenset[EventKind]] = {
    StepKind.CHECK: EVERY_KIND | SEEN,
    StepKind.MANUAL: EVERY_KIND | SEEN | {EventKind.CONFIRMED},
    StepKind.WAIT: EVERY_KIND | {EventKind.MET},
    StepKind.APPROVE: EVERY_KIND | {EventKind.SIGNED, EventKind.APPROVED},
}
"""The events that each kind of step knows."""
OF_SESSION = frozenset(EventKind) - frozenset[EventKind]().union(*OF_KIND.values())
"""The events that are about the whole session; of these `stop_line` and `approval_refused` may name a step."""
PASSED = frozenset({StepState.DONE, StepState.SKIPPED})


def find_after(kind: StepKind, state: StepState, event: EventKind) -> StepState | None:
    """Return the state after an event; None where the table has none."""
    return TRANSITIONS[state].get(event) if event in OF_KIND[kind] else None


def draw_diagram() -> str:
    """Return the table as a diagram in Mermaid's language, for the docs."""
    return "\n".join(
        ("stateDiagram-v2", "    [*] --> AHEAD", *list_arrows(), "    DONE --> [*]", "    SKIPPED --> [*]")
    )


def list_arrows() -> Iterator[str]:
    """Yield one line for each pair of states, with the events that lead from one to the other."""
    for state, row in TRANSITIONS.items():
        for after in dict.fromkeys(row.values()):
            events = ", ".join(event for event, found in row.items() if found is after)
            yield f"    {state} --> {after}: {events}"
