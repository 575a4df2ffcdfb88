"""What may be said from a run: allowed and forbidden, and for what is forbidden, why."""

from collections.abc import Iterator
from math import floor

import msgspec

from blackstart.model.claims import NO_WORD, ClaimAnswer, ClaimTable, Missing, MissingKind, Statement
from blackstart.model.fleet import Fleet
from blackstart.model.scorecard import Scorecard
from blackstart.verdicts.findings import weigh
from blackstart.verdicts.levels import find_highest_level, find_said, find_word
from blackstart.verdicts.requirements import Evidence, gather, list_missing

WHOLE_RUN = "a whole run"


def declare(fleet: Fleet, table: ClaimTable, scorecard: Scorecard) -> Scorecard:
    """Return the whole fleet's scorecard with its level, its word, and what may and may not be said.

    From a run that was cut short nothing may be said: what it saw last is not known to be all.
    """
    findings = weigh(fleet, scorecard)
    whole = not scorecard.span.interrupted
    said = find_said(table, findings) if whole else frozenset[str]()
    return msgspec.structs.replace(
        scorecard,
        level=find_highest_level(table, said) if table.levels else scorecard.level,
        word=(find_word(table, findings, said) if whole else NO_WORD) if table.words else None,
        allowed=tuple(name for name in table.listed if name in said),
        forbidden=tuple(name for name in table.listed if name not in said),
    )


def answer_claim(fleet: Fleet, scorecard: Scorecard, name: str, *, now: float) -> ClaimAnswer:
    """Tell whether the statement may be made at `now` (Unix seconds), and if not, everything that is missing.

    Raises KeyError where the fleet has no statement of that name.
    """
    (answer,) = answer_claims(fleet, scorecard, (name,), now=now)
    return answer


def answer_claims(
    fleet: Fleet, scorecard: Scorecard, names: tuple[str, ...], *, now: float, since: float | None = None
) -> tuple[ClaimAnswer, ...]:
    """Tell it of several statements; a run begun before `since`, T+0, tells of another time. Raises KeyError."""
    table = fleet.claims or ClaimTable()
    evidence = gather(fleet, scorecard, age=find_age(scorecard, now))
    return tuple(answer(table.find(name), table, evidence, scorecard, now, since) for name in names)


def answer(  # noqa: PLR0913, PLR0917  # all that an answer depends on
    statement: Statement,
    table: ClaimTable,
    evidence: Evidence,
    scorecard: Scorecard,
    now: float,
    since: float | None = None,
) -> ClaimAnswer:
    """Tell it of one statement: allowed is what nothing is missing for."""
    obstacles = tuple(list_obstacles(statement.max_age, scorecard, now, since))
    told = {identify(obstacle) for obstacle in obstacles}
    lacking = (one for one in collect_missing(statement, table, evidence) if identify(one) not in told)
    missing = (*obstacles, *lacking)
    return ClaimAnswer(
        name=statement.name,
        kind=statement.kind,
        allowed=not missing,
        says=statement.says,
        missing=missing,
        age=evidence.age,
        max_age=find_age_limit(statement, table),
    )


def find_age(scorecard: Scorecard, now: float) -> float:
    """Return how old the run is, in seconds, counted from the whole second that its records tell."""
    return now - floor(scorecard.span.started)


def find_age_limit(statement: Statement, table: ClaimTable) -> float:
    """Return how old a run may be, in seconds, from which the statement is said, and all that it stands on."""
    return min(one.max_age for one in list_behind(statement, table))


def list_obstacles(max_age: float, scorecard: Scorecard, now: float, since: float | None = None) -> Iterator[Missing]:
    """Yield why nothing may be said from this run, whatever it saw."""
    span = scorecard.span
    if scorecard.view is not None:
        yield make_obstacle(scorecard.fleet, WHOLE_RUN, f"a run of the view {scorecard.view.name}")
    if span.interrupted:
        yield make_obstacle(scorecard.fleet, WHOLE_RUN, "a run that was cut short")
    if find_age(scorecard, now) > max_age:
        yield describe_age(scorecard.fleet, find_age(scorecard, now), max_age)
    if since is not None and span.started < since:
        early = since - span.started
        yield make_obstacle(scorecard.fleet, "a run begun after T+0", f"begun {early:.0f} s before it")
    if floor(span.ended) < floor(span.started):
        # Its age cannot be told, neither now nor when the clock shows the time of its start again.
        back = f"ended {span.started - span.ended:.0f} s before it began: a clock was put back"
        yield make_obstacle(scorecard.fleet, "a run that ends after it began", back)
    if floor(scorecard.judged) < floor(span.ended):
        put_back = f"judged {span.ended - scorecard.judged:.0f} s before it ended: a clock was put back"
        yield make_obstacle(scorecard.fleet, "a run that was judged after it ended", put_back)
    if now < (latest := floor(max(span.started, span.ended, scorecard.judged))):
        yield make_obstacle(
            scorecard.fleet, "a run that has ended", f"ends {latest - now:.0f} s from now: a clock is wrong"
        )


def describe_age(fleet: str, age: float, max_age: float) -> Missing:
    """Say that the run is too old."""
    return make_obstacle(fleet, f"begun {max_age:.0f} s ago at most", f"begun {age:.0f} s ago: stale")


def make_obstacle(fleet: str, wanted: str, seen: str) -> Missing:
    """Say what is wrong with the run as a whole."""
    return Missing(kind=MissingKind.RUN, name=fleet, wanted=wanted, seen=seen)


def collect_missing(statement: Statement, table: ClaimTable, evidence: Evidence) -> tuple[Missing, ...]:
    """Return what the statement and all it requires lack, each thing once, the statement's own first."""
    found: dict[tuple[str, str, str], Missing] = {}
    for asked in list_behind(statement, table):
        lacking = list_own(asked, evidence) if asked is statement else list_of_other(asked, evidence)
        through = "" if asked is statement else asked.name
        for missing in lacking:
            found.setdefault(identify(missing), msgspec.structs.replace(missing, through=through))
    return tuple(found.values())


def identify(missing: Missing) -> tuple[str, str, str]:
    """Return what makes two missing things the same one."""
    return missing.kind, missing.name, missing.wanted


def list_behind(statement: Statement, table: ClaimTable) -> list[Statement]:
    """Return the statement and all it stands on, however far down, each once."""
    behind = [statement]
    seen: set[str] = set()
    for one in behind:
        fresh = [name for name in list_required(one) if name not in seen]
        seen.update(fresh)
        behind += [table.statements[name] for name in fresh]
    return behind


def list_of_other(statement: Statement, evidence: Evidence) -> Iterator[Missing]:
    """Yield what a statement that another stands on lacks: nothing may stand on what may not be said any more."""
    if evidence.age > statement.max_age:
        yield describe_age(evidence.fleet, evidence.age, statement.max_age)
    yield from list_own(statement, evidence)


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
    yield from list_missing(statement.asked, evidence)


def list_required(statement: Statement) -> tuple[str, ...]:
    """Return the statements it requires."""
    return statement.asked.statements
