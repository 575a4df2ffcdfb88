"""A view judges each of its checks as the whole fleet does, and says nothing better of anything."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from strategies import Answers, answers_for, fleets

from blackstart.model.exchange import Exchange, Transcript
from blackstart.model.outcome import Outcome, Result
from blackstart.model.scorecard import CONDITION_RANK, RunSpan
from blackstart.model.view import View
from blackstart.verdicts.scorecard import judge
from blackstart.verdicts.view import add_on_demand, narrow

RANK_OF_RESULT = {Result.GREEN: 0, Result.DEGRADED: 1, Result.BLOCKED: 2, Result.HELD: 2}


@given(st.data())
def test_a_view_says_nothing_better_than_the_fleet(data: st.DataObject) -> None:
    """Nor than a run of the fleet that also looks at what the view looks at: all is as in that, or worse."""
    whole = data.draw(fleets())
    answers: Answers = data.draw(answers_for(whole))
    asked = [check.id for check in (*whole.checks, *whole.checks_on_demand)]
    chosen = data.draw(st.sets(st.sampled_from(asked), min_size=1))
    whole = msgspec.structs.replace(whole, views={"v": View(name="v", checks=tuple(sorted(chosen)))})
    transcript = Transcript(
        Exchange(place=place, request=request, reply=reply) for (place, request), reply in answers.items()
    )
    view = narrow(whole, "v")
    looked_at = {check.id for check in view.checks}
    on_demand = tuple(check for check in whole.checks_on_demand if check.id in looked_at)
    looked = (add_on_demand(msgspec.structs.replace(whole, checks_on_demand=on_demand)), view)
    every, some = (judge(fleet, transcript, RunSpan(), now=101.0) for fleet in looked)
    outcomes = {verdict.check: verdict.outcome for verdict in every.verdicts}
    assert chosen <= {verdict.check for verdict in some.verdicts}
    for verdict in some.verdicts:
        assert (verdict.outcome is Outcome.PASS) == (outcomes[verdict.check] is Outcome.PASS)
    states = {state.phase: state.result for state in every.phases}
    for phase in some.phases:
        # The root cause that holds it in the whole fleet may not be in the view; then it is red by itself.
        assert RANK_OF_RESULT[phase.result] == RANK_OF_RESULT[states[phase.phase]]
    conditions = {state.host: state.condition for state in every.hosts}
    for state in some.hosts:
        assert CONDITION_RANK[state.condition] <= CONDITION_RANK[conditions[state.host]]
    assert some.level.startswith("VIEW_")
