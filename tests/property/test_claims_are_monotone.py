"""Less or worse evidence never raises a level, allows a claim or gives a stronger word; nothing unproven is allowed."""

from collections import defaultdict

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import Answers, answers_for, fleets, requirements, worsened

from blackstart.model.claims import ClaimTable, Statement, StatementKind
from blackstart.model.exchange import Exchange, Transcript
from blackstart.model.fleet import Fleet, Phase
from blackstart.model.outcome import Outcome
from blackstart.model.scorecard import CONDITION_RANK, RunSpan, Scorecard
from blackstart.model.view import View
from blackstart.verdicts.claims import answer_claims
from blackstart.verdicts.scorecard import judge
from blackstart.verdicts.view import narrow

NOW = 101.0
UNHURRIED = settings(suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no fault of the law."""
GOOD = {Outcome.PASS}
FAIR = {Outcome.PASS, Outcome.WARN}
KINDS = [StatementKind.STATE, StatementKind.CLAIM, StatementKind.LEVEL, StatementKind.WORD, StatementKind.NEVER]
LADDER = [StatementKind.LEVEL] * 6
"""B0 to B5."""
AGES = (10.0, 60.0, 900.0)


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
    return ClaimTable(statements=statements, levels=tuple(levels), words=named[StatementKind.WORD], listed=listed)


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
    weakest_last = table.words[::-1]
    assert find_rank(after.word, weakest_last) <= find_rank(before.word, weakest_last)
    assert set(after.allowed) <= set(before.allowed)
    assert set(after.forbidden) >= set(before.forbidden)


def is_proven(name: str, fleet: Fleet, scorecard: Scorecard) -> bool:
    """Tell from the scorecard alone, by going all the way down, whether a statement is proven."""
    requires = get_table(fleet).statements[name].requires
    seen = {verdict.check: verdict.outcome for verdict in scorecard.verdicts}
    outcomes = defaultdict(lambda: Outcome.BLOCKED, seen)
    conditions = {state.host: CONDITION_RANK[state.condition] for state in scorecard.hosts}
    return requires is not None and all(
        (
            *(outcomes[check] in GOOD for check in requires.checks),
            *(outcomes[check] in FAIR for check in requires.warned_checks),
            *(is_phase(phase, GOOD, fleet, scorecard) for phase in requires.phases),
            *(is_phase(phase, FAIR, fleet, scorecard) for phase in requires.warned_phases),
            *(conditions.get(host, 0) >= CONDITION_RANK[least] for host, least in requires.hosts.items()),
            *(is_proven(other, fleet, scorecard) for other in requires.statements),
        )
    )


def find_age(name: str, table: ClaimTable) -> float:
    """Return how old the run may be from which a statement is made: as old as all it stands on allow."""
    statement = table.statements[name]
    behind = () if statement.requires is None else statement.requires.statements
    return min((statement.max_age, *(find_age(other, table) for other in behind)))


def is_phase(name: str, enough: set[Outcome], fleet: Fleet, scorecard: Scorecard) -> bool:
    """Tell whether a phase and all it needs have outcomes no worse than these, and each a PASS."""
    phase: Phase = next(phase for phase in (*fleet.phases, *fleet.phases_on_demand) if phase.id == name)
    own = {verdict.outcome for verdict in scorecard.verdicts if verdict.phase == name}
    return own <= enough and Outcome.PASS in own and all(is_phase(n, enough, fleet, scorecard) for n in phase.needs)


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
    assert scorecard.word is None or scorecard.word == "BLOCKED" or is_proven(scorecard.word, fleet, scorecard)
    assert scorecard.level not in table.levels or is_proven(scorecard.level, fleet, scorecard)


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
