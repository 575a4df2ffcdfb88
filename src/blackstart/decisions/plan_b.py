"""Plan B: what speaks for it, how far it may be reported, what is due and what may be let go (runbook section 1.4)."""

from collections.abc import Iterable, Iterator

import msgspec

from blackstart.decisions.grounds import Case, Grounds, find_grounds, is_proven, list_lacking
from blackstart.decisions.window import describe_open
from blackstart.model.claims import NO_LEVEL, ClaimTable, Requirements
from blackstart.model.fleet import Fleet
from blackstart.model.plan import (
    Closeout,
    Deadline,
    HostPath,
    Moment,
    PlanAnswer,
    PlanB,
    Progress,
    Release,
    Spoken,
    Stage,
    Trigger,
)
from blackstart.verdicts.levels import find_highest_level


def plan(fleet: Fleet, table: PlanB, case: Case, since: float) -> PlanAnswer:
    """Tell where plan B stands. Pure; less or worse evidence never raises the level nor lets more go."""
    elapsed = case.now - since
    begun = elapsed >= 0
    grounds = find_grounds(fleet, case, table.max_age, since if begun else None)
    triggers = tuple(list_triggers(table.triggers, grounds, case.now, elapsed))
    ceiling = find_ceiling(grounds.table.levels, triggers)
    reached = find_highest_level(grounds.table, grounds.said)
    capped = cap(grounds, ceiling)
    releases = tuple(list_releases(table.releases, capped)) if begun else ()
    return PlanAnswer(
        fleet=fleet.name,
        origin=fleet.origin,
        since=since,
        elapsed=elapsed,
        reached=reached,
        ceiling=ceiling,
        level=find_lower(grounds.table.levels, reached, ceiling),
        triggers=triggers,
        paths=tuple(list_paths(table.paths, grounds)),
        stop_lines=tuple(list_stop_lines(table.stop_lines, capped, reached, elapsed)),
        releases=releases,
        next_release=next((stage.name for stage in reversed(releases) if stage.progress is Progress.REACHED), ""),
        closeout=find_closeout(table.closeouts, capped) if begun else None,
        red_lines=table.red_lines,
        obstacles=grounds.obstacles,
        first_blocked=case.scorecard.first_blocked,
        age=case.now - case.scorecard.span.started,
    )


def list_triggers(triggers: Iterable[Trigger], grounds: Grounds, now: float, elapsed: float) -> Iterator[Spoken]:
    """Yield the triggers that speak at this time."""
    moment = Moment.BEFORE if elapsed < 0 else Moment.AFTER
    for trigger in triggers:
        if trigger.moment is moment and (moment is Moment.BEFORE or elapsed >= trigger.after):
            yield from hear(trigger, grounds, now)


def hear(trigger: Trigger, grounds: Grounds, now: float) -> Iterator[Spoken]:
    """Yield what the trigger says, if it does."""
    reason = "" if trigger.window is None else describe_open(trigger.window, grounds, now)
    unmet = trigger.requires is not None and not is_proven(trigger.requires, grounds)
    if reason or unmet:
        missing = list_lacking(trigger.requires, grounds) if trigger.requires is not None and unmet else ()
        yield Spoken(name=trigger.name, ceiling=trigger.ceiling, says=trigger.says, reason=reason, missing=missing)


def find_ceiling(levels: tuple[str, ...], triggers: Iterable[Spoken]) -> str:
    """Return the lowest ceiling of those that spoke, or the highest level."""
    return min((trigger.ceiling for trigger in triggers), key=levels.index, default=levels[-1])


def find_lower(levels: tuple[str, ...], reached: str, ceiling: str) -> str:
    """Return the level that may be reported."""
    return reached if reached == NO_LEVEL else min(reached, ceiling, key=levels.index)


def cap(grounds: Grounds, ceiling: str) -> Grounds:
    """Return the grounds without the levels above the ceiling: none of them may be said."""
    levels = grounds.table.levels
    above = set(levels[levels.index(ceiling) + 1 :])
    return msgspec.structs.replace(grounds, said=grounds.said - above)


def list_paths(paths: Iterable[HostPath], grounds: Grounds) -> Iterator[Stage]:
    """Yield the paths to be walked: those whose way back is not proven."""
    for path in paths:
        if not is_proven(path.requires, grounds):
            missing = list_lacking(path.requires, grounds)
            yield Stage(name=path.name, progress=Progress.STUCK, says=path.says, about=path.back, missing=missing)


def list_stop_lines(lines: Iterable[Deadline], grounds: Grounds, reached: str, elapsed: float) -> Iterator[Stage]:
    """Yield the stop lines that are not behind: the plan's own, and those of the levels that were not passed."""
    own = (stand(line, grounds, elapsed) for line in lines)
    of_levels = list_lines_of_levels(grounds.table, reached, elapsed)
    waiting = [stage for stage in (*own, *of_levels) if stage.progress is not Progress.REACHED]
    yield from sorted(waiting, key=lambda stage: stage.at or 0.0)


def stand(line: Deadline, grounds: Grounds, elapsed: float) -> Stage:
    """Return where one of the plan's stop lines stands; what asks for nothing is due when its time has come."""
    reached = line.requires is not None and is_proven(line.requires, grounds)
    late = Progress.STUCK if elapsed >= line.after else Progress.AHEAD
    return Stage(
        name=line.name,
        progress=Progress.REACHED if reached else late,
        says=line.says,
        at=line.after,
        missing=() if line.requires is None or reached else list_lacking(line.requires, grounds),
    )


def list_lines_of_levels(table: ClaimTable, reached: str, elapsed: float) -> Iterator[Stage]:
    """Yield the stop lines of the level that was reached and of those above it."""
    first = 0 if reached == NO_LEVEL else table.levels.index(reached)
    for name in table.levels[first:]:
        for line in table.statements[name].stop_lines:
            progress = Progress.STUCK if elapsed >= line.after else Progress.AHEAD
            yield Stage(name=name, progress=progress, says=line.says, at=line.after)


def list_releases(releases: Iterable[Release], grounds: Grounds) -> Iterator[Stage]:
    """Yield each release; behind the first that may not be let go none may."""
    held = False
    for release in releases:
        allowed = is_proven(release.requires, grounds)
        progress = Progress.HELD if held else Progress.REACHED if allowed else Progress.STUCK
        missing = () if allowed else list_lacking(release.requires, grounds)
        yield Stage(name=release.name, progress=progress, says=release.says, missing=missing)
        held = held or not allowed


def find_closeout(closeouts: Iterable[Closeout], grounds: Grounds) -> Closeout:
    """Return the best state in which it may be closed; the last asks for nothing."""
    return next(state for state in closeouts if meets(state.requires, grounds))


def meets(requires: Requirements | None, grounds: Grounds) -> bool:
    """Tell whether nothing is asked for, or all of it was shown."""
    return requires is None or is_proven(requires, grounds)
