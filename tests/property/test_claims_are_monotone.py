"""Less or worse evidence never raises a level, allows a claim or gives a stronger word; nothing unproven is allowed."""

from collections import defaultdict
from collections.abc import Mapping

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import Answers, answers_for, fleets, requirements, worsened

from blackstart.model.claims import ClaimTable, Requirements, SomeOf, Statement, StatementKind, Word
from blackstart.model.exchange import Exchange, Transcript
from blackstart.model.fleet import Fleet, Phase
from blackstart.model.outcome import Outcome, Severity
from blackstart.model.scorecard import CONDITION_RANK, RunSpan, Scorecard, Verdict
from blackstart.model.view import View
from blackstart.verdicts.claims import answer_claims
from blackstart.verdicts.levels import list_words
from blackstart.verdicts.scorecard import judge
from blackstart.verdicts.view import narrow

NOW = 101.0
UNHURRIED = settings(suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no fault of the law."""
KINDS = [StatementKind.STATE, StatementKind.CLAIM, StatementKind.LEVEL, StatementKind.NEVER]
LADDER = [StatementKind.LEVEL] * 6
"""B0 to B5."""
AGES = (10.0, 60.0, 900.0)
SUFFIXES: list[dict[str, str]] = [{}, {"host": "HOST"}, {"service": "SERVICE", "host": "HOST"}]


@st.composite
def tables(draw: st.DrawFn, fleet: Fleet) -> ClaimTable:
    """Make a table in the order of its requirements, as the loader does; levels stand on those below."""
    statements: dict[str, Statement] = {}
    levels: list[str] = []
    kinds = [*draw(st.sampled_from([[], LADDER])), *draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=9))]
    for number, kind in enumerate(kinds):
        name = f"S{number}"
        requires = None if kind is StatementKind.NEVER else draw(requirements(fleet, list(statements)))
        if kind is StatementKind.LEVEL and requires is not None:
            requires = msgspec.structs.replace(requires, statements=(*requires.statements, *levels[-1:]))
            levels.append(name)
        statements[name] = Statement(name=name, kind=kind, requires=requires, max_age=draw(st.sampled_from(AGES)))
    named = {kind: tuple(name for name, one in statements.items() if one.kind is kind) for kind in KINDS}
    listed = (*named[StatementKind.STATE], *named[StatementKind.CLAIM], *named[StatementKind.NEVER])
    return ClaimTable(
        statements=statements, levels=tuple(levels), words=draw(words(fleet, statements, levels)), listed=listed
    )


@st.composite
def words(draw: st.DrawFn, fleet: Fleet, statements: dict[str, Statement], levels: list[str]) -> tuple[Word, ...]:
    """Make words as the loader lets them be: each level but the lowest ends in one that asks for no more than it."""
    made: list[Word] = []
    of_levels = levels[draw(st.integers(0, len(levels) - 1)) :] if levels else [""]
    for level in reversed(of_levels):
        bare = [True] if level and level != of_levels[0] else [draw(st.booleans())] if level else [False]
        for ends in (*([False] * draw(st.integers(0, 2))), *bare):
            own = Requirements() if ends else draw(requirements(fleet, list(statements)))
            behind = dict.fromkeys((*([level] if level else []), *own.statements))
            requires = msgspec.structs.replace(own, statements=tuple(behind))
            statement = Statement(name=f"W{len(made)}", kind=StatementKind.WORD, requires=requires)
            made.append(Word(statement=statement, level=level, but=draw(st.sampled_from(SUFFIXES))))
    return tuple(made)


@st.composite
def claiming_fleets(draw: st.DrawFn) -> Fleet:
    """Make a fleet with a table."""
    fleet = draw(fleets())
    return msgspec.structs.replace(fleet, claims=draw(tables(fleet)))


def judge_answers(fleet: Fleet, answers: Answers, *, interrupted: bool = False) -> Scorecard:
    """Judge the answers as one run."""
    exchanges = [Exchange(place=place, request=request, reply=reply) for (place, request), reply in answers.items()]
    return judge(fleet, Transcript(exchanges), RunSpan(started=90.0, ended=NOW, interrupted=interrupted), now=NOW)


def find_rank(name: str | None, names: tuple[str, ...]) -> int:
    """Return the place of a name, or one before the first."""
    return names.index(name) if name in names else -1


def get_table(fleet: Fleet) -> ClaimTable:
    """Return the table, which these fleets have."""
    assert fleet.claims is not None
    return fleet.claims


@UNHURRIED
@given(st.data())
def test_worse_evidence_never_says_more(data: st.DataObject) -> None:
    """The level stays or falls, the word stays or weakens, and what was forbidden stays so."""
    fleet = data.draw(claiming_fleets())
    answers = data.draw(answers_for(fleet))
    before = judge_answers(fleet, answers)
    after = judge_answers(fleet, data.draw(worsened(answers)), interrupted=data.draw(st.booleans()))
    table = get_table(fleet)
    if table.levels:
        assert find_rank(after.level, table.levels) <= find_rank(before.level, table.levels)
    weakest_first = tuple(list_words(table.words))[::-1]
    assert find_rank(after.word, weakest_first) <= find_rank(before.word, weakest_first)
    assert set(after.allowed) <= set(before.allowed)
    assert set(after.forbidden) >= set(before.forbidden)


def is_proven(name: str, fleet: Fleet, scorecard: Scorecard) -> bool:
    """Tell from the scorecard alone, by going all the way down, whether a statement is proven."""
    requires = get_table(fleet).find(name).requires
    seen = {verdict.check: find_severity(verdict) for verdict in scorecard.verdicts}
    checks = defaultdict(lambda: Severity.BLOCKED, seen)
    conditions = {state.host: CONDITION_RANK[state.condition] for state in scorecard.hosts}
    return requires is not None and all(
        (
            *(find_worst(subject, fleet, checks) <= most for subject, most in requires.about.items()),
            *(checks[check] <= most for check, most in requires.checks.items()),
            *(is_phase(phase, most, fleet, scorecard) for phase, most in requires.phases.items()),
            *(conditions.get(host, 0) >= CONDITION_RANK[least] for host, least in requires.hosts.items()),
            *(is_enough(some, checks, conditions) for some in requires.some),
            *(is_proven(other, fleet, scorecard) for other in requires.statements),
        )
    )


def find_severity(verdict: Verdict) -> Severity:
    """Return how bad a verdict is, by its words."""
    words = verdict.warns_as or "service" if verdict.outcome is Outcome.WARN else verdict.outcome
    return Severity["BLOCKED" if words == "HELD" else words.upper()]


def find_worst(subject: str, fleet: Fleet, checks: Mapping[str, Severity]) -> Severity:
    """Return the worst of all that is about a subject; what no pack asks for and was told of is about the first."""
    about = {check.id: check.about for check in fleet.checks}
    told = [checks[name] for name in checks if name not in about and subject == fleet.subjects[0]]
    asked = [checks[name] for name in about if about[name] == subject]
    return max((*asked, *told), default=Severity.BLOCKED)


def is_enough(some: SomeOf, checks: Mapping[str, Severity], conditions: Mapping[str, int]) -> bool:
    """Tell whether enough of them are as they must be."""
    good = [check for check, most in some.checks.items() if checks[check] <= most]
    far = [host for host, least in some.hosts.items() if conditions.get(host, 0) >= CONDITION_RANK[least]]
    return len(good) + len(far) >= some.at_least


def find_age(name: str, table: ClaimTable) -> float:
    """Return how old the run may be from which a statement is made: as old as all it stands on allow."""
    statement = table.find(name)
    behind = () if statement.requires is None else statement.requires.statements
    return min((statement.max_age, *(find_age(other, table) for other in behind)))


def is_phase(name: str, most: Severity, fleet: Fleet, scorecard: Scorecard) -> bool:
    """Tell whether a phase and all it needs have verdicts no worse than that, and each a PASS."""
    phase: Phase = next(phase for phase in (*fleet.phases, *fleet.phases_on_demand) if phase.id == name)
    own = {find_severity(verdict) for verdict in scorecard.verdicts if verdict.phase == name}
    good = Severity.PASS in own and max(own) <= most
    return good and all(is_phase(need, most, fleet, scorecard) for need in phase.needs)


@UNHURRIED
@given(st.data())
def test_exactly_what_is_proven_is_allowed_and_all_else_names_what_is_missing(data: st.DataObject) -> None:
    """No claim is allowed whose requirements are not all met, and no refusal is without its reason."""
    fleet = data.draw(claiming_fleets())
    table = get_table(fleet)
    scorecard = judge_answers(fleet, data.draw(answers_for(fleet)))
    said = {*scorecard.allowed}
    assert {*scorecard.allowed, *scorecard.forbidden} == {*table.listed}
    assert said.isdisjoint(scorecard.forbidden)
    now = data.draw(st.sampled_from([NOW, *(90.0 + age for age in AGES), *(90.5 + age for age in AGES)]))
    for answer in answer_claims(fleet, scorecard, tuple(table.statements), now=max(now, NOW)):
        proven = is_proven(answer.name, fleet, scorecard)
        fresh = max(now, NOW) - 90.0 <= find_age(answer.name, table)
        assert answer.allowed == (proven and fresh) == (not answer.missing)
        assert answer.name not in table.listed or proven == (answer.name in said)
    assert (scorecard.word is None) == (not table.words)
    for word in [word for word in table.words if scorecard.word in {*list_words((word,))}]:
        assert is_proven(word.name, fleet, scorecard)
    assert scorecard.level not in table.levels or is_proven(scorecard.level, fleet, scorecard)


@UNHURRIED
@given(st.data())
def test_word_and_level_come_from_one_rung(data: st.DataObject) -> None:
    """A run has a word of its level; one below all that have words, or of the lowest of them, may have none."""
    fleet = data.draw(claiming_fleets())
    table = get_table(fleet)
    run = judge_answers(fleet, data.draw(answers_for(fleet)), interrupted=data.draw(st.booleans()))
    of_level = {said: word.level for word in table.words for said in list_words((word,)) if word.level}
    if run.word in of_level:
        assert of_level[run.word] == run.level
    elif of_level:
        lowest = min(find_rank(level, table.levels) for level in of_level.values())
        assert find_rank(run.level, table.levels) <= lowest


@UNHURRIED
@given(st.data())
def test_nothing_is_allowed_from_a_run_that_is_old_cut_short_or_of_tomorrow(data: st.DataObject) -> None:
    """Whatever it saw; and each refusal says so."""
    fleet = data.draw(claiming_fleets())
    interrupted = data.draw(st.booleans())
    scorecard = judge_answers(fleet, data.draw(answers_for(fleet)), interrupted=interrupted)
    now = NOW if interrupted else data.draw(st.sampled_from([NOW - 1.0, 90.0 + 900.5, 1e9]))
    answers = answer_claims(fleet, scorecard, tuple(get_table(fleet).statements), now=now)
    assert not any(answer.allowed for answer in answers)
    assert all(answer.missing[0].kind == "run" for answer in answers)
    if interrupted:
        assert scorecard.allowed == ()


@UNHURRIED
@given(st.data())
def test_nothing_is_allowed_from_a_view(data: st.DataObject) -> None:
    """Not even from one that looks at all that the fleet's run does, and at more."""
    whole = data.draw(claiming_fleets())
    every = tuple(check.id for check in (*whole.checks, *whole.checks_on_demand))
    fleet = msgspec.structs.replace(whole, views={"v": View(name="v", checks=every)})
    scorecard = judge_answers(narrow(fleet, "v"), data.draw(answers_for(fleet)))
    assert (scorecard.allowed, scorecard.word) == ((), None)
    for answer in answer_claims(fleet, scorecard, tuple(get_table(fleet).statements), now=NOW):
        assert answer.missing[0].wanted == "a whole run"
