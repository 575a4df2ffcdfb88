"""Where a recovery stands on its timeline: what is reached, where it is stuck, what may be said (runbook 14.22)."""

from collections.abc import Iterable, Iterator

from blackstart.decisions.grounds import Case, Grounds, find_grounds, is_proven, list_lacking
from blackstart.model.claims import Text
from blackstart.model.fleet import Fleet
from blackstart.model.plan import Point, Progress, Stage, Timeline, TimelineAnswer


def place_on_timeline(fleet: Fleet, timeline: Timeline, case: Case, since: float) -> TimelineAnswer:
    """Tell where the recovery stands. Pure; less or worse evidence never reaches a later point."""
    elapsed = case.now - since
    grounds = find_grounds(fleet, case, timeline.max_age, since)
    points = tuple(list_stages(timeline.points, grounds, elapsed))
    return TimelineAnswer(
        fleet=fleet.name,
        origin=fleet.origin,
        since=since,
        elapsed=elapsed,
        points=points,
        may_say=find_last_word(points),
        stuck=next((stage.name for stage in points if stage.progress is Progress.STUCK), ""),
        obstacles=grounds.obstacles,
        first_blocked=case.scorecard.first_blocked,
        age=case.now - case.scorecard.span.started,
    )


def list_stages(points: Iterable[Point], grounds: Grounds, elapsed: float) -> Iterator[Stage]:
    """Yield where each point stands; none is reached behind one that is not."""
    late = Progress.STUCK
    open_ = False
    for point in points:
        due = elapsed >= point.at
        reached = due if point.requires is None else is_proven(point.requires, grounds)
        open_ = open_ or not reached
        progress = Progress.REACHED if not open_ else late if due else Progress.AHEAD
        late = Progress.HELD if open_ else late
        yield Stage(
            name=point.name,
            progress=progress,
            says=point.says,
            about=point.goal,
            at=point.at,
            missing=() if reached or point.requires is None else list_lacking(point.requires, grounds),
        )


def find_last_word(points: Iterable[Stage]) -> Text:
    """Return what the last point that was reached allows to be said; nothing where none was."""
    said: Text = {}
    for stage in points:
        if stage.progress is Progress.REACHED:
            said = stage.says
    return said
