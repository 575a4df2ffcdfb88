"""Less or worse evidence never allows more: no GO, no level, no release, no point of time, no greener quick check."""

from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import Answers, answers_for, fleets, requirements, worsened

from blackstart.decisions.go import decide_go
from blackstart.decisions.grounds import Case
from blackstart.decisions.plan_b import plan
from blackstart.decisions.quick import check_quickly
from blackstart.decisions.timeline import place_on_timeline
from blackstart.model.claims import ClaimTable, Statement, StatementKind
from blackstart.model.exchange import Exchange, Transcript
from blackstart.model.fleet import Fleet
from blackstart.model.go import (
    PERMISSION_RANK,
    Ceiling,
    GoAnswer,
    GoRule,
    GoTable,
    Operation,
    Permission,
    Plea,
    Window,
)
from blackstart.model.outcome import Result
from blackstart.model.plan import (
    Closeout,
    PlanAnswer,
    PlanB,
    Point,
    Progress,
    Release,
    Timeline,
    TimelineAnswer,
    Trigger,
)
from blackstart.model.quick import QuickAnswer
from blackstart.model.scorecard import RunSpan, Scorecard
from blackstart.model.view import View
from blackstart.verdicts.scorecard import judge

CEILINGS = tuple(Ceiling(name=f"C{number}") for number in range(4))
LEVELS = ("L0", "L1", "L2")
SEEN = 100.0
SETTINGS = settings(suppress_health_check=[HealthCheck.too_slow])


@st.composite
def decided_fleets(draw: st.DrawFn) -> Fleet:
    """Make a fleet with levels, rules, plan B, a timeline and a quick view, all at random."""
    fleet = draw(fleets())
    levels: dict[str, Statement] = {}
    for below, name in zip((None, *LEVELS), LEVELS, strict=False):
        needs = draw(requirements(fleet))
        needs = msgspec.structs.replace(needs, statements=() if below is None else (below,))
        levels[name] = Statement(name=name, kind=StatementKind.LEVEL, requires=needs)
    names = [check.id for check in fleet.checks]
    some = st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True).map(tuple)
    parts = {"one": draw(some), "two": draw(some)}
    view = View(name="quick", checks=tuple(dict.fromkeys((*parts["one"], *parts["two"]))), parts=parts)
    return msgspec.structs.replace(
        fleet,
        claims=ClaimTable(statements=levels, levels=LEVELS),
        go=draw(go_tables(fleet)),
        plan_b=draw(plans(fleet)),
        timeline=draw(timelines(fleet)),
        views={"quick": view},
    )


@st.composite
def go_tables(draw: st.DrawFn, fleet: Fleet) -> GoTable:
    """Make rules, some of which look at the clock; in half of the tables one asks evidence of all hosts."""
    hosts = st.lists(st.sampled_from(list(fleet.hosts)), min_size=1, unique=True).map(tuple)
    windows = st.none() | st.builds(
        Window, opens=st.integers(0, 1439), closes=st.integers(0, 1439), check=st.just("c0"), age=st.just("status")
    )
    rules = st.builds(
        GoRule,
        name=st.text("ABC", min_size=3, max_size=3),
        permission=st.sampled_from(Permission),
        ceiling=st.sampled_from([ceiling.name for ceiling in CEILINGS]),
        operations=st.just(tuple(Operation)),
        hosts=hosts,
        unattended=st.booleans(),
        requires=st.none() | requirements(fleet, LEVELS),
        window=windows,
    )
    chosen = draw(st.lists(rules, min_size=1, max_size=4))
    if draw(st.booleans()):
        asking = draw(requirements(fleet, LEVELS))
        chosen[0] = msgspec.structs.replace(chosen[0], hosts=tuple(fleet.hosts), requires=asking, window=None)
    return GoTable(ceilings=CEILINGS, rules=tuple(chosen))


@st.composite
def plans(draw: st.DrawFn, fleet: Fleet) -> PlanB:
    """Make a plan B."""
    needs = requirements(fleet, LEVELS)
    triggers = st.builds(Trigger, name=st.just("T"), ceiling=st.sampled_from(LEVELS), requires=needs)
    return PlanB(
        triggers=tuple(draw(st.lists(triggers, max_size=3))),
        releases=tuple(Release(name=f"R{number}", requires=draw(needs)) for number in range(3)),
        closeouts=(
            Closeout(name="0", requires=draw(needs)),
            Closeout(name="1", requires=draw(needs)),
            Closeout(name="2"),
        ),
    )


@st.composite
def timelines(draw: st.DrawFn, fleet: Fleet) -> Timeline:
    """Make a timeline."""
    needs = st.none() | requirements(fleet, LEVELS)
    return Timeline(
        points=tuple(Point(at=n * 60.0, goal={}, says={"en": str(n)}, requires=draw(needs)) for n in range(4))
    )


def look(fleet: Fleet, answers: Answers) -> Scorecard:
    """Judge what was seen."""
    exchanges = (Exchange(place=place, request=request, reply=reply) for (place, request), reply in answers.items())
    return judge(fleet, Transcript(exchanges), RunSpan(started=SEEN, ended=SEEN), now=SEEN)


