"""A phase file: a named layer, what it needs, and its checks."""

from collections.abc import Mapping as Map
from fnmatch import fnmatchcase

import msgspec

from blackstart.baseline.check import Draft, Layer, read_check
from blackstart.baseline.fields import Fields, Name, open_fields, read_id, read_names, read_translations
from blackstart.baseline.fleet_file import FleetScene
from blackstart.baseline.nodes import Mapping, Scalar, Sequence
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.subjects import link_about
from blackstart.model.fleet import Text

PHASE_FOLDER = "phases/"
PHASE_FILES = "phases/*.yml"
PHASE_KEYS = ("about", "checks", "each_needs", "needs", "on_demand", "phase", "title")


class PhaseFile(msgspec.Struct, frozen=True, kw_only=True):
    """What a phase file says; `drafts` are its checks in the file's order."""

    name: Name
    title: Text
    needs: tuple[Name, ...]
    each_needs: tuple[Name, ...]
    drafts: tuple[Draft, ...]
    on_demand: bool
    report: ProblemReport


def choose_phase_files(include: tuple[Name, ...] | None, sources: Map[str, str], report: ProblemReport) -> list[str]:
    """Return the phase files' names, sorted. A file that would be passed over in silence is reported."""
    patterns = (Name(text=PHASE_FILES, line=0),) if include is None else include
    chosen: set[str] = set()
    for pattern in patterns:
        found = {name for name in sources if fnmatchcase(name, pattern.text)}
        if not found:
            report.add(pattern.line, f"'{pattern.text}' matches no file: no phases", "add a phase file")
        chosen |= found
    for name in sources:
        if name.startswith(PHASE_FOLDER) and name not in chosen:
            report.add(0, f"'{name}' is never included", "name it under `include`, or move it out of phases/")
    return sorted(chosen)


def read_phase_file(mapping: Mapping, fleet: FleetScene, report: ProblemReport) -> PhaseFile:
    """Return what the file says; problems go to the report."""
    fields = open_fields(mapping, PHASE_KEYS, report)
    fields.require("phase", "name the phase")
    name = read_id(fields, "phase") or Name(text="", line=mapping.line)
    own = Fields(mapping=mapping, report=report.about(f"phase '{name.text}'"))
    about = link_about(read_id(own, "about"), fleet.subjects, fleet.subjects[0], own.report)
    return PhaseFile(
        name=name,
        title=read_translations(own, "title"),
        needs=read_names(own, "needs"),
        each_needs=read_names(own, "each_needs"),
        drafts=read_checks(own, Layer(phase=name.text, about=about), fleet, report),
        on_demand=read_on_demand(own),
        report=own.report,
    )


def read_on_demand(fields: Fields) -> bool:
    """Tell whether only views look at the phase."""
    node = fields.get("on_demand")
    if isinstance(node, Scalar) and isinstance(node.value, bool):
        return node.value
    if node is not None:
        fields.refuse("on_demand", "true or false", node)
    return False


def read_checks(fields: Fields, layer: Layer, fleet: FleetScene, outer: ProblemReport) -> tuple[Draft, ...]:
    """Return the drafts of all checks; a phase without any would be green by saying nothing."""
    node = fields.get("checks")
    if node is not None and not isinstance(node, Sequence):
        fields.refuse("checks", "a list of checks", node)
        return ()
    if node is None or not node.items:
        fields.report.add(fields.line("checks"), "an empty phase proves nothing", "give it checks or remove the file")
        return ()
    return tuple(draft for item in node.items for draft in read_check(item, layer, fleet, outer))
