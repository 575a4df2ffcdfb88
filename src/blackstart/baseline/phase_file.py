"""A phase file: a named layer, what it needs, and its checks."""

from collections.abc import Mapping as Map
from fnmatch import fnmatchcase
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.baseline.check import Draft, Layer, link_check
from blackstart.baseline.check_entry import CheckEntry
from blackstart.baseline.file_types import Id, Names, Texts, doc
from blackstart.baseline.fleet_file import FleetScene
from blackstart.baseline.nodes import Mapping
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.subjects import link_about
from blackstart.baseline.typed import read_struct
from blackstart.baseline.typed_values import Name
from blackstart.model.fleet import Text

PHASE_FOLDER = "phases/"
PHASE_FILES = "phases/*.yml"
EMPTY = "an empty phase proves nothing"
CHECKS = "give it checks or remove the file"


class PhaseEntry(msgspec.Struct, frozen=True, kw_only=True):
    """phases/*.yml: a layer, released only when it and all it needs are green."""

    phase: Annotated[Id | None, doc("The phase's id.", missing="name the phase")] = None
    title: Annotated[Texts, doc("What people call it.")] = {}
    needs: Annotated[Names, doc("Phases that must be green first.")] = ()
    about: Annotated[Id | None, doc("The subject of every check here that names none; one of the pack's subjects.")] = (
        None
    )
    each_needs: Annotated[Names, doc("Checks or phases that every check here needs.")] = ()
    on_demand: Annotated[bool, doc("Whether views alone look at it.")] = False
    checks: Annotated[
        tuple[CheckEntry, ...],
        Meta(title="a list of checks"),
        doc("Its checks.", missing=f"{EMPTY}: {CHECKS}", empty=(EMPTY, CHECKS)),
    ] = ()


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
    entry = read_struct(mapping, PhaseEntry, report) or PhaseEntry()
    name = entry.phase or Name(text="", line=mapping.line)
    own = report.about(f"phase '{name.text}'")
    layer = Layer(phase=name.text, about=link_about(entry.about, fleet.subjects, fleet.subjects[0], own))
    return PhaseFile(
        name=name,
        title=entry.title,
        needs=entry.needs,
        each_needs=entry.each_needs,
        drafts=tuple(draft for check in entry.checks for draft in link_check(check, layer, fleet, report)),
        on_demand=entry.on_demand,
        report=own,
    )
