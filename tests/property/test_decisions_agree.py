"""No two of check, claim, summary, gates, quick-check, go, plan-b and timeline contradict each other.

The level of a run is said once; so are its word and what may be said of it.
"""

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from strategies import SUBJECTS, Answers, answers_for, requirements
from test_decisions_are_monotone import (
    LEVELS,
    SEEN,
    SETTINGS,
    ask_for_level,
    decide,
    decided_fleets,
    go_requests,
    look,
    named_hosts,
    rank_closeout,
    rank_level,
)

from blackstart.baseline.summary_defaults import make_default_table
from blackstart.decisions.quick import check_quickly
from blackstart.gates.contradictions import find_contradictions
from blackstart.gates.declarations import guard_declarations
from blackstart.gates.summary import summarise
from blackstart.model.claims import NO_WORD, ClaimTable, Requirements, Statement, StatementKind, Word
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


@st.composite
def worded_fleets(draw: st.DrawFn) -> Fleet:
    """Make a fleet with levels, a word of each, claims that may stand on levels, and the summary by default.

    The quick view is of all checks, so that a whole run is one of it.
    """
    fleet = draw(decided_fleets())
    claims = fleet.claims or ClaimTable()
    statements = dict(claims.statements)
    for name in ("C0", "C1"):
        needs = draw(requirements(fleet, LEVELS))
        statements[name] = Statement(name=name, kind=StatementKind.CLAIM, requires=needs)
    words = []
    for level in reversed(LEVELS):
        needs = msgspec.structs.replace(draw(requirements(fleet)), statements=(level,))
        words.append(make_word(f"{level}_MORE", level, needs, draw(st.dictionaries(st.sampled_from(SUBJECTS), SUFFIX))))
        words.append(make_word(f"{level}_WORD", level, ask_for_level(level), {}))
    table = ClaimTable(statements=statements, levels=LEVELS, words=tuple(words), listed=("C0", "C1"))
    view = msgspec.structs.replace(fleet.views["quick"], checks=tuple(check.id for check in fleet.checks), parts={})
    return msgspec.structs.replace(fleet, claims=table, summary=make_default_table(table), views={"quick": view})


SUFFIX = st.sampled_from(["LESS", "OPEN"])


def make_word(name: str, level: str, needs: Requirements, but: dict[str, str]) -> Word:
    """Make a word of a level."""
    return Word(statement=Statement(name=name, kind=StatementKind.WORD, requires=needs), level=level, but=but)


@SETTINGS
@given(st.data())
def test_summary_and_quick_check_say_what_check_says(data: st.DataObject) -> None:
    """Result, word, counts, level and first blocked; each statement's line is what `claim` answers."""
    fleet = data.draw(worded_fleets())
    scorecard = look(fleet, data.draw(answers_for(fleet)))
    quick = check_quickly(fleet, fleet.views["quick"], scorecard)
    summary = summarise(fleet, scorecard, {})
    said = summary.values
    counts = (scorecard.passed, scorecard.warned, scorecard.blocked, scorecard.held)
    assert (quick.result, quick.word, quick.first_blocked) == (
        scorecard.result,
        scorecard.word,
        scorecard.first_blocked,
    )
    assert (quick.passed, quick.warned, quick.blocked, quick.held) == counts
    assert tuple(said[key] for key in ("PASS", "WARN", "BLOCKED", "HELD")) == tuple(map(str, counts))
    assert (said["RESULT"], said["WORD"], said["LEVEL"]) == (scorecard.result, scorecard.word, scorecard.level)
    assert said["FIRST_BLOCKED"] == (scorecard.first_blocked or "none")
    names = (*LEVELS, "C0", "C1")
    answers = answer_claims(fleet, scorecard, names, now=SEEN + 30)
    assert {one.name: str(int(one.allowed)) for one in answers} == {name: said[name] for name in names}
    guarded = {one.name: one.allowed for one in guard_declarations(fleet, summary)}
    assert guarded == {one.name: one.allowed for one in answers if one.name in guarded}
    assert guarded.keys() == {"C0", "C1"}
    assert find_contradictions(fleet, summary) == ()


@SETTINGS
@given(st.data())
def test_a_word_is_of_the_level(data: st.DataObject) -> None:
    """A run of a level has one of its words, and one of none has none."""
    fleet = data.draw(worded_fleets())
    scorecard = look(fleet, data.draw(answers_for(fleet)))
    assert scorecard.word is not None
    assert scorecard.word.partition("_")[0] == (scorecard.level if scorecard.level in LEVELS else NO_WORD)
