"""Less or worse evidence never improves anything, and the order of evidence does not matter."""

from hypothesis import given
from hypothesis import strategies as st
from strategies import Answer, Answers, answers_for, fleets, worsened

from blackstart.model.exchange import Exchange, Transcript
from blackstart.model.fleet import Fleet
from blackstart.model.outcome import RANK, Outcome, Result
from blackstart.model.scorecard import CONDITION_RANK, RunSpan, Scorecard
from blackstart.verdicts.scorecard import judge

BETTER = {Result.GREEN: 2, Result.DEGRADED: 1, Result.BLOCKED: 0, Result.HELD: 0}


def judge_answers(fleet: Fleet, answers: list[Answer]) -> Scorecard:
    """Judge the answers in the order given."""
    exchanges = [Exchange(place=place, request=request, reply=reply) for (place, request), reply in answers]
    return judge(fleet, Transcript(exchanges), RunSpan(started=90.0, ended=101.0), now=101.0)


@given(st.data())
def test_worse_evidence_improves_nothing(data: st.DataObject) -> None:
    """Verdicts, phases, hosts and the result stay or fall."""
    fleet = data.draw(fleets())
    answers: Answers = data.draw(answers_for(fleet))
    before = judge_answers(fleet, list(answers.items()))
    after = judge_answers(fleet, list(data.draw(worsened(answers)).items()))
    assert BETTER[after.result] <= BETTER[before.result]
    for old, new in zip(before.phases, after.phases, strict=True):
        assert BETTER[new.result] <= BETTER[old.result]
    for was, now in zip(before.hosts, after.hosts, strict=True):
        assert CONDITION_RANK[now.condition] <= CONDITION_RANK[was.condition]
    ranks = {verdict.check: RANK[verdict.outcome] for verdict in after.verdicts}
    asked = {check.id for check in fleet.checks}
    assert asked <= ranks.keys()
    for verdict in before.verdicts:
        # What every run looks at is told only where it fails, and not of a host that is away.
        assert ranks[verdict.check] >= RANK[verdict.outcome] if verdict.check in asked else True


@given(st.data())
def test_order_of_evidence_does_not_matter(data: st.DataObject) -> None:
    """Any order of the same exchanges gives the same scorecard."""
    fleet = data.draw(fleets())
    answers = list(data.draw(answers_for(fleet)).items())
    shuffled = data.draw(st.permutations(answers))
    assert judge_answers(fleet, shuffled) == judge_answers(fleet, answers)


@given(st.data())
def test_every_held_check_is_held_by_a_blocked_one(data: st.DataObject) -> None:
    """The chain of explanations ends at a root cause, and a GREEN run has none."""
    fleet = data.draw(fleets())
    scorecard = judge_answers(fleet, list(data.draw(answers_for(fleet)).items()))
    outcomes = {verdict.check: verdict.outcome for verdict in scorecard.verdicts}
    for verdict in scorecard.verdicts:
        assert (verdict.outcome is Outcome.HELD) == (verdict.held_by is not None)
        assert verdict.held_by is None or outcomes[verdict.held_by] is Outcome.BLOCKED
    if scorecard.result is Result.GREEN:
        assert set(outcomes.values()) == {Outcome.PASS}


@given(st.data())
def test_no_evidence_at_all_passes_nothing(data: st.DataObject) -> None:
    """An empty transcript has no PASS in it."""
    scorecard = judge_answers(data.draw(fleets()), [])
    assert scorecard.passed == 0
    assert scorecard.result is Result.BLOCKED
