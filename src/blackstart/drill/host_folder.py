"""A simulated host's folder: its tools, the files they print, its counters and home."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote as quote_name

import msgspec

from blackstart.drill.addresses import AddressTable
from blackstart.drill.facts import Facts
from blackstart.drill.fixtures import NEVER, Answer, HostFixtures
from blackstart.drill.host_answers import list_boot_ids
from blackstart.drill.host_files import list_files
from blackstart.drill.own_shims import (
    PLUMBING,
    write_cat,
    write_curl,
    write_date,
    write_fallback,
    write_missing,
    write_sudo,
)
from blackstart.drill.permissions import find_denied
from blackstart.drill.programs import name_program
from blackstart.drill.questions import Place, list_generated
from blackstart.drill.reachability import write_nc
from blackstart.drill.shims import Shim, ShimFolders, answer_root_first, write_shim, write_unanswered
from blackstart.model.exchange import FIRST_BOOT_ID
from blackstart.model.request import CONTROLLER

MACHINE = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
SBIN = "/usr/local/sbin:/usr/sbin:/sbin"
"""What a session's commands may add to their PATH; see `write_tool`."""
SYSTEM = "system"
GENERAL = ("cat", "curl", "date", "nc", "sudo")
"""What every host has, declared or not."""


class DrillSetting(msgspec.Struct, frozen=True, kw_only=True):
    """What a host's tools know of the drill that they stand in."""

    folder: Path
    addresses: AddressTable
    fixtures: Mapping[str, HostFixtures]
    real_addresses: tuple[tuple[str, str], ...]
    ca_file: Path
    unanswered: Path
    shift: float = 0.0
    """How far the drill's time is from this machine's, in seconds."""


def folder_of(host: str, drill: Path) -> Path:
    """Return a host's folder; an id may hold what a file name cannot."""
    return drill / quote_name(host, safe="")


def write_system(folder: Path) -> Path:
    """Make the folder of those tools of this machine that every host has."""
    system = folder / SYSTEM
    system.mkdir()
    for tool in PLUMBING:
        if found := shutil.which(tool, path=MACHINE):
            (system / tool).symlink_to(found)
    return system


def write_host(place: Place, setting: DrillSetting) -> Path:
    """Write everything a host's sessions use; return the folder of its tools."""
    folder = folder_of(place.facts.host, setting.folder)
    for name in ("bin", "files", "counters", "home"):
        (folder / name).mkdir(parents=True)
    for tool in list_tools(place):
        shim = write_tool(tool, place, setting)
        if shim is not None:
            write_files(shim, folder / "bin" / name_program(tool), folder / "files")
    return folder / "bin"


def write_files(shim: Shim, path: Path, files: Path) -> None:
    """Write a script and what it prints."""
    for name, data in shim.files.items():
        (files / name).write_bytes(data)
    path.write_text(shim.script)
    path.chmod(0o755)


def list_tools(place: Place) -> list[str]:
    """Return the tools that answer by fixtures: those declared, those asked for, and what every host has."""
    fixtures = place.facts.fixtures
    general = () if place.facts.host == CONTROLLER else GENERAL
    names = {*general, *fixtures.tools, *fixtures.real, *fixtures.absent, *place.programs}
    return sorted(names - NEVER)


def write_tool(tool: str, place: Place, setting: DrillSetting) -> Shim | None:
    """Return a tool's shim: declared answers first, then those made up from facts, then what it is.

    An absent tool has none, unless this machine has it where commands may add to their PATH, or
    where the controller's commands look after their own.
    """
    fixtures = place.facts.fixtures
    folders = make_folders(place.facts.host, setting)
    if tool in fixtures.absent:
        is_reached = place.facts.host == CONTROLLER or shutil.which(tool, path=SBIN)
        return write_shim(tool, (), folders, otherwise=write_missing(tool)) if is_reached else None
    answers = (*fixtures.tools.get(tool, ()), *list_generated(place.found).get(tool, ()))
    if tool == "curl":
        return write_curl_shim(answers, folders, setting)
    if tool != "cat":
        shim = write_shim(
            tool, answers, folders, setting.real_addresses, write_otherwise(tool, place, setting, folders)
        )
        return answer_root_first(shim, tool, list_generated(place.found_as_root).get(tool, ()), folders)
    boot = make_boot_answer(place.facts)
    files = list_files(place.facts)
    cat = write_cat(files, folders, find_denied(files, place.facts))
    shim = write_shim(tool, (*answers, boot), folders, setting.real_addresses, cat.script)
    return Shim(script=shim.script, files=shim.files | cat.files)


def write_curl_shim(answers: tuple[Answer, ...], folders: ShimFolders, setting: DrillSetting) -> Shim | None:
    """Return curl's shim. Declared answers match command lines, so with any it makes one transfer at a time."""
    real = shutil.which("curl", path=MACHINE)
    if real is None:
        return None
    if answers:
        answers = (*answers, Answer(match="-q -K -", stderr="curl: one URL at a time\n", exit_code=2))
    led = write_curl(real, folders, setting.addresses, str(setting.ca_file))
    shim = write_shim("curl", answers, folders, setting.real_addresses, led.script)
    return Shim(script=shim.script, files=shim.files | led.files)


def make_boot_answer(facts: Facts) -> Answer:
    """Return what the host tells as its boot id, which may change in mid-run."""
    steps = tuple(Answer(stdout=f"{boot_id}\n") for boot_id in list_boot_ids(facts))
    return Answer(match=" ".join(FIRST_BOOT_ID.argv[1:]), sequence=steps)


def write_otherwise(tool: str, place: Place, setting: DrillSetting, folders: ShimFolders) -> str:
    """Return what a tool does where no answer matches."""
    real = shutil.which(tool, path=MACHINE)
    if tool == "sudo":
        return write_sudo(folders, allowed=place.facts.fixtures.sudo == "allowed")
    if tool == "nc":
        return write_nc(folders.host, setting.addresses, setting.fixtures)
    if real is None:
        return write_unanswered(tool, folders)
    if tool == "date":
        return write_date(real, place.facts.fixtures.clock_offset + setting.shift)
    return write_real(tool, real, place.facts.fixtures, folders)


def write_real(tool: str, real: str, fixtures: HostFixtures, folders: ShimFolders) -> str:
    """Return how much of the real tool a host has: all of it, all but its view of this machine, or nothing."""
    if tool in fixtures.real:
        return f'exec {real} "$@"'
    if tool in PLUMBING:
        return write_fallback(tool, real, folders)
    return write_unanswered(tool, folders)


def make_folders(host: str, setting: DrillSetting) -> ShimFolders:
    """Return where a host's shims keep things."""
    folder = folder_of(host, setting.folder)
    return ShimFolders(
        host=host,
        files=str(folder / "files"),
        counters=str(folder / "counters"),
        unanswered=str(setting.unanswered),
    )
