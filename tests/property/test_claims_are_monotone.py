"""Less or worse evidence never raises a level, allows a claim or gives a stronger word; nothing unproven is allowed."""

from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import Answers, answers_for, fleets, worsened

from blackstart.model.claims import ClaimTable, Requirements, Statement, StatementKind
from blackstart.model.exchange import Exchange, Transcript
from blackstart.model.fleet import Fleet, Phase
from blackstart.model.outcome import Outcome
from blackstart.model.scorecard import CONDITION_RANK, HostCondition, RunSpan, Scorecard
from blackstart.verdicts.claims import answer_claims
from blackstart.verdicts.scorecard import judge

NOW = 101.0
UNHURRIED = settings(suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no fault of the law."""
GOOD = {Outcome.PASS}
FAIR = {Outcome.PASS, Outcome.WARN}
KINDS = [StatementKind.STATE, StatementKind.CLAIM, StatementKind.LEVEL, StatementKind.WORD, StatementKind.NEVER]


@st.composite
def requirements(draw: st.DrawFn, fleet: Fleet, earlier: list[str]) -> Requirements:
    """Make a set that asks for something of the fleet, and perhaps for statements made before.

    One or two kinds of things are asked for: sets that ask for all are hardly ever met.
    """
    checks, phases = [check.id for check in fleet.checks], [phase.id for phase in fleet.phases]
    hosts = st.dictionaries(st.sampled_from(list(fleet.hosts)), st.sampled_from(HostCondition), min_size=1, max_size=1)
    parts: dict[str, st.SearchStrategy[Any]] = {
        "checks": some(checks),
        "phases": some(phases),
        "warned_checks": some(checks),
        "warned_phases": some(phases),
        "hosts": hosts,
    }
    if earlier:
        parts["statements"] = some(earlier)
    asked = draw(st.sets(st.sampled_from(sorted(parts)), min_size=1, max_size=2))
    return Requirements(**{part: draw(parts[part]) for part in sorted(asked)})


def some(names: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    """Make one or two of the names."""
    return st.sets(st.sampled_from(names), min_size=1, max_size=2).map(lambda chosen: tuple(sorted(chosen)))


@st.composite
def tables(draw: st.DrawFn, fleet: Fleet) -> ClaimTable:
    """Make a table in the order of its requirements, as the loader does; levels stand on those below."""
    statements: dict[str, Statement] = {}
    levels: list[str] = []
    for number in range(draw(st.integers(1, 9))):
        kind, name = draw(st.sampled_from(KINDS)), f"S{number}"
        requires = None if kind is StatementKind.NEVER else draw(requirements(fleet, list(statements)))
        if kind is StatementKind.LEVEL and requires is not None:
            requires = msgspec.structs.replace(requires, statements=(*requires.statements, *levels[-1:]))
            levels.append(name)
        statements[name] = Statement(name=name, kind=kind, requires=requires)
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
    outcomes = {verdict.check: verdict.outcome for verdict in scorecard.verdicts}
    conditions = {state.host: CONDITION_RANK[state.condition] for state in scorecard.hosts}
    return requires is not None and all(
        (
            *(outcomes[check] in GOOD for check in requires.checks),
            *(outcomes[check] in FAIR for check in requires.warned_checks),
            *(is_phase(phase, GOOD, fleet, scorecard) for phase in requires.phases),
            *(is_phase(phase, FAIR, fleet, scorecard) for phase in requires.warned_phases),
            *(conditions[host] >= CONDITION_RANK[least] for host, least in requires.hosts.items()),
            *(is_proven(other, fleet, scorecard) for other in requires.statements),
        )
    )


def is_phase(name: str, enough: set[Outcome], fleet: Fleet, scorecard: Scorecard) -> bool:
    """Tell whether a phase and all it needs have outcomes no worse than these, and each a PASS."""
    phase: Phase = next(phase for phase in fleet.phases if phase.id == name)
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
    for answer in answer_claims(fleet, scorecard, tuple(table.statements), now=NOW):
        assert answer.allowed == is_proven(answer.name, fleet, scorecard) == (not answer.missing)
        assert answer.name not in table.listed or answer.allowed == (answer.name in said)
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
