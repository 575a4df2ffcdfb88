"""Plan B: why it is on, how far the recovery has come, what is due, what may be released (runbook section 1.4)."""

from collections.abc import Iterator

import msgspec

from blackstart.decisions.causes import HOST, list_causes
from blackstart.decisions.grounds import DecisionCase, Grounds, is_proven, list_lacking
from blackstart.decisions.points import PointStanding, asks_for_nothing, find_standing
from blackstart.decisions.releases import find_closeout, list_releases
from blackstart.decisions.window import describe_open
from blackstart.model.causes import RootCause
from blackstart.model.claims import NO_LEVEL, Requirements
from blackstart.model.fleet import Fleet
from blackstart.model.plan import (
    HostPath,
    PathStage,
    PlanAnswer,
    PlanB,
    Progress,
    Stage,
    Trigger,
)
from blackstart.verdicts.levels import find_highest_level

BEHIND = frozenset({Progress.REACHED, Progress.NOT_IN_SCOPE})


def plan(fleet: Fleet, table: PlanB, case: DecisionCase, since: float, named: tuple[str, ...] = ()) -> PlanAnswer:
    """Tell where plan B stands. Pure; less or worse evidence never raises the level nor releases more."""
    standing = find_standing(fleet, table, case, since, named)
    grounds, begun = standing.grounds, standing.elapsed >= 0
    level = find_highest_level(grounds.table, grounds.said)
    releases = tuple(list_releases(fleet, grounds, standing.causes)) if begun else ()
    return PlanAnswer(
        fleet=fleet.name,
        origin=fleet.origin,
        since=since,
        elapsed=standing.elapsed,
        level=level,
        scope=standing.scope,
        triggers=tuple(list_triggers(standing, level) if begun else list_windows(fleet, grounds, case.now)),
        paths=tuple(list_paths(table.paths, standing)),
        stop_lines=tuple(list_stop_lines(table, standing)),
        releases=releases,
        next_release=next((stage.name for stage in reversed(releases) if stage.progress is Progress.REACHED), ""),
        closeout=find_closeout(grounds, level) if begun else None,
        red_lines=table.red_lines,
        obstacles=grounds.obstacles,
        first_blocked=case.scorecard.first_blocked,
        age=case.now - case.scorecard.span.started,
    )


def list_triggers(standing: PointStanding, level: str) -> Iterator[Trigger]:
    """Yield the point that is due and not reached, and the next level; each with what is behind it."""
    for stage in standing.points:
        if stage.progress is Progress.STUCK:
            yield Trigger(name=stage.name, says=stage.goal, missing=stage.missing, causes=stage.causes)
    if (name := find_next_level(standing.grounds, level)) is not None:
        missing = list_lacking(Requirements(statements=(name,)), standing.grounds)
        yield Trigger(
            name=name,
            says=standing.grounds.table.statements[name].says,
            missing=missing,
            causes=list_causes(missing, standing.causes),
        )


def find_next_level(grounds: Grounds, level: str) -> str | None:
    """Return the lowest level above this one that a run can reach."""
    levels = grounds.table.levels
    above = levels if level == NO_LEVEL else levels[levels.index(level) + 1 :]
    return next((name for name in above if grounds.table.statements[name].requires is not None), None)


def list_windows(fleet: Fleet, grounds: Grounds, now: float) -> Iterator[Trigger]:
    """Yield what puts a start off: the windows of GO that are open."""
    for rule in () if fleet.go is None else fleet.go.rules:
        reason = "" if rule.window is None else describe_open(rule.window, grounds, now)
        if reason:
            yield Trigger(name=rule.name, ceiling=rule.ceiling, says=rule.says, reason=reason)


def list_paths(paths: tuple[HostPath, ...], standing: PointStanding) -> Iterator[PathStage]:
    """Yield the paths to be walked: those of which something is a root cause in this run."""
    for path in paths:
        causes = list_own_causes(path, standing)
        if causes:
            stand_in = path.stand_in
            shown = stand_in is not None and is_proven(stand_in.requires, standing.grounds)
            yield PathStage(
                name=path.name,
                causes=causes,
                says=path.says,
                stand_in=stand_in.says if stand_in is not None and shown else {},
                missing=list_lacking(path.back, standing.grounds),
            )


def list_own_causes(path: HostPath, standing: PointStanding) -> tuple[RootCause, ...]:
    """Return the root causes of this run that are the path's own."""
    own = {HOST + host for host in path.hosts}.union(path.checks) & standing.causes.blocking
    found = {cause.name: cause for cause in standing.causes.of_checks.values() if cause.name in own}
    return tuple(found.values())


def list_stop_lines(table: PlanB, standing: PointStanding) -> Iterator[Stage]:
    """Yield the points that say what to do and are not behind; one that asks for nothing stays due."""
    for point, stage in zip(table.points, standing.points, strict=True):
        if stage.otherwise and asks_for_nothing(point):
            due = Progress.STUCK if standing.elapsed >= point.at else Progress.AHEAD
            yield msgspec.structs.replace(stage, progress=due)
        elif stage.otherwise and stage.progress not in BEHIND:
            yield stage
