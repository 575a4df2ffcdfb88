"""What may be released at the level that was reached, and how the recovery would be closed (runbook section 1.2)."""

from collections.abc import Iterator

from blackstart.decisions.causes import Causes, list_causes
from blackstart.decisions.grounds import Grounds, is_proven, list_lacking
from blackstart.model.claims import NO_LEVEL, Requirements
from blackstart.model.fleet import Fleet, Phase
from blackstart.model.outcome import Result, Severity
from blackstart.model.plan import OPEN_INCIDENT, Closeout, Progress, Stage


def list_releases(fleet: Fleet, grounds: Grounds, causes: Causes) -> Iterator[Stage]:
    """Yield the phases, each released by the GREEN of all that it needs, then what each level opens."""
    for phase in fleet.phases:
        yield stand_phase(phase, grounds, causes)
    for level in grounds.table.levels:
        for name in grounds.table.statements[level].opens:
            yield stand_opened(name, level, grounds, causes)


def stand_phase(phase: Phase, grounds: Grounds, causes: Causes) -> Stage:
    """Return whether a phase may be released; of a run that does not count, none may."""
    shut = [need for need in phase.needs if not is_green(need, grounds)]
    missing = list_lacking(Requirements(phases=dict.fromkeys(shut, Severity.NOTE)), grounds)
    return Stage(
        name=phase.id,
        progress=Progress.STUCK if shut or grounds.obstacles else Progress.REACHED,
        says=phase.title,
        missing=missing,
        causes=list_causes(missing, causes),
    )


def is_green(phase: str, grounds: Grounds) -> bool:
    """Tell whether a phase and all that it needs are GREEN."""
    state = grounds.evidence.phases.get(phase)
    return state is not None and state.result is Result.GREEN


def stand_opened(name: str, level: str, grounds: Grounds, causes: Causes) -> Stage:
    """Return whether what a level opens may be released."""
    asked = Requirements(statements=(level,))
    reached = is_proven(asked, grounds)
    missing = () if reached else list_lacking(asked, grounds)
    return Stage(
        name=name,
        progress=Progress.REACHED if reached else Progress.STUCK,
        says=grounds.table.statements[level].says,
        missing=missing,
        causes=list_causes(missing, causes),
    )


def find_closeout(grounds: Grounds, level: str) -> Closeout:
    """Return how it would have to be closed: as the highest level that was reached, or one below it, says."""
    levels = grounds.table.levels
    reached = () if level == NO_LEVEL else levels[: levels.index(level) + 1]
    statements = (grounds.table.statements[name] for name in reversed(reached))
    found = next((statement for statement in statements if statement.closes_as), None)
    return Closeout(name=OPEN_INCIDENT) if found is None else Closeout(name=found.closes_as, says=found.says)
