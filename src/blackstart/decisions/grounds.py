"""What a run has to show for a decision made now: all of it, or nothing where the run may not be believed."""

from collections.abc import Iterator

import msgspec

from blackstart.model.claims import ClaimTable, Missing, Requirements, Statement, StatementKind
from blackstart.model.fleet import Fleet
from blackstart.model.scorecard import RunSpan, Scorecard
from blackstart.verdicts.claims import collect_missing, list_obstacles, make_obstacle
from blackstart.verdicts.levels import find_said
from blackstart.verdicts.requirements import Evidence, gather, is_met

ASKED = "<asked>"
"""A name no statement can have."""


class DecisionCase(msgspec.Struct, frozen=True, kw_only=True):
    """A run, the digest of the baseline it was judged by, and the moment (Unix seconds) of the decision."""

    scorecard: Scorecard
    digest: str
    now: float


class Grounds(msgspec.Struct, frozen=True, kw_only=True):
    """The evidence that counts, what may be said by it, and why it does not count where it does not."""

    table: ClaimTable
    evidence: Evidence
    said: frozenset[str]
    span: RunSpan
    obstacles: tuple[Missing, ...]


def find_grounds(fleet: Fleet, case: DecisionCase, max_age: float, since: float | None = None) -> Grounds:
    """Return what counts; a run begun before `since` tells of another time."""
    obstacles = tuple(list_all_obstacles(fleet, case, max_age, since))
    scorecard = case.scorecard
    if obstacles:
        scorecard = msgspec.structs.replace(scorecard, verdicts=(), phases=(), hosts=())
    table = fleet.claims or ClaimTable()
    evidence = gather(fleet, scorecard, age=case.now - scorecard.span.started)
    said = frozenset[str]() if obstacles else find_said(table, evidence.findings, evidence.age)
    return Grounds(table=table, evidence=evidence, said=said, span=scorecard.span, obstacles=obstacles)


def list_all_obstacles(fleet: Fleet, case: DecisionCase, max_age: float, since: float | None) -> Iterator[Missing]:
    """Yield why nothing in the run counts: a part, cut short, too old, of another baseline or before the start."""
    scorecard = case.scorecard
    yield from list_obstacles(max_age, scorecard, case.now, since)
    if case.digest != fleet.digest:
        yield make_obstacle(scorecard.fleet, "a run by the baseline as it is now", "a run by another one")


def is_proven(requires: Requirements, grounds: Grounds) -> bool:
    """Tell whether the run shows all of it; one that does not count shows nothing."""
    return not grounds.obstacles and is_met(requires, grounds.evidence.findings, grounds.said)


def list_lacking(requires: Requirements, grounds: Grounds) -> tuple[Missing, ...]:
    """Return what is missing for it; nothing where the obstacles tell it all."""
    if grounds.obstacles:
        return ()
    asked = Statement(name=ASKED, kind=StatementKind.CLAIM, requires=requires)
    return collect_missing(asked, grounds.table, grounds.evidence)
