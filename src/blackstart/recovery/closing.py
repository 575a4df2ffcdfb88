"""How a session may be closed: by the level that is proven, by what was skipped and by what is still frozen."""

from blackstart.model.plan import OPEN_INCIDENT
from blackstart.model.recovery_plan import PlanOperation
from blackstart.model.session import SessionState, StepState
from blackstart.recovery.holds import list_holds
from blackstart.recovery.sighted import SightedRun

SHUTDOWN_DONE = "SHUTDOWN_DONE"
"""How the session of a plan is closed that takes the fleet down: no run can tell of hosts that are off."""


def choose_closeout(state: SessionState, sighted: SightedRun | None) -> str:
    """Return the best closeout that the session allows.

    What is left or frozen makes it an open incident; a skipped step takes the pack's best closeout away.
    """
    if state.current is not None or any(hold.released_here for hold in list_holds(state)):
        return OPEN_INCIDENT
    if state.plan.operation is PlanOperation.SHUTDOWN:
        return SHUTDOWN_DONE
    closeouts = (OPEN_INCIDENT,) if sighted is None else sighted.closeouts
    if sighted is not None and any(step.state is StepState.SKIPPED for step in state.steps):
        closeouts = tuple(word for word in closeouts if word != sighted.best)
    return closeouts[0]
