"""The hosts of a fleet."""

import re
from collections.abc import Iterable, Iterator, Mapping
from ipaddress import ip_address
from typing import Annotated, ClassVar, Literal

import msgspec

from blackstart.baseline.file_types import Port, Word, Words, doc
from blackstart.baseline.look_alikes import find_look_alike
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.typed_struct import KeyLines
from blackstart.baseline.typed_values import Name
from blackstart.model.fleet import Host
from blackstart.model.request import CONTROLLER

HOST_ID = re.compile(r"\w[\w.-]*")
RESERVED = frozenset({CONTROLLER, "all", "host"})
"""Words that mean something else where a host may stand."""
NAME = re.compile(r"(?![\d.]+\Z)\w[\w.-]*")
"""A name of a host, that is no address cut short or out of range."""
ALIAS = re.compile(r"[^\s-]\S*")
LOOPBACK = "127.0.0.1"
SSH = 22


class HostEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A machine."""

    subject: ClassVar = "host"
    example: ClassVar = "{address: 192.0.2.1}"

    address: Annotated[Word | None, doc("Name or address: what is pinged, and what SSH connects to.")] = None
    ssh: Annotated[Word | None, doc("What SSH is told in its place: an alias of SSH's own configuration.")] = None
    user: Annotated[str | None, doc("The login, where SSH's own configuration does not say.")] = None
    port: Annotated[Port | None, doc("The SSH port, where SSH's own configuration does not say.")] = None
    connection: Annotated[Literal["ssh", "local"], doc("`local` for this machine, without SSH.")] = "ssh"
    login: Annotated[Literal["ssh", "none"], doc("`none` for what nobody logs in to, such as a switch.")] = "ssh"
    roles: Annotated[Words, doc("What checks can name as `role:NAME`.")] = ()
    title: Annotated[str, doc("What people call it.")] = ""
    lines: KeyLines = KeyLines()


Entries = Mapping[Name, HostEntry]


def link_hosts(entries: Entries, user: str | None, port: int | None, report: ProblemReport) -> dict[str, Host]:
    """Return the hosts by id, with login and SSH port where they name none; one with a problem is there too."""
    hosts = {
        name.text: link_host(name, entry, user, port, report.about(f"host '{name.text}'"))
        for name, entry in entries.items()
    }
    refuse_other_capitals(entries, report)
    refuse_second_names([hosts[name.text] for name, entry in entries.items() if is_told(entry)], entries, report)
    return hosts


def refuse_other_capitals(names: Iterable[Name], report: ProblemReport) -> None:
    """Report hosts whose ids differ in capitals alone: readers take one for the other."""
    places: dict[str, Name] = {}
    for name in names:
        first = places.setdefault(name.text.casefold(), name)
        if first is not name:
            said = f"id '{name.text}' differs from '{first.text}' in line {first.line} in capitals alone"
            report.about(f"host '{name.text}'").add(name.line, said, "name one of them otherwise")


def is_told(entry: HostEntry) -> bool:
    """Tell whether the file says where the host is; that it does not is told elsewhere."""
    return entry.connection == "local" or "address" in entry.lines.keys


def refuse_second_names(hosts: Iterable[Host], names: Iterable[Name], report: ProblemReport) -> None:
    """Report hosts that are one machine: all of them would be green while only one of them was looked at."""
    lines = {name.text: name.line for name in names}
    first: dict[tuple[str, int], Host] = {}
    for host in hosts:
        twin = next((found for way in find_ways(host) if (found := first.setdefault(way, host)) is not host), host)
        if twin is not host:
            said = say_twins(host, twin)
            report.about(f"host '{host.id}'").add(
                lines[host.id],
                f"the same machine as '{twin.id}' in line {lines[twin.id]}: {said}",
                "give it its own address, or make one host of them",
            )


def say_twins(host: Host, twin: Host) -> str:
    """Return what two hosts have in common that makes them one."""
    if host.connection == "local":
        return "both are this machine"
    if host.ssh is not None and host.ssh == twin.ssh:
        return f"both are '{host.ssh}' to SSH"
    return f"both are at {host.address}"


def find_ways(host: Host) -> Iterator[tuple[str, int]]:
    """Yield where the host is reached, each written in one way: its address, and its name for SSH."""
    if host.connection == "local":
        yield "", 0
        return
    for name in dict.fromkeys((host.address, host.ssh_name)):
        try:
            address = str(ip_address(name))
        except ValueError:
            address = name.casefold().removesuffix(".")
        yield address, host.port or SSH


def link_host(name: Name, entry: HostEntry, user: str | None, port: int | None, report: ProblemReport) -> Host:
    """Return one host."""
    refuse_id(name, report)
    local = entry.connection == "local"
    if not local and entry.lines.lack("address"):
        mend = "name or address that SSH connects to, or `connection: local`"
        report.add(entry.lines.line, "key 'address' is missing", mend)
    refuse_address(entry, report)
    refuse_login(entry, report)
    return Host(
        id=name.text,
        address=entry.address or LOOPBACK,
        ssh=entry.ssh,
        user=entry.user or (None if local else user),
        port=entry.port or (None if local else port),
        connection=entry.connection,
        login=entry.login,
        roles=entry.roles,
        title=entry.title,
    )


def refuse_id(name: Name, report: ProblemReport) -> None:
    """Report an id that no host may have."""
    if name.text in RESERVED or not HOST_ID.fullmatch(name.text):
        report.add(name.line, "no host may have that id", "use letters, digits and . _ - and no reserved word")
    if seems := find_look_alike(name.text):
        report.add(name.line, f"the id is not what it seems: {seems}", "use plain letters")


def refuse_address(entry: HostEntry, report: ProblemReport) -> None:
    """Report what neither names a machine nor is an address: as it stands, that host would only seem to be down."""
    if entry.address is not None and not is_address(entry.address):
        mend = "write a name or an IP address alone: login and SSH port have keys of their own, `user` and `port`"
        report.add(entry.lines.of("address"), f"key 'address': '{entry.address}' is no name and no IP address", mend)
    if entry.ssh is not None and not ALIAS.fullmatch(entry.ssh):
        report.add(
            entry.lines.of("ssh"), f"key 'ssh': '{entry.ssh}' is no alias", "write one word without `-` before it"
        )


def is_address(text: str) -> bool:
    """Tell whether the text is an IP address, perhaps with its zone, or may be a host's name."""
    try:
        ip_address(text)
    except ValueError:
        return NAME.fullmatch(text) is not None
    return True


def refuse_login(entry: HostEntry, report: ProblemReport) -> None:
    """Report what a host without a login has no use for."""
    if entry.login == "none":
        if entry.connection == "local":
            line = entry.lines.of("login")
            report.add(line, "'login: none' with 'connection: local'", "this machine needs no login")
        for key in ("user", "port"):
            if key in entry.lines.keys:
                report.add(entry.lines.of(key), f"key '{key}' with 'login: none'", "leave one of them out")
