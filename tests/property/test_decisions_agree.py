"""No two of check, claim, go, plan-b and timeline contradict each other: the level of a run is said once."""

from hypothesis import given
from hypothesis import strategies as st
from strategies import Answers, answers_for
from test_decisions_are_monotone import (
    LEVELS,
    SEEN,
    SETTINGS,
    decide,
    decided_fleets,
    go_requests,
    look,
    named_hosts,
    rank_closeout,
    rank_level,
)

from blackstart.model.fleet import Fleet
from blackstart.model.plan import PlanAnswer, Progress, TimelineAnswer
from blackstart.model.scorecard import Scorecard
from blackstart.verdicts.claims import answer_claims

SINCES = st.floats(SEEN - 500, SEEN)
"""T+0 no later than the run, which counts then."""


@SETTINGS
@given(st.data())
def test_every_command_has_the_same_level(data: st.DataObject) -> None:
    """The scorecard, GO, plan B and the timeline; and a claim of a level is allowed up to that level and no further."""
    fleet = data.draw(decided_fleets())
    answers: Answers = data.draw(answers_for(fleet))
    scorecard = look(fleet, answers)
    asked = data.draw(st.tuples(SINCES, go_requests(fleet), named_hosts(fleet)))
    go, plan, timeline = decide(fleet, scorecard, asked)
    assert {go.level, plan.level, timeline.level} == {scorecard.level}
    claimed = [answer.allowed for answer in answer_claims(fleet, scorecard, LEVELS, now=SEEN + 30)]
    assert claimed == [rank_level(level) <= rank_level(scorecard.level) for level in LEVELS]
    require_ladder(fleet, scorecard, plan, timeline)


def require_ladder(fleet: Fleet, scorecard: Scorecard, plan: PlanAnswer, timeline: TimelineAnswer) -> None:
    """Demand that releases, closeout, points and triggers say no other level."""
    reached = rank_level(scorecard.level)
    opened = [stage.name for stage in plan.releases if stage.progress is Progress.REACHED]
    assert [f"opened by {level}" in opened for level in LEVELS] == [rank_level(one) <= reached for one in LEVELS]
    assert rank_closeout(plan) == reached
    assert fleet.plan_b is not None
    for point, stage in zip(fleet.plan_b.points, timeline.points, strict=True):
        if stage.progress is Progress.REACHED and point.requires is not None:
            assert all(rank_level(name) <= reached for name in point.requires.statements)
    names = [trigger.name for trigger in plan.triggers]
    assert names == [*filter(None, [timeline.stuck]), *LEVELS[reached + 1 : reached + 2]]


@SETTINGS
@given(st.data())
def test_every_no_leads_to_a_root_cause(data: st.DataObject) -> None:
    """What is held is none; a path is walked for a cause that is BLOCKED or a host that is away, and for no other."""
    fleet = data.draw(decided_fleets())
    answers: Answers = data.draw(answers_for(fleet))
    scorecard = look(fleet, answers)
    asked = data.draw(st.tuples(SINCES, go_requests(fleet), named_hosts(fleet)))
    go, plan, timeline = decide(fleet, scorecard, asked)
    held = {verdict.check for verdict in scorecard.verdicts if verdict.held_by is not None}
    said = [
        *((one.missing, one.causes) for one in go.objected),
        *((one.missing, one.causes) for one in plan.triggers),
        *((one.missing, one.causes) for one in timeline.points if one.progress is Progress.STUCK),
    ]
    for missing, causes in said:
        assert bool(missing) == bool(causes)
        assert not held & {cause.name for cause in causes}
    for path in plan.paths:
        assert path.causes
        assert not held & {cause.name for cause in path.causes}
