"""A pack's files to its fleet, or every error at once."""

from collections.abc import Iterable
from collections.abc import Mapping as Map
from hashlib import sha256
from posixpath import join
from typing import Any

import msgspec

from blackstart.baseline.documents import read_mapping
from blackstart.baseline.explanation import Explanations, explain_check, resolve_explanations
from blackstart.baseline.fleet_file import FLEET_FILE, FleetScene, read_fleet_file
from blackstart.baseline.graph import walk
from blackstart.baseline.implied import imply
from blackstart.baseline.links import Graph, link_phases, reach_phases, refuse_duplicates, refuse_other_capitals
from blackstart.baseline.needs import Directory, Needs, make_directory, resolve_all
from blackstart.baseline.phase_file import PHASE_FOLDER, PhaseFile, choose_phase_files, read_phase_file
from blackstart.baseline.plan_sources import split_plans
from blackstart.baseline.problems import BaselineError, Problem, ProblemReport, escape
from blackstart.baseline.ready_checks import resolve_ready
from blackstart.baseline.summary_defaults import make_default_table
from blackstart.baseline.view_file import ViewScene, is_view, load_views, name_view
from blackstart.model.fleet import Check, Fleet, Phase

CONCLUSIONS = frozenset({"claims", "gates", "go", "metrics", "plan_b", "recovery", "responses", "summary", "timeline"})
"""Names, without their ends, of files and folders that say what follows from a run."""


def load_baseline(sources: Map[str, str], pack: str) -> Fleet:
    """Return the fleet that the files (relative name to text) describe.

    `pack` stands before the files' names in messages. Raises BaselineError with every
    problem found; what links files together is looked at only if each of them can be read,
    lest one bad file make every name in the others unknown.
    """
    problems: list[Problem] = []
    refuse_odd_names(sources, pack, problems)
    sources, plans = split_plans(sources)
    fleet = load_fleet_file(sources, pack, problems)
    phases = load_phase_files(sources, pack, fleet, problems)
    refuse_duplicates(phases)
    refuse_other_capitals(phases)
    graph = link_phases(phases)
    directory = make_directory(phases, reach_phases(phases, graph))
    needs = resolve_all(phases, directory)
    explanations = resolve_explanations(phases, directory)
    ready = load_ready(fleet, phases, directory, ProblemReport(file=join(pack, FLEET_FILE), problems=problems))
    views = load_views(sources, pack, ViewScene(directory=directory, hosts=fleet.hosts), problems)
    follows: dict[str, Any] = {}
    owned = any(draft.owner is not None for phase in phases for draft in phase.drafts)
    if plans or owned or any(map(is_conclusion, sources)):
        from blackstart.baseline.conclusions import Ground, load_conclusions  # noqa: PLC0415  # 6 ms; many packs have none

        ground = Ground(
            phases=phases, scene=ViewScene(directory=directory, hosts=fleet.hosts), views=views, subjects=fleet.subjects
        )
        follows = load_conclusions(sources, plans, pack, ground, problems)
    follows["summary"] = follows.get("summary") or make_default_table(follows.get("claims"))
    if problems:
        raise BaselineError(problems)
    made = make_fleet(fleet, phases, graph, Links(needs=needs, explanations=explanations), dict(sources))
    return msgspec.structs.replace(
        made,
        implied=imply(made),
        hosts={name: msgspec.structs.replace(host, ready=ready.get(name, ())) for name, host in fleet.hosts.items()},
        views=views,
        **follows,
        origins=find_origins(fleet, phases, sources, pack),
    )


def load_ready(
    fleet: FleetScene, phases: tuple[PhaseFile, ...], directory: Directory, report: ProblemReport
) -> Map[str, tuple[str, ...]]:
    """Return the checks of each host that must pass before it counts as ready."""
    asked = frozenset(phase.name.text for phase in phases if not phase.on_demand)
    return resolve_ready(fleet.ready, directory, asked, report.about("ready"))


def is_conclusion(source: str) -> bool:
    """Tell whether a file says what follows from a run, by its name or its folder's."""
    return source.partition("/")[0].partition(".")[0] in CONCLUSIONS


def refuse_odd_names(sources: Map[str, str], pack: str, problems: list[Problem]) -> None:
    """Report files whose names are not Unicode: a run could not be recorded with them (a lone surrogate)."""
    for name in sources:
        if not is_unicode(name):
            report = ProblemReport(file=escape(join(pack, name)), problems=problems)
            report.add(0, "the file's name is not UTF-8", "rename it")


