"""Where a recovery stands on its points: what is reached, where it is stuck, what may be said (runbook 14.22)."""

from collections.abc import Iterable

from blackstart.decisions.grounds import DecisionCase, Grounds
from blackstart.decisions.points import find_standing
from blackstart.model.claims import MissingKind, Text
from blackstart.model.fleet import Fleet
from blackstart.model.outcome import Outcome
from blackstart.model.plan import PlanB, Progress, Stage, TimelineAnswer
from blackstart.verdicts.levels import find_highest_level


def place_on_timeline(
    fleet: Fleet, table: PlanB, case: DecisionCase, since: float, named: tuple[str, ...] = ()
) -> TimelineAnswer:
    """Tell where the recovery stands. Pure; less or worse evidence never reaches a later point."""
    standing = find_standing(fleet, table, case, since, named)
    stuck = next((stage for stage in standing.points if stage.progress is Progress.STUCK), None)
    return TimelineAnswer(
        fleet=fleet.name,
        origin=fleet.origin,
        since=since,
        elapsed=standing.elapsed,
        level=find_highest_level(standing.grounds.table, standing.grounds.said),
        scope=standing.scope,
        points=standing.points,
        may_say=find_last_word(standing.points),
        stuck="" if stuck is None else stuck.name,
        gate="" if stuck is None else next((cause.phase for cause in stuck.causes), ""),
        blocked=stuck is not None and is_blocked(stuck, standing.grounds),
        obstacles=standing.grounds.obstacles,
        first_blocked=case.scorecard.first_blocked,
        age=case.now - case.scorecard.span.started,
    )


def find_last_word(points: Iterable[Stage]) -> Text:
    """Return what the last point that was reached allows to be said; nothing where none was."""
    said: Text = {}
    for stage in points:
        if stage.progress is Progress.REACHED:
            said = stage.says
    return said


def is_blocked(stage: Stage, grounds: Grounds) -> bool:
    """Tell whether more than checks that warn keep the point from being reached."""
    verdicts = grounds.evidence.verdicts
    warned = {name for name, verdict in verdicts.items() if verdict.outcome is Outcome.WARN}
    return any(missing.kind is not MissingKind.CHECK or missing.name not in warned for missing in stage.missing)
