"""An entry under `checks:` to one draft for each host it is about."""

from collections.abc import Sequence

import msgspec

from blackstart.baseline.advice import PLACEHOLDER, Saying, link_saying
from blackstart.baseline.check_entry import CheckEntry
from blackstart.baseline.demand import has_columns, refuse_faults, require_expectation, require_read_only
from blackstart.baseline.fleet_file import FleetScene
from blackstart.baseline.kind_key import find_kind_key
from blackstart.baseline.owner import OwnerEntry
from blackstart.baseline.params import Params, make_spec, read_params
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.subjects import link_about
from blackstart.baseline.targets import Targets, choose_place, link_origin, link_targets, refuse_no_login
from blackstart.baseline.typed_values import Name
from blackstart.checks.spec import Spec
from blackstart.model.fleet import Check, Host
from blackstart.model.kind import Target
from blackstart.model.outcome import Outcome
from blackstart.model.request import CONTROLLER

OUTCOMES = {"blocked": Outcome.BLOCKED, "warn": Outcome.WARN}
Commands = tuple[tuple[str, ...], ...]
ANYWHERE = Target(host=CONTROLLER, address="127.0.0.1")
"""What stands for the host in a check whose parameters are the same for all."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A check whose needs are still the names that stand in the file.

    `check` is None where it has a problem; its id is known all the same. `template` is the
    id as the file has it, `lines` are those of its kind's parameters.
    """

    id: str
    template: str
    phase: str
    host: str
    line: int
    report: ProblemReport
    needs: tuple[Name, ...]
    explained_by: Name | None
    owner: OwnerEntry | None
    about: str
    check: Check | None
    lines: dict[str, int]

    def line_of(self, parameter: str) -> int:
        """Return the line of a parameter of its kind, or the check's where it is not there."""
        return self.lines.get(parameter, self.line)


class Layer(msgspec.Struct, frozen=True, kw_only=True):
    """The phase that checks stand in, and what they are about where they do not say."""

    phase: str
    about: str


class CheckParts(msgspec.Struct, frozen=True, kw_only=True):
    """What all drafts of one entry share."""

    entry: CheckEntry
    id: str
    layer: Layer
    params: Params | None
    targets: Targets
    origin: str | None
    max_age: float
    why: Saying
    next: Saying
    report: ProblemReport


def link_check(entry: CheckEntry, layer: Layer, fleet: FleetScene, outer: ProblemReport) -> tuple[Draft, ...]:
    """Return the entry's drafts; problems go to the report."""
    parts = link_parts(entry, layer, fleet, outer.about(entry.title))
    hosts = [fleet.hosts.get(host) for host in parts.targets.hosts]
    specs = make_specs(parts, hosts, fleet.file.read_only_commands)
    return tuple(make_draft(parts, host, spec) for host, spec in zip(hosts, specs, strict=True))


def link_parts(entry: CheckEntry, layer: Layer, fleet: FleetScene, report: ProblemReport) -> CheckParts:
    """Return what the entry says, its names put together."""
    key = find_kind_key(entry, report)
    targets = link_targets(entry.on, fleet.hosts, report)
    about = link_about(entry.about, fleet.subjects, layer.about, report)
    parts = CheckParts(
        entry=entry,
        id="" if entry.id is None else entry.id.text,
        layer=Layer(phase=layer.phase, about=about),
        params=None if key is None else read_params(entry.kinds, key, report),
        targets=targets,
        origin=link_origin(entry.origin, targets, fleet.hosts, report),
        max_age=entry.max_age or fleet.file.defaults.max_age,
        why=link_saying(entry.why, "why", entry.lines, report),
        next=link_saying(entry.next, "next", entry.lines, report),
        report=report,
    )
    refuse_misplaced(parts, fleet)
    return parts


def refuse_misplaced(parts: CheckParts, fleet: FleetScene) -> None:
    """Report what is asked where nothing can be, and a condition or a placeholder that stands for nothing."""
    entry, report, targets = parts.entry, parts.report, parts.targets
    if parts.params is not None:
        asked_from = parts.params.kind.asked_from
        line = entry.lines.of("from" if entry.origin is not None else "on")
        refuse_no_login(
            (choose_place(parts.origin, asked_from, host) for host in targets.hosts), fleet.hosts, line, report
        )
    if entry.id is not None and PLACEHOLDER in parts.id and CONTROLLER in targets.hosts:
        report.add(entry.id.line, "a check on the controller has no host to put for {host}", "name it without")
    if "explained_if" in entry.lines.keys and "explained_by" not in entry.lines.keys:
        mend = "name the check that explains it, or leave 'explained_if' out"
        report.add(entry.lines.line, "key 'explained_by' is missing", mend)


def make_specs(parts: CheckParts, hosts: Sequence[Host | None], allowed: Commands) -> list[Spec | None]:
    """Return the kind with its parameters for each host; all have the same one where no placeholder stands."""
    params, report = parts.params, parts.report
    if params is None:
        return [None for _ in hosts]
    require_expectation(parts.entry, params.kind, report)
    if params.templated:
        specs = [make_read_only(params, host, allowed) for host in hosts]
    else:
        specs = [make_read_only(params, None, allowed)] * len(hosts)
    first = next(iter(specs), None)
    if not has_columns(params.kind):
        refuse_faults(parts.entry, (parts.why, parts.next), params.kind, frozenset(), report)
    elif first is not None:
        refuse_faults(parts.entry, (parts.why, parts.next), params.kind, first.columns(), report)
    return specs


def make_read_only(params: Params, host: Host | None, allowed: Commands) -> Spec | None:
    """Return the kind with its parameters; what it asks must be read-only."""
    spec = make_spec(params, host)
    if spec is not None:
        target = ANYWHERE if host is None else host.target
        require_read_only(spec, params.mapping.line, target, allowed, params.report)
    return spec


def make_draft(parts: CheckParts, host: Host | None, spec: Spec | None) -> Draft:
    """Return the draft for one host, or for the controller."""
    entry = parts.entry
    about = CONTROLLER if host is None else host.id
    name = place_id(parts, about)
    return Draft(
        id=name,
        template=parts.id,
        phase=parts.layer.phase,
        host=about,
        line=entry.lines.of("id"),
        report=parts.report,
        needs=entry.needs,
        explained_by=entry.explained_by,
        owner=entry.owner,
        about=parts.layer.about,
        check=None if spec is None else make_check(parts, name, host, spec),
        lines={} if parts.params is None else parts.params.mapping.lines,
    )


def place_id(parts: CheckParts, host: str) -> str:
    """Return the check's id on that host."""
    if PLACEHOLDER in parts.id:
        return parts.id.replace(PLACEHOLDER, host)
    return f"{parts.id}@{host}" if parts.targets.expanded else parts.id


def make_check(parts: CheckParts, name: str, host: Host | None, spec: Spec) -> Check:
    """Return the check, its needs still to be put in."""
    entry = parts.entry
    about = CONTROLLER if host is None else host.id
    why, advice = (parts.why, parts.next) if host is None else (parts.why.fill(host), parts.next.fill(host))
    return Check(
        id=name,
        phase=parts.layer.phase,
        host=about,
        place=choose_place(parts.origin, spec.asked_from, about),
        spec=spec,
        expect=entry.expect,
        prefer=entry.prefer,
        otherwise=OUTCOMES[entry.otherwise],
        warns_as=entry.warns_as,
        explained_if=entry.explained_if,
        about=parts.layer.about,
        max_age=parts.max_age,
        why=why.text,
        next=advice.text,
        why_cases=why.cases,
        next_cases=advice.cases,
    )
