"""What a statement requires: subjects, checks, phases, hosts' conditions, other statements. All of it, no negation."""

from collections.abc import Iterator
from collections.abc import Mapping as Map

import msgspec

from blackstart.baseline.check_entry import NO_KEYS
from blackstart.baseline.fields import Fields
from blackstart.baseline.needs_entry import CLASSES, Asked, AskedByClass, NeedsEntry, SomeEntry
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.recovery_hosts import choose_host, limit_condition, refuse_too_much
from blackstart.baseline.recovery_scene import ASKS_NOTHING, ClaimScene, choose_all, choose_check, choose_phase
from blackstart.baseline.subjects import ALL_SUBJECTS
from blackstart.baseline.typed import struct_reader
from blackstart.baseline.typed_place import FILE, UNREAD, At
from blackstart.baseline.typed_values import Name
from blackstart.model.claims import Requirements, SomeOf, StatementKind
from blackstart.model.outcome import Severity
from blackstart.model.scorecard import CONDITION_RANK, HostCondition


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """The name, or pattern, of statements of a kind."""

    kind: StatementKind
    name: Name


class RequirementGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Names of which the same is asked: a class or a condition; with `at_least`, of so many of them."""

    asked: str
    names: tuple[Name, ...]
    fields: Fields
    line: int = 0
    at_least: int | None = None


def read_needs(fields: Fields, scene: ClaimScene) -> tuple[Requirements, tuple[Reference, ...]]:
    """Return what is required under `needs`, and the names of statements that are; an empty set is reported."""
    node = fields.get("needs")
    if node is None:
        return Requirements(), ()
    at = At(fields.report, FILE, fields.line("needs"), "needs")
    entry = struct_reader(NeedsEntry, FILE).read(node, at)
    return (Requirements(), ()) if entry is UNREAD else link_needs_entry(entry, scene, fields.report)


def link_needs_entry(
    entry: NeedsEntry, scene: ClaimScene, report: ProblemReport
) -> tuple[Requirements, tuple[Reference, ...]]:
    """Return what is required, and the names of statements that are; an empty set is reported."""
    if not entry.lines.keys:
        report.add(entry.lines.line, f"key 'needs': names nothing, and {ASKS_NOTHING}", f"as `{entry.example}`")
    fields = Fields(mapping=NO_KEYS, report=report)
    checks = tuple(list_borne(entry.checks, fields))
    hosts = tuple(group for asked, names in entry.hosts.items() for group in list_groups(asked, names, fields))
    requires = Requirements(
        about=link_about_needs(entry, scene, report),
        checks=choose_borne(checks, scene),
        phases=choose_phases(tuple(list_borne(entry.phases, fields)), scene),
        hosts=choose_hosts(hosts, scene),
        some=(*list_some_checks(checks, scene), *list_some_hosts(hosts, scene)),
    )
    return requires, tuple(list_references(entry))


def link_about_needs(entry: NeedsEntry, scene: ClaimScene, report: ProblemReport) -> dict[str, Severity]:
    """Return the worst class that each subject bears; `*` stands for all that are not named beside it."""
    borne = {subject.text: worst for subject, worst in entry.about.items()}
    for subject in entry.about:
        if subject.text not in (*scene.subjects, ALL_SUBJECTS):
            said = f"unknown key '{subject.text}'"
            report.add_unknown(subject.line, said, subject.text, (*scene.subjects, ALL_SUBJECTS))
        elif scene.subjects.get(subject.text) == 0:
            report.add(subject.line, f"no check is about '{subject.text}'", ASKS_NOTHING)
    general = {} if ALL_SUBJECTS not in borne else dict.fromkeys(scene.subjects, borne[ALL_SUBJECTS])
    asked = general | borne
    return {subject: asked[subject] for subject in scene.subjects if subject in asked and scene.subjects[subject]}


def list_borne(asked: Asked | AskedByClass | None, fields: Fields) -> Iterator[RequirementGroup]:
    """Yield the groups of checks or phases, each under the worst class it bears; names alone bear none."""
    if isinstance(asked, AskedByClass):
        for borne, names in msgspec.structs.asdict(asked).items():
            yield from list_groups(borne, names, fields)
    else:
        yield from list_groups("note", asked, fields)


def list_groups(asked: str, entry: Asked | None, fields: Fields) -> Iterator[RequirementGroup]:
    """Yield one group of the names, and one for each `{any: NAMES, at_least: N}`."""
    parts = entry if isinstance(entry, tuple) else () if entry is None else (entry,)
    names = tuple(part for part in parts if isinstance(part, Name))
    if names:
        yield RequirementGroup(asked=asked, names=names, fields=fields)
    for some in parts:
        if isinstance(some, SomeEntry):
            line = some.lines.of("at_least")
            yield RequirementGroup(asked=asked, names=some.any, fields=fields, line=line, at_least=some.at_least)


def choose_borne(groups: tuple[RequirementGroup, ...], scene: ClaimScene) -> dict[str, Severity]:
    """Return the worst that each check may be; of two the stricter one is required."""
    worst: dict[str, Severity] = {}
    for group in groups:
        if group.at_least is None:
            for check in choose_all(group.names, group.fields, scene, choose_check):
                worst[check] = min(worst.get(check, Severity.BLOCKED), CLASSES[group.asked])
    return worst


def choose_phases(groups: tuple[RequirementGroup, ...], scene: ClaimScene) -> dict[str, Severity]:
    """Return the worst that each phase may be; that some of several are asked for is reported."""
    worst: dict[str, Severity] = {}
    for group in groups:
        if group.at_least is not None:
            group.fields.report.add(group.line, "some of several phases cannot be asked for", "name checks")
        for phase in choose_all(group.names, group.fields, scene, choose_phase):
            worst[phase] = min(worst.get(phase, Severity.BLOCKED), CLASSES[group.asked])
    return worst


def choose_hosts(groups: tuple[RequirementGroup, ...], scene: ClaimScene) -> dict[str, HostCondition]:
    """Return the least condition of each host that is named; of two the better one is required."""
    least: dict[str, HostCondition] = {}
    for group in groups:
        if group.at_least is None:
            for host, condition in limit_hosts(group, scene).items():
                least[host] = max(least.get(host, condition), condition, key=CONDITION_RANK.__getitem__)
    return least


def limit_hosts(group: RequirementGroup, scene: ClaimScene) -> dict[str, HostCondition]:
    """Return the condition that is asked of each host of a group."""
    refuse_too_much(group.names, group.asked, group.fields, scene)
    found = choose_all(group.names, group.fields, scene, choose_host)
    return {host: limit_condition(HostCondition(group.asked), scene.hosts[host]) for host in found}


def list_some_checks(groups: tuple[RequirementGroup, ...], scene: ClaimScene) -> Iterator[SomeOf]:
    """Yield the checks of which some must be so."""
    for group in groups:
        if group.at_least is not None:
            checks = dict.fromkeys(choose_all(group.names, group.fields, scene, choose_check), CLASSES[group.asked])
            refuse_too_many(group, checks)
            yield SomeOf(at_least=group.at_least, checks=checks)


def list_some_hosts(groups: tuple[RequirementGroup, ...], scene: ClaimScene) -> Iterator[SomeOf]:
    """Yield the hosts of which some must have come so far."""
    for group in groups:
        if group.at_least is not None:
            hosts = limit_hosts(group, scene)
            refuse_too_many(group, hosts)
            yield SomeOf(at_least=group.at_least, hosts=hosts)


def refuse_too_many(group: RequirementGroup, found: Map[str, object]) -> None:
    """Report a number that can never be reached."""
    if found and group.at_least is not None and group.at_least > len(found):
        group.fields.report.add(group.line, f"at least {group.at_least} of {len(found)} can never be", "ask for fewer")


def list_references(entry: NeedsEntry) -> Iterator[Reference]:
    """Yield the names of statements."""
    named = {StatementKind.LEVEL: entry.levels, StatementKind.STATE: entry.states, StatementKind.CLAIM: entry.claims}
    for kind, names in named.items():
        yield from (Reference(kind=kind, name=name) for name in names)
