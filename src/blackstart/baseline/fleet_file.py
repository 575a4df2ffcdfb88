"""The file `fleet.yml`: what the pack is called, its hosts, and what holds for all of it."""

from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from blackstart.baseline.file_types import Age, Id, Names, Port, Prefixes, Texts, doc
from blackstart.baseline.hosts import HostEntry, link_hosts
from blackstart.baseline.nodes import Mapping
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.protection import ProtectedEntry, link_protection
from blackstart.baseline.ready import FORM, READY, HostReadiness, link_ready
from blackstart.baseline.subjects import link_subjects
from blackstart.baseline.typed import read_struct
from blackstart.baseline.typed_struct import KeyLines
from blackstart.baseline.typed_values import Name
from blackstart.model.fleet import SUBJECT, Host, Protected

FLEET_FILE = "fleet.yml"


class Defaults(msgspec.Struct, frozen=True, kw_only=True):
    """What holds where hosts and checks say nothing."""

    subject: ClassVar = "defaults"
    named_by: ClassVar = ""

    max_age: Annotated[Age, doc("How old evidence may be.")] = 900.0
    user: Annotated[str | None, doc("The login on hosts that name none.")] = None
    port: Annotated[Port | None, doc("The SSH port of hosts that name none.")] = None


class FleetFile(msgspec.Struct, frozen=True, kw_only=True):
    """fleet.yml: what the pack is called, its hosts, and what holds for all of it."""

    name: Annotated[Id | None, doc("The fleet's id.", missing="name the fleet")] = None
    title: Annotated[Texts, doc("What people call it.")] = {}
    hosts: Annotated[dict[Name, HostEntry], Meta(title="a mapping from id to host"), doc("The machines by id.")] = {}
    subjects: Annotated[
        Names,
        doc(
            "What checks are about; the first is that of a check that names none.",
            empty=("names none", f"leave it out to have `{SUBJECT}`"),
        ),
    ] = ()
    protection: Annotated[
        dict[Name, ProtectedEntry],
        Meta(title="a mapping from what is protected to its tier and hosts"),
        doc("What holds state or service, by name, and how far anything may touch it by itself."),
    ] = {}
    defaults: Annotated[Defaults, doc("What holds where hosts and checks say nothing.")] = Defaults()
    read_only_commands: Annotated[
        Prefixes, doc("Words that commands may begin with beside the table of read-only commands.")
    ] = ()
    ready: Annotated[dict[Name, READY], Meta(title=FORM), doc("What must pass before hosts count as ready.")] = {}
    include: Annotated[
        Names | None,
        doc(
            "Phase files, as names or patterns; by default phases/*.yml.",
            empty=("names no file", "leave it out to have `phases/*.yml`"),
        ),
    ] = None
    lines: KeyLines = KeyLines()


class FleetScene(msgspec.Struct, frozen=True, kw_only=True):
    """What `fleet.yml` says, as the model has it where the model has it."""

    file: FleetFile
    hosts: dict[str, Host]
    subjects: tuple[str, ...]
    protection: dict[str, Protected]
    ready: tuple[HostReadiness, ...]

    @property
    def lines(self) -> dict[str, int]:
        """The lines of keys as `fleet:KEY`, of hosts as `host:ID`, of what is protected as `protection:NAME`."""
        lines = {f"fleet:{key}": line for key, line in self.file.lines.keys.items()}
        lines |= {f"host:{name.text}": name.line for name in self.file.hosts}
        return lines | {f"protection:{name.text}": name.line for name in self.file.protection}


def read_fleet_file(mapping: Mapping, report: ProblemReport) -> FleetScene:
    """Return what the file says; problems go to the report."""
    file = read_struct(mapping, FleetFile, report) or FleetFile()
    defaults = file.defaults
    hosts = link_hosts(file.hosts, defaults.user, defaults.port, report)
    return FleetScene(
        file=file,
        hosts=hosts,
        subjects=link_subjects(file.subjects, report),
        protection=link_protection(file.protection, hosts, report),
        ready=link_ready(file.ready, hosts, report.about("ready")),
    )
