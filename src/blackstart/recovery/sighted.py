"""What one run shows of a plan: which steps' sights hold, which points are reached, how it would be closed."""

from collections.abc import Iterator, Mapping

import msgspec

from blackstart.decisions.go import decide_go
from blackstart.decisions.grounds import DecisionCase, Grounds, find_grounds, is_proven, list_lacking
from blackstart.decisions.plan_b import plan as plan_b
from blackstart.decisions.points import find_standing
from blackstart.model.claims import NO_LEVEL
from blackstart.model.fleet import Fleet
from blackstart.model.go import GoRequest, Operation, Permission
from blackstart.model.outcome import Outcome
from blackstart.model.plan import OPEN_INCIDENT, Progress, Stage
from blackstart.model.recovery_plan import PlanOperation, RecoveryPlan, Sight
from blackstart.model.scorecard import Scorecard
from blackstart.model.session import EvidenceRun, StopLine
from blackstart.verdicts.levels import find_highest_level

MOST_NAMED = 3


class LookedRun(msgspec.Struct, frozen=True, kw_only=True):
    """A whole look: the fleet's scorecard, those of the plan's views by the same evidence, and its digests.

    `now` is the moment of judging by the clock of the run, `zero` T+0 by the same clock.
    """

    fleet: Fleet
    scorecard: Scorecard
    views: Mapping[str, Scorecard]
    run: EvidenceRun
    now: float
    zero: float | None = None


class SightedRun(msgspec.Struct, frozen=True, kw_only=True):
    """What the run shows. `seen` are steps whose sight holds, `lacking` what the others lack.

    `zero` is T+0 by the session's clock, `lines` are the points of the pack as they stand. `closeouts` is how it may be
    closed, the best first; `best` is the best that the pack has.
    """

    run: EvidenceRun
    zero: float | None = None
    level: str
    seen: frozenset[str]
    lacking: Mapping[str, tuple[str, ...]]
    lines: tuple[StopLine, ...] = ()
    closeouts: tuple[str, ...] = (OPEN_INCIDENT,)
    best: str = ""


def sight(plan: RecoveryPlan, looked: LookedRun, offset: float = 0.0) -> SightedRun:
    """Return what the run shows of the plan. Pure; less or worse evidence never shows more.

    `offset` is what the session's clock is ahead of the run's, as in a drill that plays hours in seconds.
    """
    grounds = find_grounds(looked.fleet, make_case(looked), plan.max_age)
    lacking = {
        step.id: tuple(list_unseen(step.see, plan, looked, grounds)) for step in plan.steps if step.see is not None
    }
    level = find_highest_level(grounds.table, grounds.said)
    return SightedRun(
        run=looked.run,
        zero=None if looked.zero is None else looked.zero + offset,
        level=level,
        seen=frozenset(step for step, missing in lacking.items() if not missing),
        lacking={step: missing for step, missing in lacking.items() if missing},
        lines=tuple(list_lines(looked, offset)),
        closeouts=list_closeouts(grounds, level),
        best=find_best(grounds),
    )


def make_case(looked: LookedRun) -> DecisionCase:
    """Return the run as decisions are made by it."""
    return DecisionCase(scorecard=looked.scorecard, digest=looked.fleet.digest, now=looked.now)


def list_unseen(see: Sight, plan: RecoveryPlan, looked: LookedRun, grounds: Grounds) -> Iterator[str]:
    """Yield what is not seen that must be; of a run that does not count, why."""
    yield from (f"{one.wanted}: {one.seen}" for one in grounds.obstacles)
    if not grounds.obstacles and not is_proven(see.requires, grounds):
        yield from (f"{one.name}: {one.seen}" for one in list_lacking(see.requires, grounds))
    for view in see.views:
        yield from list_unseen_of_view(view, looked)
    if see.go:
        yield from list_objections(see.go, plan, looked)


def list_unseen_of_view(view: str, looked: LookedRun) -> Iterator[str]:
    """Yield why not all checks that the view names pass; what it looks at only to judge those may warn."""
    scorecard = looked.views.get(view)
    if scorecard is None or scorecard.span.interrupted or view not in looked.fleet.views:
        yield f"view {view}: not looked at"
        return
    passed = {verdict.check for verdict in scorecard.verdicts if verdict.outcome is Outcome.PASS}
    bad = [check for check in looked.fleet.views[view].checks if check not in passed]
    if bad:
        yield f"view {view}: {', '.join(bad[:MOST_NAMED])}{' …' if len(bad) > MOST_NAMED else ''}"


def list_objections(hosts: tuple[str, ...], plan: RecoveryPlan, looked: LookedRun) -> Iterator[str]:
    """Yield why it is NO-GO; what is bound to a part (CONDITIONAL GO) is for the operator to keep to."""
    if looked.fleet.go is None:
        yield "GO: the pack has no rules of GO"
        return
    operation = Operation.SHUTDOWN if plan.operation is PlanOperation.SHUTDOWN else Operation.REBOOT
    answer = decide_go(looked.fleet, looked.fleet.go, GoRequest(operation=operation, hosts=hosts), make_case(looked))
    if answer.permission is Permission.NO_GO:
        rules = [one.rule for one in answer.objected if one.permission is Permission.NO_GO]
        yield f"{answer.permission}: {', '.join(rules) or 'the run does not count, or a host has no rule'}"


def list_lines(looked: LookedRun, offset: float) -> Iterator[StopLine]:
    """Yield the pack's points as they stand; none before T+0."""
    table = looked.fleet.plan_b
    if table is None or looked.zero is None:
        return
    case = make_case(looked)
    standing = find_standing(looked.fleet, table, case, looked.zero)
    answer = plan_b(looked.fleet, table, case, looked.zero)
    paths = tuple(path.name for path in answer.paths)
    for stage in standing.points:
        yield make_line(stage, looked.zero + offset, answer.level, paths)


def make_line(stage: Stage, zero: float, level: str, paths: tuple[str, ...]) -> StopLine:
    """Return a point as it stands: what may be said where it is reached, else what is to be done.

    One that no host is in scope of says nothing: neither that hosts are well, nor that anything is to be done.
    """
    reached, nobody = stage.progress is Progress.REACHED, stage.progress is Progress.NOT_IN_SCOPE
    return StopLine(
        point=stage.name,
        due=zero + (stage.at or 0.0),
        reached=reached,
        progress=str(stage.progress),
        says={} if nobody else stage.says if reached else stage.otherwise,
        level=level,
        paths=() if reached or nobody else paths,
    )


def list_closeouts(grounds: Grounds, level: str) -> tuple[str, ...]:
    """Return how it may be closed at this level, the best first."""
    levels = grounds.table.levels
    reached = () if level == NO_LEVEL else levels[: levels.index(level) + 1]
    words = (grounds.table.statements[name].closes_as for name in reversed(reached))
    return (*dict.fromkeys(filter(None, words)), OPEN_INCIDENT)


def find_best(grounds: Grounds) -> str:
    """Return the closeout of the pack's highest level that has one."""
    words = (grounds.table.statements[name].closes_as for name in reversed(grounds.table.levels))
    return next(filter(None, words), "")
