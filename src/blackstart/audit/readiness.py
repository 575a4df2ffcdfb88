"""Whether a pack is ready: all that its readiness.yml says there must be is there, and it knows of all there is."""

from collections.abc import Callable, Collection, Iterator

from blackstart.audit.subject import Subject
from blackstart.model.audit import Complaint, Expected, Readiness
from blackstart.model.claims import ClaimTable, StatementKind
from blackstart.model.fleet import Fleet
from blackstart.model.gates import GateTable
from blackstart.model.go import GoTable
from blackstart.model.metrics import MetricTable
from blackstart.model.outcome import Outcome
from blackstart.model.plan import PlanB, Timeline
from blackstart.model.summary import SummaryTable

FILE = "readiness.yml"
MINUTE = 60.0
SCRIPTS = "scripts/"
SCENARIOS = "drill/scenarios/"


def find_differences(subject: Subject) -> Iterator[Complaint]:
    """Compare every sort of thing with what there must be of it."""
    readiness = subject.surroundings.readiness or Readiness()
    if readiness.expected is None:
        yield Complaint(
            outcome=Outcome.BLOCKED,
            about=FILE,
            message="nothing says what there must be, so that nothing can be missed",
            mend="write readiness.yml with the names of what must never be lost: levels, closeouts, scripts",
        )
        return
    for sort, name_all in SORTS.items():
        there = dict.fromkeys(name_all(subject.fleet, readiness))
        yield from compare(sort, there, readiness.expected.get(sort))


def compare(sort: str, there: Collection[str], expected: tuple[Expected, ...] | None) -> Iterator[Complaint]:
    """Say of each name whether it is there; what is there and is not known of is a warning."""
    if expected is None:
        if there:
            mend = f"add `{sort}:` with {len(there)} names"
            yield Complaint(outcome=Outcome.WARN, about=sort, message="nothing says which there must be", mend=mend)
        return
    for name in expected:
        missing = name.name not in there
        yield Complaint(
            outcome=Outcome.BLOCKED if missing else Outcome.PASS,
            about=name.name,
            of=sort,
            message=f"there is none of that name in `{sort}`" if missing else f"it is there (`{sort}`)",
            mend=f"bring it back, or take it out of {FILE} if it is no longer needed" if missing else "",
            place=f"{FILE}:{name.line}",
        )
    for name_there in there:
        if name_there not in {name.name for name in expected}:
            message = f"it is in `{sort}`, and {FILE} does not know of it"
            mend = f"add it under `{sort}`"
            yield Complaint(outcome=Outcome.WARN, about=name_there, of=sort, message=message, mend=mend)


def name_statements(kind: StatementKind) -> Callable[[Fleet, Readiness], Iterator[str]]:
    """Return what names the statements of a kind."""

    def name_all(fleet: Fleet, _: Readiness) -> Iterator[str]:
        table = fleet.claims or ClaimTable()
        return (name for name, one in table.statements.items() if one.kind is kind)

    return name_all


def name_stop_lines(fleet: Fleet, _: Readiness) -> Iterator[str]:
    """Name stop lines by their minute, as T+120."""
    for statement in (fleet.claims or ClaimTable()).statements.values():
        yield from (f"T+{line.after / MINUTE:g}" for line in statement.stop_lines)
    yield from (f"T+{line.after / MINUTE:g}" for line in plan_of(fleet).stop_lines)


def plan_of(fleet: Fleet) -> PlanB:
    """Return plan B, or one that says nothing."""
    return fleet.plan_b or PlanB(triggers=(), closeouts=())


def name_files(folder: str, suffix: str = "") -> Callable[[Fleet, Readiness], Iterator[str]]:
    """Return what names the files of a folder."""

    def name_all(_: Fleet, readiness: Readiness) -> Iterator[str]:
        inside = (name for name in readiness.files if name.startswith(folder) and name.endswith(suffix))
        return (name.removeprefix(folder).removesuffix(suffix) for name in inside)

    return name_all


SORTS: dict[str, Callable[[Fleet, Readiness], Iterator[str]]] = {
    "hosts": lambda fleet, _: iter(fleet.hosts),
    "protection": lambda fleet, _: (f"{one.name}: {one.tier}" for one in fleet.protection.values()),
    "phases": lambda fleet, _: (phase.id for phase in (*fleet.phases, *fleet.phases_on_demand)),
    "checks": lambda fleet, _: (check.id for check in (*fleet.checks, *fleet.checks_on_demand)),
    "views": lambda fleet, _: iter(fleet.views),
    "lines": lambda fleet, _: (f"{view.name}.{line.key}" for view in fleet.views.values() for line in view.lines),
    "levels": name_statements(StatementKind.LEVEL),
    "words": name_statements(StatementKind.WORD),
    "states": name_statements(StatementKind.STATE),
    "claims": name_statements(StatementKind.CLAIM),
    "never": name_statements(StatementKind.NEVER),
    "go_rules": lambda fleet, _: (rule.name for rule in (fleet.go or GoTable(ceilings=(), rules=())).rules),
    "triggers": lambda fleet, _: (trigger.name for trigger in plan_of(fleet).triggers),
    "host_paths": lambda fleet, _: (path.name for path in plan_of(fleet).paths),
    "stop_lines": name_stop_lines,
    "releases": lambda fleet, _: (release.name for release in plan_of(fleet).releases),
    "closeouts": lambda fleet, _: (closeout.name for closeout in plan_of(fleet).closeouts),
    "red_lines": lambda fleet, _: (line.name for line in plan_of(fleet).red_lines),
    "points": lambda fleet, _: (point.name for point in (fleet.timeline or Timeline(points=())).points),
    "summary_keys": lambda fleet, _: (line.key for line in (fleet.summary or SummaryTable()).lines),
    "gates": lambda fleet, _: (gate.id for gate in (fleet.gates or GateTable()).gates),
    "declarations": lambda fleet, _: (one.name for one in (fleet.gates or GateTable()).declarations),
    "metrics": lambda fleet, _: (metric.name for metric in (fleet.metrics or MetricTable()).metrics),
    "recorded_metrics": lambda _, readiness: (rule.record for rule in readiness.rules if rule.record),
    "alerts": lambda _, readiness: (rule.alert for rule in readiness.rules if rule.alert),
    "scripts": name_files(SCRIPTS),
    "scenarios": name_files(SCENARIOS, ".yml"),
}
"""What names the things of each sort that a pack has."""

ELSEWHERE = "alerts_elsewhere"
"""Alerts of other people's rule files, which the pack's checks want loaded."""
LIVE_VIEWS = "live_views"
"""Views that tell whether the hosts run what is here."""
ALL_SORTS = (*SORTS, ELSEWHERE, LIVE_VIEWS)