def decide(fleet: Fleet, scorecard: Scorecard, data: Any) -> tuple[GoAnswer, PlanAnswer, TimelineAnswer]:
    """Answer all there is to decide."""
    assert fleet.go is not None
    assert fleet.plan_b is not None
    assert fleet.timeline is not None
    case = Case(scorecard=scorecard, digest=fleet.digest, now=SEEN + 30)
    since, plea = data
    return (
        decide_go(fleet, fleet.go, plea, case),
        plan(fleet, fleet.plan_b, case, since),
        place_on_timeline(fleet, fleet.timeline, case, since),
    )


def pleas(fleet: Fleet) -> st.SearchStrategy[Plea]:
    """Return what may be asked of a fleet."""
    hosts = st.lists(st.sampled_from(list(fleet.hosts)), min_size=1, unique=True).map(tuple)
    return st.builds(Plea, operation=st.sampled_from(Operation), hosts=hosts, unattended=st.booleans())


def rank_level(answer: PlanAnswer) -> int:
    """Return how high the level is that may be reported."""
    return -1 if answer.level not in LEVELS else LEVELS.index(answer.level)


def count_reached(answer: PlanAnswer | TimelineAnswer) -> int:
    """Return how many releases, or points, are reached."""
    stages = answer.releases if isinstance(answer, PlanAnswer) else answer.points
    return sum(stage.progress is Progress.REACHED for stage in stages)


def require_no_better(worse: tuple[GoAnswer, PlanAnswer, TimelineAnswer], better: Any) -> None:
    """Demand that nothing more is allowed."""
    go, before = worse[0], better[0]
    assert PERMISSION_RANK[go.permission] >= PERMISSION_RANK[before.permission]
    assert CEILINGS.index(go.ceiling) <= CEILINGS.index(before.ceiling)
    assert rank_level(worse[1]) <= rank_level(better[1])
    assert count_reached(worse[1]) <= count_reached(better[1])
    assert count_reached(worse[2]) <= count_reached(better[2])
    if worse[1].closeout is not None:
        assert worse[1].closeout.name >= better[1].closeout.name


@SETTINGS
@given(st.data())
def test_less_or_worse_evidence_never_allows_more(data: st.DataObject) -> None:
    """Whatever the rules, the plan, the timeline, and the plea."""
    fleet = data.draw(decided_fleets())
    answers: Answers = data.draw(answers_for(fleet))
    asked = data.draw(st.tuples(st.floats(SEEN - 500, SEEN + 500), pleas(fleet)))
    less = look(fleet, data.draw(worsened(answers)))
    require_no_better(decide(fleet, less, asked), decide(fleet, look(fleet, answers), asked))


@SETTINGS
@given(st.data())
def test_a_run_that_does_not_count_never_gives_a_go(data: st.DataObject) -> None:
    """Old, cut short, by a clock that was put back, of the future, by another baseline: NO-GO, nothing released."""
    fleet = data.draw(decided_fleets())
    answers: Answers = data.draw(answers_for(fleet))
    plea = data.draw(pleas(fleet))
    whole = look(fleet, answers)
    spans = [RunSpan(started=SEEN, ended=SEEN, interrupted=True), RunSpan(started=-901, ended=-900)]
    spans.append(RunSpan(started=SEEN, ended=SEEN - 50))
    spoilt = [msgspec.structs.replace(whole, span=span) for span in (*spans, RunSpan(started=SEEN, ended=SEEN + 99))]
    cases = [Case(scorecard=scorecard, digest=fleet.digest, now=SEEN + 30) for scorecard in spoilt]
    cases.append(Case(scorecard=whole, digest="another", now=SEEN + 30))
    assert fleet.go is not None
    assert fleet.plan_b is not None
    for case in cases:
        assert decide_go(fleet, fleet.go, plea, case).permission is Permission.NO_GO
        found = plan(fleet, fleet.plan_b, case, SEEN)
        assert (rank_level(found), count_reached(found)) == (-1, 0)


@SETTINGS
@given(st.data())
def test_a_skipped_part_is_never_green_and_what_is_worse_is_never_greener(data: st.DataObject) -> None:
    """Whatever is skipped, and whatever another check explains; a WARN that is explained is no PASS."""
    fleet = data.draw(decided_fleets())
    answers: Answers = data.draw(answers_for(fleet))
    view = fleet.views["quick"]
    skipped = tuple(sorted(data.draw(st.sets(st.sampled_from(list(view.parts))))))
    narrowed = fleet if not skipped else msgspec.structs.replace(fleet, views={})
    chosen = view if not skipped else msgspec.structs.replace(view, skipped=skipped)
    before, after = (look(narrowed, seen) for seen in (answers, data.draw(worsened(answers))))
    better, worse = (check_quickly(fleet, chosen, scorecard) for scorecard in (before, after))
    assert not (skipped and better.result is Result.GREEN)
    assert GREENER.index(worse.result) <= GREENER.index(better.result)
    assert counts_as_much(better)


GREENER = (Result.BLOCKED, Result.DEGRADED, Result.GREEN)


def counts_as_much(answer: QuickAnswer) -> bool:
    """Tell whether an explained failure is among the warnings."""
    return answer.warned >= len(answer.softened)
