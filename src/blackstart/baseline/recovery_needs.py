"""What a statement requires: subjects, checks, phases, hosts' conditions, other statements. All of it, no negation."""

from collections.abc import Iterator
from collections.abc import Mapping as Map

import msgspec

from blackstart.baseline.fields import Fields, Name, open_fields
from blackstart.baseline.nodes import Mapping, Scalar
from blackstart.baseline.recovery_groups import RequirementGroup, is_group_of_some, read_groups
from blackstart.baseline.recovery_hosts import CONDITIONS, choose_host, limit_condition, refuse_too_much
from blackstart.baseline.recovery_scene import (
    ASKS_NOTHING,
    ClaimScene,
    choose_all,
    choose_check,
    choose_phase,
    read_some,
)
from blackstart.baseline.subjects import ALL_SUBJECTS
from blackstart.model.claims import Requirements, SomeOf, StatementKind
from blackstart.model.outcome import Severity
from blackstart.model.scorecard import CONDITION_RANK, HostCondition

REFERENCES = {
    "levels": StatementKind.LEVEL,
    "states": StatementKind.STATE,
    "claims": StatementKind.CLAIM,
}
NEEDS_KEYS = ("about", "checks", "hosts", "phases", *REFERENCES)
CLASSES = {
    "note": Severity.NOTE,
    "evidence": Severity.EVIDENCE,
    "boundary": Severity.BOUNDARY,
    "service": Severity.SERVICE,
}
"""The worst class of a warning that a requirement bears; what is BLOCKED or HELD is never borne."""


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """The name, or pattern, of statements of a kind."""

    kind: StatementKind
    name: Name


def read_needs(fields: Fields, scene: ClaimScene) -> tuple[Requirements, tuple[Reference, ...]]:
    """Return what is required, and the names of statements that are; an empty set is reported."""
    node = fields.get("needs")
    if node is None:
        return Requirements(), ()
    if not isinstance(node, Mapping) or not node.entries:
        fields.refuse("needs", f"a mapping with any of {', '.join(NEEDS_KEYS)}", node, "as `{phases: [P0-NETWORK]}`")
        return Requirements(), ()
    inner = open_fields(node, NEEDS_KEYS, fields.report)
    checks, phases = tuple(list_borne(inner, "checks")), tuple(list_borne(inner, "phases"))
    hosts = tuple(list_of_hosts(inner))
    requires = Requirements(
        about=read_about_needs(inner, scene),
        checks=choose_borne(checks, scene),
        phases=choose_phases(phases, scene),
        hosts=choose_hosts(hosts, scene),
        some=(*list_some_checks(checks, scene), *list_some_hosts(hosts, scene)),
    )
    return requires, tuple(read_references(inner))


def read_about_needs(fields: Fields, scene: ClaimScene) -> dict[str, Severity]:
    """Return the worst class that each subject bears; `*` stands for all that are not named beside it."""
    node = fields.get("about")
    if node is None:
        return {}
    if not isinstance(node, Mapping) or not node.entries:
        fields.refuse("about", "a mapping from subject to the worst class it bears", node, "as `{service: evidence}`")
        return {}
    inner = open_fields(node, (*scene.subjects, ALL_SUBJECTS), fields.report)
    borne = {subject: read_class(inner, subject) for subject in node.entries}
    for subject in node.entries:
        if scene.subjects.get(subject) == 0:
            inner.report.add(inner.line(subject), f"no check is about '{subject}'", ASKS_NOTHING)
    general = {} if ALL_SUBJECTS not in borne else dict.fromkeys(scene.subjects, borne.pop(ALL_SUBJECTS))
    asked = {**general, **borne}
    return {subject: asked[subject] for subject in scene.subjects if subject in asked and scene.subjects[subject]}


def read_class(fields: Fields, subject: str) -> Severity:
    """Return the class under a subject."""
    node = fields.mapping.entries[subject]
    text = node.text if isinstance(node, Scalar) else ""
    if text not in CLASSES:
        fields.refuse(subject, f"the worst class it bears, one of {', '.join(CLASSES)}", node)
    return CLASSES.get(text, Severity.NOTE)


def list_borne(fields: Fields, key: str) -> Iterator[RequirementGroup]:
    """Yield the groups of checks or phases, each under the worst class it bears; names alone bear none."""
    node = fields.get(key)
    if not isinstance(node, Mapping) or is_group_of_some(node):
        yield from (msgspec.structs.replace(group, asked="note") for group in read_groups(fields, key))
        return
    if not node.entries:
        fields.report.add(fields.line(key), f"key '{key}' names nothing", ASKS_NOTHING)
    inner = open_fields(node, CLASSES, fields.report)
    for borne in filter(node.entries.__contains__, CLASSES):
        yield from read_groups(inner, borne)


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


def list_of_hosts(fields: Fields) -> Iterator[RequirementGroup]:
    """Yield the groups of hosts, each under the least condition that is required of them."""
    node = fields.get("hosts")
    if node is None:
        return
    if not isinstance(node, Mapping) or not node.entries:
        fields.refuse("hosts", "a mapping from condition to hosts", node, "as `{HOST_READY: all}`")
        return
    inner = open_fields(node, CONDITIONS, fields.report)
    for condition in filter(node.entries.__contains__, CONDITIONS):
        yield from read_groups(inner, condition)


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


def read_references(fields: Fields) -> Iterator[Reference]:
    """Yield the names of statements."""
    for key, kind in REFERENCES.items():
        yield from (Reference(kind=kind, name=name) for name in read_some(fields, key))
