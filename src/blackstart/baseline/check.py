"""One entry under `checks:`, to one draft for each host it is about."""

import re
from collections.abc import Sequence

import msgspec

from blackstart.baseline.demand import Demand, has_columns, read_demand, require_columns, require_read_only
from blackstart.baseline.fields import Fields, Name, read_id, read_names, read_word, word_of
from blackstart.baseline.fleet_file import FleetScene
from blackstart.baseline.kind_key import find_kind_key
from blackstart.baseline.nodes import Mapping, Node, describe
from blackstart.baseline.params import Params, fill_texts, make_spec, read_params
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.subjects import link_about
from blackstart.baseline.targets import Targets, choose_place, read_origin, read_targets, refuse_no_login
from blackstart.checks.spec import Spec
from blackstart.checks.table import find_kind
from blackstart.model.fleet import Case, Check, Host
from blackstart.model.kind import Target
from blackstart.model.request import CONTROLLER

PLACEHOLDER = "{host}"
ID_TEMPLATE = re.compile(r"(?:\w|\{host\})(?:[\w.:@+-]|\{host\})*")


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


class CheckEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What all drafts of one entry share."""

    fields: Fields
    id: str
    phase: str
    about: str
    params: Params | None
    targets: Targets
    origin: str | None
    demand: Demand
    needs: tuple[Name, ...]
    explained_by: Name | None


def read_check(node: Node, layer: Layer, fleet: FleetScene, outer: ProblemReport) -> tuple[Draft, ...]:
    """Return the entry's drafts; problems go to the report."""
    if not isinstance(node, Mapping):
        outer.add(node.line, f"expected a check, found {describe(node)}", "as `- id: NAME` with `on:` and a kind")
        return ()
    fields = Fields(mapping=node, report=outer.about(name_entry(node)))
    entry = read_entry(fields, layer, fleet)
    hosts = [fleet.hosts.get(host) for host in entry.targets.hosts]
    specs = make_specs(entry, hosts, fleet.file.read_only_commands)
    return tuple(make_draft(entry, host, spec) for host, spec in zip(hosts, specs, strict=True))


def name_entry(node: Mapping) -> str:
    """Return what messages call the check."""
    named = node.entries.get("id")
    text = None if named is None else word_of(named)
    return "check" if text is None else f"check '{text}'"


def read_entry(fields: Fields, layer: Layer, fleet: FleetScene) -> CheckEntry:
    """Return what the entry says."""
    fields.require("id", "name the check")
    name = read_id(fields, "id", ID_TEMPLATE)
    key = find_kind_key(fields)
    params = read_params(fields, key) if key is not None else None
    targets = read_targets(fields, fleet.hosts)
    origin = read_origin(fields, targets, fleet.hosts)
    if key is not None:
        asked_from = find_kind(key).asked_from
        refuse_no_login(fields, (choose_place(origin, asked_from, host) for host in targets.hosts), fleet.hosts)
    if name is not None and PLACEHOLDER in name.text and CONTROLLER in targets.hosts:
        fields.report.add(name.line, "a check on the controller has no host to put for {host}", "name it without")
    return CheckEntry(
        fields=fields,
        id=name.text if name is not None else "",
        phase=layer.phase,
        about=link_about(read_id(fields, "about"), fleet.subjects, layer.about, fields.report),
        params=params,
        targets=targets,
        origin=origin,
        demand=read_demand(fields, find_kind(key) if key is not None else None, fleet.file.defaults.max_age),
        needs=read_names(fields, "needs"),
        explained_by=read_explained_by(fields),
    )


def read_explained_by(fields: Fields) -> Name | None:
    """Return the name of the check that explains this one's failure; a condition alone explains nothing."""
    if "explained_if" in fields.mapping.entries:
        fields.require("explained_by", "name the check that explains it, or leave 'explained_if' out")
    text = read_word(fields, "explained_by")
    return None if text is None else Name(text=text, line=fields.line("explained_by"))


def make_specs(entry: CheckEntry, hosts: Sequence[Host | None], allowed: Commands) -> list[Spec | None]:
    """Return the kind with its parameters for each host; all have the same one where no placeholder stands."""
    params = entry.params
    if params is None:
        return [None for _ in hosts]
    if params.templated:
        specs = [make_read_only(params, host, allowed) for host in hosts]
    else:
        specs = [make_read_only(params, None, allowed)] * len(hosts)
    if specs and specs[0] is not None and has_columns(type(specs[0])):
        require_columns(entry.fields, entry.demand, specs[0])
    return specs


def make_read_only(params: Params, host: Host | None, allowed: Commands) -> Spec | None:
    """Return the kind with its parameters; what it asks must be read-only."""
    spec = make_spec(params, host)
    if spec is not None:
        target = ANYWHERE if host is None else host.target
        require_read_only(params.fields, spec, target, allowed)
    return spec


def make_draft(entry: CheckEntry, host: Host | None, spec: Spec | None) -> Draft:
    """Return the draft for one host, or for the controller."""
    about = CONTROLLER if host is None else host.id
    name = place_id(entry, about)
    return Draft(
        id=name,
        template=entry.id,
        phase=entry.phase,
        host=about,
        line=entry.fields.line("id"),
        report=entry.fields.report,
        needs=entry.needs,
        explained_by=entry.explained_by,
        about=entry.about,
        check=None if spec is None else make_check(entry, name, host, spec),
        lines={} if entry.params is None else entry.params.fields.mapping.lines,
    )


def place_id(entry: CheckEntry, host: str) -> str:
    """Return the check's id on that host."""
    if PLACEHOLDER in entry.id:
        return entry.id.replace(PLACEHOLDER, host)
    return f"{entry.id}@{host}" if entry.targets.expanded else entry.id


def make_check(entry: CheckEntry, name: str, host: Host | None, spec: Spec) -> Check:
    """Return the check, its needs still to be put in."""
    demand = entry.demand
    about = CONTROLLER if host is None else host.id
    return Check(
        id=name,
        phase=entry.phase,
        host=about,
        place=choose_place(entry.origin, spec.asked_from, about),
        spec=spec,
        expect=demand.expect,
        prefer=demand.prefer,
        otherwise=demand.otherwise,
        warns_as=demand.warns_as,
        explained_if=demand.explained_if,
        about=entry.about,
        max_age=demand.max_age,
        why=demand.why if host is None else fill_texts(demand.why, host),
        next=demand.next if host is None else fill_texts(demand.next, host),
        why_cases=fill_cases(demand.why_cases, host),
        next_cases=fill_cases(demand.next_cases, host),
    )


def fill_cases(cases: tuple[Case, ...], host: Host | None) -> tuple[Case, ...]:
    """Return the cases with the host put in."""
    return cases if host is None else tuple(fill_case(case, host) for case in cases)


def fill_case(case: Case, host: Host) -> Case:
    """Return a case with the host put in, in its words and in the checks it names."""
    return Case(
        text=fill_texts(case.text, host),
        when=case.when,
        passed=tuple(name.replace(PLACEHOLDER, host.id) for name in case.passed),
        failed=tuple(name.replace(PLACEHOLDER, host.id) for name in case.failed),
    )
