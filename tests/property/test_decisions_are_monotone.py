"""Less or worse evidence never allows more: no GO, no level, no release, no point of time, no greener quick check."""

from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import Answers, answers_for, fleets, requirements, worsened

from blackstart.decisions.go import decide_go
from blackstart.decisions.grounds import DecisionCase
from blackstart.decisions.plan_b import plan
from blackstart.decisions.quick import check_quickly
from blackstart.decisions.timeline import place_on_timeline
from blackstart.model.claims import ClaimTable, Requirements, Statement, StatementKind
from blackstart.model.exchange import Exchange, Transcript
from blackstart.model.fleet import Fleet
from blackstart.model.go import PERMISSION_RANK, GoAnswer, GoRequest, GoRule, GoTable, Operation, Permission, Window
from blackstart.model.outcome import Result
from blackstart.model.plan import HostPath, PlanAnswer, PlanB, Point, Progress, TimelineAnswer
from blackstart.model.quick import QuickAnswer
from blackstart.model.scorecard import HostCondition, RunSpan, Scorecard
from blackstart.model.view import View
from blackstart.verdicts.scorecard import judge

LEVELS = ("L0", "L1", "L2")
SEEN = 100.0
SETTINGS = settings(suppress_health_check=[HealthCheck.too_slow])


@st.composite
def decided_fleets(draw: st.DrawFn) -> Fleet:
    """Make a fleet with levels, rules, points, paths and a quick view, all at random."""
    fleet = draw(fleets())
    levels: dict[str, Statement] = {}
    for below, name in zip((None, *LEVELS), LEVELS, strict=False):
        needs = draw(requirements(fleet))
        needs = msgspec.structs.replace(needs, statements=() if below is None else (below,))
        levels[name] = Statement(
            name=name, kind=StatementKind.LEVEL, requires=needs, opens=(f"opened by {name}",), closes_as=f"{name}_DONE"
        )
    names = [check.id for check in fleet.checks]
    some = st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True).map(tuple)
    parts = {"one": draw(some), "two": draw(some)}
    view = View(name="quick", checks=tuple(dict.fromkeys((*parts["one"], *parts["two"]))), parts=parts)
    return msgspec.structs.replace(
        fleet,
        claims=ClaimTable(statements=levels, levels=LEVELS),
        go=draw(go_tables(fleet)),
        plan_b=draw(plans(fleet)),
        views={"quick": view},
    )


