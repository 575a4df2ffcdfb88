"""Every reachable state with every event: no order of events breaks what a session promises."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import msgspec
import pytest
from unit.recovery.walking import T0, approve, check, event, make_plan, manual, run, sign, started, wait

from blackstart.model.recovery_plan import PlanStep, StepKind
from blackstart.model.session import EventKind, SessionEvent, SessionState, StepState
from blackstart.recovery.approvals import count_valid, is_denied
from blackstart.recovery.fold import follow_event
from blackstart.recovery.refusal import RefusedEventError
from blackstart.recovery.table import OF_KIND, OF_SESSION, PASSED, TRANSITIONS, draw_diagram

DOCS = Path(__file__).parents[3] / "docs" / "sessions.md"
PLAN = (
    manual("power", zero=True),
    check("network"),
    check("settled", hold_for=60.0, skip=True),
    approve("owner", 2),
    wait("calm", skip=True),
    manual("crawlers", release="crawlers", see=check("x").see),
)
KEYS = ("SHA256:a", "SHA256:b", "SHA256:ops")


def list_events(state: SessionState, step: PlanStep) -> Iterator[SessionEvent]:
    """Yield every event of the step, each with what it must bring and without, at once and much later."""
    for kind, wealth in product(sorted(OF_KIND[StepKind.MANUAL] | set().union(*OF_KIND.values())), (0, 1, 2)):
        at = state.latest + (1000.0 if wealth == 2 else 0.0)
        if kind is EventKind.SIGNED:
            for key, decision in product(KEYS, ("approve", "deny")):
                nonce = f"{key}-{decision}-{step.id}-{len(state.nonces)}"
                yield event(kind, step.id, at, signed=sign(key, at, nonce=nonce, decision=decision, until=at + 1e9))
        else:
            proof = run(at) if wealth else None
            yield event(kind, step.id, at, run=proof, note="done" if wealth else "")


def forget(state: SessionState) -> object:
    """Return what tells two states apart but for times and nonces, so that the walk ends."""
    steps = []
    for standing in state.steps:
        words = tuple(sorted({(signed.key, signed.decision) for signed in standing.signatures}))
        steps.append((standing.state, standing.holding is not None, words))
    return tuple(steps)


def walk_all(plan: tuple[PlanStep, ...]) -> tuple[int, int]:
    """Walk every state with every event, and return how many states and moves there are."""
    seen: dict[object, SessionState] = {}
    todo, moves = [started(*plan)], 0
    while todo:
        state = todo.pop()
        if forget(state) in seen:
            continue
        seen[forget(state)] = state
        for index, step in enumerate(plan):
            for one in list_events(state, step):
                try:
                    after = follow_event(state, one)
                except RefusedEventError:
                    continue
                moves += 1
                require_promises(state, after, index, one)
                todo.append(after)
    assert any(all(step.state in PASSED for step in state.steps) for state in seen.values()), "it can never be closed"
    return len(seen), moves


def require_promises(before: SessionState, after: SessionState, index: int, one: SessionEvent) -> None:
    """Assert what holds of every move."""
    states = [step.state for step in after.steps]
    step = after.plan.steps[index]
    for place, state in enumerate(states):
        if state is not StepState.AHEAD:
            assert all(earlier in PASSED for earlier in states[:place]), "past an unfinished step"
    assert states.count(StepState.OPEN) <= 1, "two hands"
    if states[index] is StepState.DONE and before.steps[index].state is not StepState.DONE:
        if step.kind is StepKind.APPROVE:
            assert count_valid(before.steps[index], one.at) >= step.approvals
            assert not is_denied(before.steps[index])
        elif step.see is not None:
            assert one.run is not None
            assert one.run.started >= before.settled
        elif step.kind is StepKind.MANUAL:
            assert one.event is EventKind.CONFIRMED
            assert one.note
    if states[index] is StepState.SKIPPED and before.steps[index].state is not StepState.SKIPPED:
        assert step.skip


def test_no_order_of_events_breaks_a_promise() -> None:
    """All kinds of step in one plan; what the operator signs never counts."""
    states, moves = walk_all(PLAN)
    assert states > 30
    assert moves > 200


@pytest.mark.parametrize("number", range(len(PLAN)))
def test_nothing_else_is_open_while_the_step_is(number: int) -> None:
    """Each step opens alone, once those before it are passed."""
    state = started(*PLAN)
    passed = tuple(msgspec.structs.replace(step, state=StepState.DONE) for step in state.steps[:number])
    ready = msgspec.structs.replace(state, steps=(*passed, *state.steps[number:]))
    follow_event(ready, event(EventKind.OPENED, PLAN[number].id))
    for other in PLAN[number + 1 :]:
        with pytest.raises(RefusedEventError, match="OUT_OF_ORDER"):
            follow_event(ready, event(EventKind.OPENED, other.id, T0))


def test_every_event_is_of_a_step_or_of_the_session() -> None:
    """None is forgotten, and none is both."""
    of_steps = {one for row in TRANSITIONS.values() for one in row}
    assert of_steps == set().union(*OF_KIND.values())
    assert of_steps | OF_SESSION == set(EventKind)
    assert not of_steps & OF_SESSION


def test_the_docs_have_the_diagram_of_the_table() -> None:
    """It is generated, and this holds it to the table."""
    assert f"```mermaid\n{draw_diagram()}\n```" in DOCS.read_text()


def test_a_plan_finds_its_steps() -> None:
    """By name, and T+0."""
    plan = make_plan(*PLAN)
    assert plan.find("owner") == 3
    assert plan.zero == 0
    assert make_plan(check("a")).zero is None
    with pytest.raises(KeyError):
        plan.find("nobody")
