"""Who listens on a TCP port: which process, which unit, on which addresses."""

import re
from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.checks.asking import read_lines, run, succeeded
from blackstart.checks.facts.container import ContainerName
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

COLUMNS = 5
USERS = re.compile(r'users:\((?:\("[^"]*",pid=\d+,fd=\d+\),?)+\)', re.ASCII)
USER = re.compile(r'\("([^"]*)",pid=(\d+),', re.ASCII)
HIERARCHY = re.compile(r"(?:0:|\d+:name=systemd):(/.*)", re.ASCII)
"""The line of /proc/PID/cgroup that systemd places units in: cgroup v2's, or its own of v1 (cgroups(7))."""
MANAGER = "1"
"""Process id of systemd."""
UNIT = re.compile(r"[^/]+\.(?:service|scope|socket)")


class Socket(msgspec.Struct, frozen=True, kw_only=True):
    """A listening socket: its address, and names and ids of the processes that hold it."""

    address: str
    processes: tuple[str, ...]
    pids: tuple[str, ...]

    def without_manager(self) -> "Socket":
        """Return the socket as its service's alone where systemd only keeps it open beside it (systemd.socket(5))."""
        if MANAGER not in self.pids or set(self.pids) == {MANAGER}:
            return self
        pairs = [pair for pair in zip(self.processes, self.pids, strict=True) if pair[1] != MANAGER]
        return Socket(
            address=self.address, processes=tuple(name for name, _ in pairs), pids=tuple(pid for _, pid in pairs)
        )


class ListenerReading(Reading, frozen=True):
    """Who listens. `units` and `containers` are null unless the check asks for them.

    `hidden` is true where a socket's processes were not shown, which root alone may see all of.
    """

    addresses: tuple[str, ...]
    processes: tuple[str, ...]
    hidden: bool
    units: tuple[str, ...] | None = None
    containers: tuple[str, ...] | None = None


class PortListener(Spec, frozen=True):
    """Something listens on the port; only `process`, only in `unit`, on just these `addresses`.

    Where systemd keeps the socket open beside the service it started for it, only the service
    counts; before it has started one, `process` is `systemd`. With `container`, that one has
    published the port, and no other. An address is as `ss` writes it: `127.0.0.1`, `0.0.0.0`,
    `::`, or `*` for both families. `process` and `unit` of another account's are seen with
    `sudo` alone.
    """

    name = "port_listener"
    reading = ListenerReading
    shorthand = "port"
    example = "port_listener: {port: 5432, process: postgres, addresses: [127.0.0.1], sudo: true}"
    blind_spots = (
        "Owners of other accounts' sockets: `process` and `unit` do not pass then; `sudo: true` asks as root.",
        "Listeners in containers' own network namespaces, but for ports that Docker publishes.",
        "Whether the listener also answers: that is for `tcp`, `http` or `tls`.",
    )

    port: Annotated[int, Meta(ge=1, le=65535)]
    process: str | None = None
    unit: str | None = None
    container: ContainerName | None = None
    addresses: tuple[str, ...] = ()
    sudo: bool = False

    def steps(self, target: Target) -> Steps[ListenerReading]:
        """Ask for the sockets, then, where it matters, for the unit and the container behind them."""
        reply = yield from run("ss", "-H", "-l", "-t", "-n", "-p", f"sport = :{self.port}", sudo=self.sudo)
        sockets = [read_socket(line, self.port).without_manager() for line in read_lines(reply)]
        reading = ListenerReading(
            addresses=tuple(sorted({socket.address for socket in sockets})),
            processes=tuple(sorted({name for socket in sockets for name in socket.processes})),
            hidden=any(not socket.processes for socket in sockets),
        )
        if self.unit is not None:
            pids = sorted({pid for socket in sockets for pid in socket.pids})
            reading = msgspec.structs.replace(reading, units=(yield from ask_units(pids)))
        if self.container is not None:
            reading = msgspec.structs.replace(reading, containers=(yield from self.ask_containers()))
        return reading

    def ask_containers(self) -> Steps[tuple[str, ...]]:
        """Ask which containers that run have published the port."""
        argv = ("docker", "ps", "--filter", f"publish={self.port}/tcp", "--format", "{{.Names}}")
        return read_names((yield from run(*argv, sudo=self.sudo)))

    def findings(self, reading: ListenerReading) -> Iterator[Finding]:
        """Compare who listens, and where."""
        where = f"port {self.port}"
        seen = ", ".join(reading.addresses) or "nothing listens"
        yield Finding(holds=bool(reading.addresses), expected=f"{where} listened on", seen=seen)
        if self.addresses:
            holds = {spell(address) for address in self.addresses} == set(reading.addresses)
            yield Finding(holds=holds, expected=f"{where} on {', '.join(self.addresses)} alone", seen=seen)
        hidden = reading.hidden
        if self.process is not None:
            yield self.compare("process", self.process, reading.processes, hidden=hidden)
        if self.unit is not None:
            yield self.compare("unit", self.unit, reading.units or (), hidden=hidden)
        if self.container is not None:
            yield self.compare("container", self.container, reading.containers or (), hidden=False)

    def compare(self, what: str, wanted: str, seen: tuple[str, ...], *, hidden: bool) -> Finding:
        """Compare the one that should hold the port with all that do."""
        names = (*seen, *(("a process that only root may see",) if hidden else ()))
        return Finding(
            holds=names == (wanted,),
            expected=f"port {self.port} held by {what} {wanted} alone",
            seen=", ".join(names) or "none",
        )


def ask_units(pids: list[str]) -> Steps[tuple[str, ...]]:
    """Ask in which units the processes are."""
    units = set()
    for pid in pids:
        units.add(read_cgroup((yield from run("cat", f"/proc/{pid}/cgroup"))))
    return tuple(sorted(units))


def spell(address: str) -> str:
    """Return an address without the brackets and the zone that `ss` may write."""
    return address.strip("[]").partition("%")[0]


def read_socket(line: str, port: int) -> Socket:
    """Read a line of `ss -Hltnp`: state, two queues, local and peer address, and processes perhaps."""
    columns = line.split(maxsplit=COLUMNS)
    users = columns[COLUMNS].strip() if len(columns) > COLUMNS else ""
    address, _, listened = columns[3].rpartition(":") if len(columns) >= COLUMNS else ("", "", "")
    if columns[:1] != ["LISTEN"] or listened != str(port) or (users and not USERS.fullmatch(users)):
        raise UnreadableReplyError(f"not a listening socket on port {port}: {line[:100]!r}")
    found = USER.findall(users)
    return Socket(
        address=spell(address),
        processes=tuple(name for name, _ in found),
        pids=tuple(pid for _, pid in found),
    )


def read_cgroup(reply: CommandReply) -> str:
    """Read the unit out of /proc/PID/cgroup: the last part of the path that is one."""
    paths = [found[1] for line in succeeded(reply).stdout.splitlines() if (found := HIERARCHY.fullmatch(line))]
    units = [part for path in paths for part in path.split("/") if UNIT.fullmatch(part)]
    if not units:
        raise UnreadableReplyError("/proc/PID/cgroup names no unit of systemd")
    return units[-1]


def read_names(reply: CommandReply) -> tuple[str, ...]:
    """Read the names of containers, a line each."""
    return tuple(sorted(word for line in read_lines(reply) for word in line.split()))