@st.composite
def go_tables(draw: st.DrawFn, fleet: Fleet) -> GoTable:
    """Make rules, some of which look at the clock; in half of the tables one asks evidence of all hosts."""
    hosts = st.lists(st.sampled_from(list(fleet.hosts)), min_size=1, unique=True).map(tuple)
    windows = st.none() | st.builds(
        Window, opens=st.integers(0, 1439), closes=st.integers(0, 1439), check=st.just("c0"), reading=st.just("status")
    )
    rules = st.builds(
        GoRule,
        name=st.text("ABC", min_size=3, max_size=3),
        permission=st.sampled_from(Permission),
        ceiling=st.sampled_from(LEVELS),
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
    return GoTable(rules=tuple(chosen))


@st.composite
def plans(draw: st.DrawFn, fleet: Fleet) -> PlanB:
    """Make points, some of which ask for hosts in scope or for a level, and a path of each host."""
    needs = st.none() | requirements(fleet, LEVELS) | st.sampled_from(LEVELS).map(ask_for_level)
    scoped = st.none() | st.sampled_from([HostCondition.BOOTED, HostCondition.READY])
    checks = st.lists(st.sampled_from([check.id for check in fleet.checks]), max_size=2, unique=True).map(tuple)
    return PlanB(
        points=tuple(
            Point(at=n * 60.0, says={"en": str(n)}, requires=draw(needs), hosts_in_scope=draw(scoped)) for n in range(4)
        ),
        paths=tuple(
            HostPath(
                name=host, hosts=(host,), checks=draw(checks), back=Requirements(hosts={host: HostCondition.READY})
            )
            for host in fleet.hosts
        ),
    )


def ask_for_level(name: str) -> Requirements:
    """Return what a point asks for that names a level."""
    return Requirements(statements=(name,))


def look(fleet: Fleet, answers: Answers) -> Scorecard:
    """Judge what was seen."""
    exchanges = (Exchange(place=place, request=request, reply=reply) for (place, request), reply in answers.items())
    return judge(fleet, Transcript(exchanges), RunSpan(started=SEEN, ended=SEEN), now=SEEN)


def decide(fleet: Fleet, scorecard: Scorecard, data: Any) -> tuple[GoAnswer, PlanAnswer, TimelineAnswer]:
    """Answer all there is to decide."""
    assert fleet.go is not None
    assert fleet.plan_b is not None
    case = DecisionCase(scorecard=scorecard, digest=fleet.digest, now=SEEN + 30)
    since, request, named = data
    return (
        decide_go(fleet, fleet.go, request, case),
        plan(fleet, fleet.plan_b, case, since, named),
        place_on_timeline(fleet, fleet.plan_b, case, since, named),
    )


def go_requests(fleet: Fleet) -> st.SearchStrategy[GoRequest]:
    """Return what may be asked of a fleet."""
    hosts = st.lists(st.sampled_from(list(fleet.hosts)), min_size=1, unique=True).map(tuple)
    return st.builds(GoRequest, operation=st.sampled_from(Operation), hosts=hosts, unattended=st.booleans())


def named_hosts(fleet: Fleet) -> st.SearchStrategy[tuple[str, ...]]:
    """Return hosts that somebody names as the scope, mostly none."""
    return st.just(()) | st.lists(st.sampled_from(list(fleet.hosts)), max_size=2, unique=True).map(tuple)


def rank_level(name: str) -> int:
    """Return how high a level is."""
    return LEVELS.index(name) if name in LEVELS else -1


def rank_closeout(answer: PlanAnswer) -> int:
    """Return the level that a recovery would be closed at."""
    return -1 if answer.closeout is None else rank_level(answer.closeout.name.removesuffix("_DONE"))


def count_reached(answer: PlanAnswer | TimelineAnswer) -> int:
    """Return how many releases are reached, or how many points are not ahead of the recovery."""
    if isinstance(answer, PlanAnswer):
        return sum(stage.progress is Progress.REACHED for stage in answer.releases)
    return sum(stage.progress in (Progress.REACHED, Progress.NOT_IN_SCOPE) for stage in answer.points)


def require_no_better(worse: tuple[GoAnswer, PlanAnswer, TimelineAnswer], better: Any) -> None:
    """Demand that nothing more is allowed."""
    go, before = worse[0], better[0]
    assert PERMISSION_RANK[go.permission] >= PERMISSION_RANK[before.permission]
    assert rank_level(go.ceiling.level) <= rank_level(before.ceiling.level)
    assert rank_level(worse[1].level) <= rank_level(better[1].level)
    assert count_reached(worse[1]) <= count_reached(better[1])
    assert count_reached(worse[2]) <= count_reached(better[2])
    assert rank_closeout(worse[1]) <= rank_closeout(better[1])
    assert set(worse[1].scope.hosts) >= set(better[1].scope.hosts)
    assert set(worse[1].scope.booted) <= set(better[1].scope.booted)


@SETTINGS
@given(st.data())
def test_less_or_worse_evidence_never_allows_more(data: st.DataObject) -> None:
    """Whatever the rules, points and paths, whatever is asked, and whatever hosts are named."""
    fleet = data.draw(decided_fleets())
    answers: Answers = data.draw(answers_for(fleet))
    asked = data.draw(st.tuples(st.floats(SEEN - 500, SEEN + 500), go_requests(fleet), named_hosts(fleet)))
    less = look(fleet, data.draw(worsened(answers)))
    require_no_better(decide(fleet, less, asked), decide(fleet, look(fleet, answers), asked))


@SETTINGS
@given(st.data())
def test_a_run_that_does_not_count_never_gives_a_go(data: st.DataObject) -> None:
    """Old, cut short, by a clock that was put back, of the future, by another baseline: NO-GO, nothing released."""
    fleet = data.draw(decided_fleets())
    answers: Answers = data.draw(answers_for(fleet))
    request = data.draw(go_requests(fleet))
    whole = look(fleet, answers)
    spans = [RunSpan(started=SEEN, ended=SEEN, interrupted=True), RunSpan(started=-901, ended=-900)]
    spans.append(RunSpan(started=SEEN, ended=SEEN - 50))
    spoilt = [msgspec.structs.replace(whole, span=span) for span in (*spans, RunSpan(started=SEEN, ended=SEEN + 99))]
    cases = [DecisionCase(scorecard=scorecard, digest=fleet.digest, now=SEEN + 30) for scorecard in spoilt]
    cases.append(DecisionCase(scorecard=whole, digest="another", now=SEEN + 30))
    assert fleet.go is not None
    assert fleet.plan_b is not None
    for case in cases:
        assert decide_go(fleet, fleet.go, request, case).permission is Permission.NO_GO
        found = plan(fleet, fleet.plan_b, case, SEEN)
        assert (rank_level(found.level), count_reached(found), found.paths) == (-1, 0, ())


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
