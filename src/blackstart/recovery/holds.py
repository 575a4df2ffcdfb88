"""What is frozen: derived from the steps, never stored, and never freed by time."""

from collections.abc import Iterator

from blackstart.model.session import Hold, SessionState, StepState


def list_holds(state: SessionState) -> tuple[Hold, ...]:
    """Return the holds that are open, in the order of the plan.

    What a plan releases without having frozen it was found frozen, and counts as held since the start.
    """
    return tuple(hold for hold in list_all(state) if not is_released(hold.name, state))


def list_all(state: SessionState) -> Iterator[Hold]:
    """Yield every hold that was begun, or found."""
    until = state.started + state.plan.window
    released = {step.release for step in state.plan.steps if step.release}
    frozen = {step.freeze for step in state.plan.steps if step.freeze}
    for step, standing in zip(state.plan.steps, state.steps, strict=True):
        if step.freeze and standing.state is StepState.DONE:
            yield Hold(name=step.freeze, since=standing.changed, until=until, released_here=step.freeze in released)
        if step.release and step.release not in frozen:
            yield Hold(name=step.release, since=state.started, until=until, found=True)


def is_released(name: str, state: SessionState) -> bool:
    """Tell whether the release was seen."""
    pairs = zip(state.plan.steps, state.steps, strict=True)
    return any(step.release == name and standing.state is StepState.DONE for step, standing in pairs)


def list_hold_names(state: SessionState) -> tuple[str, ...]:
    """Return the names of what is still frozen."""
    return tuple(hold.name for hold in list_holds(state))
