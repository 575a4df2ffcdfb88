"""The hosts of a fleet."""

import re
from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from typing import Literal, cast

import msgspec

from blackstart.baseline.fields import (
    Fields,
    Name,
    open_fields,
    read_choice,
    read_names,
    read_port,
    read_text,
    read_word,
)
from blackstart.baseline.look_alikes import find_look_alike
from blackstart.baseline.nodes import Mapping, Node, describe
from blackstart.baseline.problems import ProblemReport
from blackstart.model.fleet import Host
from blackstart.model.request import CONTROLLER

HOST_KEYS = ("address", "connection", "login", "port", "roles", "ssh", "title", "user")
HOST_ID = re.compile(r"\w[\w.-]*")
RESERVED = frozenset({CONTROLLER, "all", "host"})
"""Words that mean something else where a host may stand."""
LOOPBACK = "127.0.0.1"
SSH = 22


class Defaults(msgspec.Struct, frozen=True, kw_only=True):
    """What holds where hosts and checks say nothing."""

    max_age: float = 900.0
    user: str | None = None
    port: int | None = None


def read_hosts(fields: Fields, defaults: Defaults) -> dict[str, Host]:
    """Return the hosts by id; a host with a problem is there too, so that it counts as known."""
    node = fields.get("hosts")
    if node is None:
        return {}
    if not isinstance(node, Mapping):
        fields.refuse("hosts", "a mapping from id to host", node)
        return {}
    hosts = {
        name: read_host(Name(text=name, line=node.lines[name]), node.entries[name], defaults, fields.report)
        for name in node.entries
    }
    refuse_other_capitals(node, fields.report)
    refuse_second_names((host for host in hosts.values() if is_told(host, node.entries[host.id])), node, fields.report)
    return hosts


def refuse_other_capitals(node: Mapping, report: ProblemReport) -> None:
    """Report hosts whose ids differ in capitals alone: readers take one for the other."""
    places: dict[str, str] = {}
    for name in node.entries:
        first = places.setdefault(name.casefold(), name)
        if first != name:
            said = f"id '{name}' differs from '{first}' in line {node.lines[first]} in capitals alone"
            report.about(f"host '{name}'").add(node.lines[name], said, "name one of them otherwise")


def is_told(host: Host, node: Node) -> bool:
    """Tell whether the file says where the host is; that it does not is told elsewhere."""
    return host.connection == "local" or (isinstance(node, Mapping) and "address" in node.entries)


def refuse_second_names(hosts: Iterable[Host], node: Mapping, report: ProblemReport) -> None:
    """Report hosts that are one machine: all of them would be green while only one of them was looked at."""
    first: dict[tuple[str, int], Host] = {}
    for host in hosts:
        twin = next((found for way in find_ways(host) if (found := first.setdefault(way, host)) is not host), host)
        if twin is not host:
            said = say_twins(host, twin)
            report.about(f"host '{host.id}'").add(
                node.lines[host.id],
                f"the same machine as '{twin.id}' in line {node.lines[twin.id]}: {said}",
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


def read_host(name: Name, node: Node, defaults: Defaults, report: ProblemReport) -> Host:
    """Return one host."""
    about = report.about(f"host '{name.text}'")
    if name.text in RESERVED or not HOST_ID.fullmatch(name.text):
        about.add(name.line, "no host may have that id", "use letters, digits and . _ - and no reserved word")
    if seems := find_look_alike(name.text):
        about.add(name.line, f"the id is not what it seems: {seems}", "use plain letters")
    if not isinstance(node, Mapping):
        about.add(name.line, f"expected a mapping, found {describe(node)}", f"keys: {', '.join(HOST_KEYS)}")
        return Host(id=name.text, address="")
    fields = open_fields(node, HOST_KEYS, about)
    connection = cast('Literal["ssh", "local"]', read_choice(fields, "connection", ("ssh", "local")) or "ssh")
    local = connection == "local"
    if not local:
        fields.require("address", "name or address that SSH connects to, or `connection: local`")
    return Host(
        id=name.text,
        address=read_word(fields, "address") or LOOPBACK,
        ssh=read_word(fields, "ssh"),
        user=read_text(fields, "user") or (None if local else defaults.user),
        port=read_port(fields, "port") or (None if local else defaults.port),
        connection=connection,
        login=read_login(fields, local=local),
        roles=tuple(role.text for role in read_names(fields, "roles")),
        title=read_text(fields, "title") or "",
    )


def read_login(fields: Fields, *, local: bool) -> Literal["ssh", "none"]:
    """Return whether anybody can log in."""
    login = cast('Literal["ssh", "none"]', read_choice(fields, "login", ("ssh", "none")) or "ssh")
    if login == "none" and local:
        fields.report.add(fields.line("login"), "'login: none' with 'connection: local'", "this machine needs no login")
    for key in ("user", "port"):
        if login == "none" and fields.get(key) is not None:
            fields.report.add(fields.line(key), f"key '{key}' with 'login: none'", "leave one of them out")
    return login
