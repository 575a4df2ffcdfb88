"""Random fleets and runs do come to each of these, so that no law holds for want of what it is about."""

from collections import Counter
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from strategies import answers_for, worsened
from test_claims_are_monotone import claiming_fleets, find_age, get_table, is_proven, judge_answers
from test_decisions_are_monotone import SEEN, count_reached, decide, decided_fleets, go_requests, look, named_hosts

from blackstart.decisions.quick import check_quickly
from blackstart.model.claims import Requirements
from blackstart.model.fleet import Fleet
from blackstart.model.go import PERMISSION_RANK
from blackstart.model.outcome import Outcome
from blackstart.model.scorecard import Scorecard

FORMS = ("about", "checks", "phases", "hosts", "some", "statements")
CLAIMS = (
    *(f"{form} are met" for form in FORMS),
    *(f"{form} are not met" for form in FORMS),
    *(f"level {number}" for number in (-1, 0, 1, 5)),
    *(f"HOST_{condition}" for condition in ("READY", "BOOTED", "DEGRADED", "BOOTED_UNKNOWN", "UNREACHABLE")),
    *("GREEN", "DEGRADED", "BLOCKED"),
    *("a warning that is accepted", "a phase with a warning that is accepted", "what only views look at is asked for"),
    *("a subject with a warning that is accepted", "a word with a suffix"),
    *("a proven statement is stale", "a word of the pack", "less is allowed", "a level is lost"),
)
DECISIONS = (
    *("GO", "CONDITIONAL GO", "NO-GO", "less than before may be done", "a lower ceiling than before"),
    *("a trigger", "a release", "fewer releases", "a worse closeout", "a path", "a host at fault", "a check at fault"),
    *("a host has booted", "a host stayed up", "a point that nobody is in scope of", "hosts are named"),
    *("a point of time is reached", "fewer points are reached", "a window", "before the start"),
    *("quick GREEN", "quick DEGRADED", "quick BLOCKED", "a failure is explained"),
)
pytestmark = pytest.mark.skipif(
    settings.default is not None and settings.default.max_examples < 100,
    reason="it needs hundreds of runs to tell: HYPOTHESIS_PROFILE=thorough",
)
MANY = settings(
    max_examples=800, derandomize=True, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)


def list_unseen(names: Sequence[str], reached: Counter[str]) -> list[str]:
    """Return the names that were never seen."""
    return [name for name in names if not reached[name]]


def list_claims_reached(fleet: Fleet, before: Scorecard, after: Scorecard) -> Iterator[str]:
    """Yield what a fleet with a table, and its run, come to."""
    table = get_table(fleet)
    yield before.result
    yield f"level {table.levels.index(before.level) if before.level in table.levels else -1}"
    yield from (state.condition for state in before.hosts)
    if before.word not in (None, "BLOCKED"):
        yield "a word of the pack"
    if before.word is not None and "_" in before.word:
        yield "a word with a suffix"
    if set(after.allowed) < set(before.allowed):
        yield "less is allowed"
    if before.level in table.levels and after.level != before.level:
        yield "a level is lost"
    for statement in table.statements.values():
        if statement.requires is not None:
            proven = is_proven(statement.name, fleet, before)
            yield from list_forms(statement.requires, fleet, before, proven=proven)
            if proven and find_age(statement.name, table) < before.span.ended - before.span.started:
                yield "a proven statement is stale"


def list_forms(requires: Requirements, fleet: Fleet, scorecard: Scorecard, *, proven: bool) -> Iterator[str]:
    """Yield which forms of requirements were met or not, and on what."""
    yield from (f"{form} are {'' if proven else 'not '}met" for form in FORMS if getattr(requires, form))
    warned = [verdict for verdict in scorecard.verdicts if verdict.outcome is Outcome.WARN]
    about = {check.id: check.about for check in fleet.checks}
    if proven and {about.get(verdict.check) for verdict in warned} & {*requires.about}:
        yield "a subject with a warning that is accepted"
    if proven and {verdict.check for verdict in warned} & {*requires.checks}:
        yield "a warning that is accepted"
    if proven and {verdict.phase for verdict in warned} & {*requires.phases}:
        yield "a phase with a warning that is accepted"
    if {check.id for check in fleet.checks_on_demand} & {*requires.checks}:
        yield "what only views look at is asked for"


def test_fleets_with_claims_come_to_all_of_it() -> None:
    """Each at least once."""
    reached: Counter[str] = Counter()

    @MANY
    @given(st.data())
    def collect(data: st.DataObject) -> None:
        fleet = data.draw(claiming_fleets())
        answers = data.draw(answers_for(fleet))
        worse = judge_answers(fleet, data.draw(worsened(answers)))
        reached.update({*list_claims_reached(fleet, judge_answers(fleet, answers), worse)})

    collect()
    assert list_unseen(CLAIMS, reached) == []


def list_decisions_reached(fleet: Fleet, runs: tuple[Scorecard, Scorecard], data: st.DataObject) -> Iterator[str]:
    """Yield what is decided of a run, and of a worse one."""
    asked = data.draw(st.tuples(st.floats(SEEN - 500, SEEN + 500), go_requests(fleet), named_hosts(fleet)))
    (go, plan, timeline), (less_go, less_plan, less_timeline) = (decide(fleet, run, asked) for run in runs)
    quick = check_quickly(fleet, fleet.views["quick"], runs[0])
    yield from (go.permission, f"quick {quick.result}")
    told = {
        "less than before may be done": PERMISSION_RANK[less_go.permission] > PERMISSION_RANK[go.permission],
        "a lower ceiling than before": less_go.ceiling != go.ceiling,
        "a trigger": plan.triggers,
        "a path": plan.paths,
        "a host at fault": any(cause.name.startswith("host:") for path in plan.paths for cause in path.causes),
        "a check at fault": any(cause.name.startswith("c") for path in plan.paths for cause in path.causes),
        "a host has booted": set(plan.scope.booted) & set(plan.scope.hosts),
        "a host stayed up": plan.scope.up_before,
        "a point that nobody is in scope of": any(one.progress == "NOT IN SCOPE" for one in timeline.points),
        "hosts are named": asked[2],
        "a release": count_reached(plan),
        "fewer releases": count_reached(less_plan) < count_reached(plan),
        "a worse closeout": plan.closeout != less_plan.closeout,
        "a point of time is reached": count_reached(timeline),
        "fewer points are reached": count_reached(less_timeline) < count_reached(timeline),
        "a window": fleet.go is not None and any(rule.window for rule in fleet.go.rules),
        "before the start": plan.elapsed < 0,
        "a failure is explained": quick.softened,
    }
    yield from (name for name, holds in told.items() if holds)


def test_fleets_with_decisions_come_to_all_of_it() -> None:
    """Each at least once."""
    reached: Counter[str] = Counter()

    @MANY
    @given(st.data())
    def collect(data: st.DataObject) -> None:
        fleet = data.draw(decided_fleets())
        answers = data.draw(answers_for(fleet))
        runs = (look(fleet, answers), look(fleet, data.draw(worsened(answers))))
        reached.update({*list_decisions_reached(fleet, runs, data)})

    collect()
    assert list_unseen(DECISIONS, reached) == []
