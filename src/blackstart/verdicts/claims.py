"""What may be said from a run: allowed and forbidden, and for what is forbidden, why."""

from collections.abc import Iterator

import msgspec

from blackstart.model.claims import ClaimAnswer, ClaimTable, Missing, MissingKind, Statement
from blackstart.model.fleet import Fleet
from blackstart.model.scorecard import Scorecard
from blackstart.verdicts.levels import find_highest_level, find_said, find_strongest_word
from blackstart.verdicts.requirements import Evidence, gather, list_missing, weigh

WHOLE_RUN = "a whole run"


def declare(fleet: Fleet, table: ClaimTable, scorecard: Scorecard) -> Scorecard:
    """Return the whole fleet's scorecard with its level, its word, and what may and may not be said.

    From a run that was cut short nothing may be said: what it saw last is not known to be all.
    """
    said = frozenset[str]() if scorecard.span.interrupted else find_said(table, weigh(fleet, scorecard))
    return msgspec.structs.replace(
        scorecard,
        level=find_highest_level(table, said) if table.levels else scorecard.level,
        word=find_strongest_word(table, said) if table.words else None,
        allowed=tuple(name for name in table.listed if name in said),
        forbidden=tuple(name for name in table.listed if name not in said),
    )


def answer_claim(fleet: Fleet, scorecard: Scorecard, name: str, *, now: float) -> ClaimAnswer:
    """Tell whether the statement may be made at `now` (Unix seconds), and if not, everything that is missing.

    Raises KeyError where the fleet has no statement of that name.
    """
    (answer,) = answer_claims(fleet, scorecard, (name,), now=now)
    return answer


def answer_claims(fleet: Fleet, scorecard: Scorecard, names: tuple[str, ...], *, now: float) -> tuple[ClaimAnswer, ...]:
    """Tell it of several statements. Raises KeyError."""
    table = fleet.claims or ClaimTable()
    evidence = gather(fleet, scorecard)
    return tuple(answer(table.statements[name], table, evidence, scorecard, now) for name in names)


def answer(
    statement: Statement, table: ClaimTable, evidence: Evidence, scorecard: Scorecard, now: float
) -> ClaimAnswer:
    """Tell it of one statement: allowed is what nothing is missing for."""
    missing = (*list_obstacles(statement, scorecard, now), *collect_missing(statement, table, evidence))
    return ClaimAnswer(
        name=statement.name,
        kind=statement.kind,
        allowed=not missing,
        says=statement.says,
        missing=missing,
        age=now - scorecard.span.started,
        max_age=statement.max_age,
    )


def list_obstacles(statement: Statement, scorecard: Scorecard, now: float) -> Iterator[Missing]:
    """Yield why nothing may be said from this run, whatever it saw."""
    if scorecard.view is not None:
        yield make_obstacle(scorecard, WHOLE_RUN, f"a run of the view {scorecard.view.name}")
    if scorecard.span.interrupted:
        yield make_obstacle(scorecard, WHOLE_RUN, "a run that was cut short")
    age = now - scorecard.span.started
    if age > statement.max_age:
        yield make_obstacle(scorecard, f"begun {statement.max_age:.0f} s ago at most", f"begun {age:.0f} s ago: stale")
    if now < scorecard.span.ended:
        ahead = scorecard.span.ended - now
        yield make_obstacle(scorecard, "a run that has ended", f"ends {ahead:.0f} s from now: a clock is wrong")


def make_obstacle(scorecard: Scorecard, wanted: str, seen: str) -> Missing:
    """Say what is wrong with the run as a whole."""
    return Missing(kind=MissingKind.RUN, name=scorecard.fleet, wanted=wanted, seen=seen)


def collect_missing(statement: Statement, table: ClaimTable, evidence: Evidence) -> tuple[Missing, ...]:
    """Return what the statement and all it requires lack, each thing once, the statement's own first."""
    found: dict[tuple[str, str, str], Missing] = {}
    waiting = [statement.name]
    seen = set(waiting)
    for name in waiting:
        asked = table.statements[name]
        through = "" if asked is statement else name
        for missing in list_own(asked, evidence):
            key = (missing.kind, missing.name, missing.wanted)
            found.setdefault(key, msgspec.structs.replace(missing, through=through))
        fresh = [need for need in list_required(asked) if need not in seen]
        seen.update(fresh)
        waiting += fresh
    return tuple(found.values())


def list_own(statement: Statement, evidence: Evidence) -> Iterator[Missing]:
    """Yield what the statement itself asks for and lacks; what evidence cannot allow lacks an approval."""
    if statement.requires is not None:
        yield from list_missing(statement.requires, evidence)
        return
    yield Missing(
        kind=MissingKind.APPROVAL,
        name=statement.name,
        wanted="a person's approval",
        seen="no evidence can stand for it",
        next=statement.approval,
    )


def list_required(statement: Statement) -> tuple[str, ...]:
    """Return the statements it requires."""
    return () if statement.requires is None else statement.requires.statements