def is_unicode(text: str) -> bool:
    """Tell whether the text can be written down: bytes that are not UTF-8 in a file's name cannot (PEP 383)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def load_fleet_file(sources: Map[str, str], pack: str, problems: list[Problem]) -> FleetScene:
    """Return what `fleet.yml` says. Raises BaselineError where it is not there or no mapping."""
    report = ProblemReport(file=join(pack, FLEET_FILE), problems=problems)
    if FLEET_FILE not in sources:
        report.add(0, "there is no such file", "a pack needs it, to name the fleet and its hosts")
        raise BaselineError(problems)
    mapping = read_mapping(sources[FLEET_FILE], report)
    if mapping is None:
        for name in sources:
            if name.startswith(PHASE_FOLDER):
                read_mapping(sources[name], ProblemReport(file=join(pack, name), problems=problems))
        raise BaselineError(problems)
    return read_fleet_file(mapping, report)


def load_phase_files(
    sources: Map[str, str], pack: str, fleet: FleetScene, problems: list[Problem]
) -> tuple[PhaseFile, ...]:
    """Return what the phase files say. Raises BaselineError where one is no mapping, or there is none."""
    candidates = {name: text for name, text in sources.items() if not is_other_file(name)}
    names = choose_phase_files(
        fleet.file.include, candidates, ProblemReport(file=join(pack, FLEET_FILE), problems=problems)
    )
    reports = {name: ProblemReport(file=join(pack, name), problems=problems) for name in names}
    mappings = {name: read_mapping(sources[name], reports[name]) for name in names}
    phases = tuple(
        read_phase_file(mapping, fleet, reports[name]) for name, mapping in mappings.items() if mapping is not None
    )
    if not phases or len(phases) < len(names):
        raise BaselineError(problems)
    return phases


def is_other_file(name: str) -> bool:
    """Tell whether a file is by its name none of phases, whatever `include` says."""
    return is_view(name) or is_conclusion(name)


class Links(msgspec.Struct, frozen=True, kw_only=True):
    """What checks need, and which checks explain them, by id."""

    needs: Needs
    explanations: Explanations


def make_fleet(
    fleet: FleetScene, phases: tuple[PhaseFile, ...], graph: Graph, links: Links, sources: dict[str, str]
) -> Fleet:
    """Put the fleet together: phases in the order of their needs, else of their files; checks with them."""
    by_id = {phase.name.text: phase for phase in phases}
    ordered = [by_id[name] for name in walk(graph).order]
    always = [phase for phase in ordered if not phase.on_demand]
    asked = [phase for phase in ordered if phase.on_demand]
    return Fleet(
        name=fleet.file.name.text if fleet.file.name is not None else "",
        title=fleet.file.title,
        hosts=fleet.hosts,
        subjects=fleet.subjects,
        protection=fleet.protection,
        phases=tuple(make_phase(phase, graph) for phase in always),
        checks=tuple(check for phase in always for check in finish_checks(phase, links)),
        phases_on_demand=tuple(make_phase(phase, graph) for phase in asked),
        checks_on_demand=tuple(check for phase in asked for check in finish_checks(phase, links)),
        read_only_commands=fleet.file.read_only_commands,
        sources=sources,
        digest=digest_sources(sources),
    )


def make_phase(phase: PhaseFile, graph: Graph) -> Phase:
    """Return the phase with those it needs."""
    return Phase(id=phase.name.text, needs=graph[phase.name.text], title=phase.title)


def find_origins(fleet: FleetScene, phases: tuple[PhaseFile, ...], sources: Iterable[str], pack: str) -> dict[str, str]:
    """Return file (within the pack) and line of checks by id; of hosts, phases, keys of fleet.yml by prefixed names."""
    places = {name: (FLEET_FILE, line) for name, line in fleet.lines.items()}
    for phase in phases:
        places[f"phase:{phase.name.text}"] = (phase.report.file, phase.name.line)
        places |= {draft.id: (draft.report.file, draft.line) for draft in phase.drafts}
    places |= {f"view:{name_view(source)}": (source, 1) for source in filter(is_view, sources)}
    return {name: f"{file.removeprefix(join(pack, ''))}:{line}" for name, (file, line) in places.items()}


def finish_checks(phase: PhaseFile, links: Links) -> list[Check]:
    """Return the phase's checks with the ids they need and are explained by."""
    checks = [draft.check for draft in phase.drafts if draft.check is not None]
    known = (explain_check(check, links.explanations) for check in checks)
    return [msgspec.structs.replace(check, needs=links.needs[check.id]) for check in known]


def digest_sources(sources: Map[str, str]) -> str:
    """Return the SHA-256 over the files, sorted by name.

    Each name and each text goes in as its length in bytes (decimal), `:`, and its UTF-8, so
    that no two packs give the same bytes.
    """
    digest = sha256()
    for name in sorted(sources):
        for part in (name, sources[name]):
            data = part.encode("utf-8", "surrogatepass")
            digest.update(b"%d:%s" % (len(data), data))
    return digest.hexdigest()
