"""Which points of a recovery are reached, which are due, and what keeps each of them."""

from collections.abc import Iterator

import msgspec

from blackstart.decisions.causes import Causes, find_causes, list_causes
from blackstart.decisions.grounds import DecisionCase, Grounds, find_grounds, is_proven, list_lacking
from blackstart.decisions.scope import find_scope, list_missing_hosts
from blackstart.model.claims import Missing
from blackstart.model.fleet import Fleet
from blackstart.model.plan import PlanB, Point, Progress, RecoveryScope, Stage


class PointStanding(msgspec.Struct, frozen=True, kw_only=True):
    """Where a recovery stands `elapsed` seconds after T+0: what counts, which hosts are in scope, and its points."""

    elapsed: float
    grounds: Grounds
    scope: RecoveryScope
    causes: Causes
    points: tuple[Stage, ...]


def find_standing(
    fleet: Fleet, table: PlanB, case: DecisionCase, since: float, named: tuple[str, ...] = ()
) -> PointStanding:
    """Return it. Pure; less or worse evidence never reaches a later point."""
    elapsed = case.now - since
    grounds = find_grounds(fleet, case, table.max_age, since if elapsed >= 0 else None)
    scope = find_scope(fleet, grounds, since, named)
    causes = find_causes(fleet, grounds.evidence)
    return PointStanding(
        elapsed=elapsed,
        grounds=grounds,
        scope=scope,
        causes=causes,
        points=tuple(list_stages(table.points, grounds, scope, causes, elapsed)),
    )


def list_stages(
    points: tuple[Point, ...], grounds: Grounds, scope: RecoveryScope, causes: Causes, elapsed: float
) -> Iterator[Stage]:
    """Yield where each point stands; none is reached behind one that is not."""
    late = Progress.STUCK
    open_ = False
    for point in points:
        due = elapsed >= point.at
        missing = list_missing_at(point, grounds, scope)
        reached = is_reached(point, missing, grounds, due=due)
        open_ = open_ or not reached
        progress = Progress.REACHED if not open_ else late if due else Progress.AHEAD
        late = Progress.HELD if open_ else late
        yield Stage(
            name=point.name,
            progress=Progress.NOT_IN_SCOPE if progress is Progress.REACHED and asks_nobody(point, scope) else progress,
            says=point.says,
            goal=point.goal,
            otherwise=point.otherwise,
            at=point.at,
            missing=missing,
            causes=list_causes(missing, causes),
        )


def is_reached(point: Point, missing: tuple[Missing, ...], grounds: Grounds, *, due: bool) -> bool:
    """Tell whether all was shown that the point asks for; one that asks for nothing is reached in time."""
    if asks_for_nothing(point):
        return due
    proven = point.requires is None or is_proven(point.requires, grounds)
    return proven and not missing and not grounds.obstacles


def asks_for_nothing(point: Point) -> bool:
    """Tell whether the point rests on a person's word alone."""
    return point.requires is None and point.hosts_in_scope is None


def asks_nobody(point: Point, scope: RecoveryScope) -> bool:
    """Tell whether the point is about hosts in scope alone, and none is: then it says nothing of any host."""
    return point.hosts_in_scope is not None and point.requires is None and not scope.hosts


def list_missing_at(point: Point, grounds: Grounds, scope: RecoveryScope) -> tuple[Missing, ...]:
    """Return what the point lacks; nothing where the obstacles tell it all."""
    if grounds.obstacles:
        return ()
    hosts = () if point.hosts_in_scope is None else tuple(list_missing_hosts(point.hosts_in_scope, scope, grounds))
    other = () if point.requires is None else list_lacking(point.requires, grounds)
    known = {missing.name for missing in hosts}
    return (*hosts, *(missing for missing in other if missing.name not in known))
