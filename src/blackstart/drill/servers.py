"""Everything a drill serves, opened and closed together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import assert_never

import asyncssh
import msgspec

from blackstart.drill.berths import SSH, Berth
from blackstart.drill.certificates import Authority, write_certificate
from blackstart.drill.fixtures import Banner, Endpoint
from blackstart.drill.host_folder import folder_of
from blackstart.drill.http_server import HttpServer, Received
from blackstart.drill.listeners import Listeners, greet
from blackstart.drill.login import Entry
from blackstart.drill.plan import Plan
from blackstart.drill.processes import MARK, end_processes
from blackstart.drill.seats import OWN, Seat
from blackstart.drill.ssh_server import Door, SshServer, make_key
from blackstart.drill.ssh_session import Shell


class Keys(msgspec.Struct, frozen=True, kw_only=True):
    """The drill's authority and keys; `hosts` are the keys that hosts really have."""

    authority: Authority
    user: asyncssh.SSHKey
    hosts: dict[str, asyncssh.SSHKey]


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """The folder a drill lives in, the one with everybody's tools, its mark, and what its HTTP servers got."""

    folder: Path
    system: Path
    token: str
    received: list[Received]


@asynccontextmanager
async def serve(plan: Plan, keys: Keys, ground: Ground) -> AsyncIterator[None]:
    """Serve until the block is left; then no process and no connection is left."""
    listeners = Listeners()
    ssh_servers: list[SshServer] = []
    try:
        for berth in plan.berths.values():
            await serve_host(berth, plan, keys, ground, (listeners, ssh_servers))
        yield
    finally:
        listeners.close()
        for server in ssh_servers:
            server.close()
        for server in ssh_servers:
            await server.settle()
        end_processes(ground.token)
        for server in ssh_servers:
            await server.wait_closed()
        await listeners.wait_closed()


async def serve_host(
    berth: Berth, plan: Plan, keys: Keys, ground: Ground, servers: tuple[Listeners, list[SshServer]]
) -> None:
    """Open all that a host serves; what refuses or swallows needs no server."""
    listeners, ssh_servers = servers
    for service, bound in berth.list_served():
        match service:
            case "ssh":
                server = SshServer()
                ssh_servers.append(server)
                await server.listen(make_door(berth.host, plan, keys, ground), bound)
            case Banner(banner=banner):
                await listeners.listen(bound, greet(banner))
            case Endpoint():
                certificates = certify(service, plan.seating.seats[berth.host], keys.authority, ground.folder)
                handler = HttpServer(berth.host, service, ground.received).serve
                await listeners.listen(bound, handler, certificates)
            case "refused" | "blackhole":
                pass
            case _:
                assert_never(service)


def certify(endpoint: Endpoint, seat: Seat, authority: Authority, folder: Path) -> dict[str, Path]:
    """Write the certificates of an endpoint; return their files by the name each is for, all others under none."""
    files = {}
    for name, wanted in {"": endpoint.tls, **{name: own.tls for name, own in endpoint.hosts.items()}}.items():
        if wanted is not None:
            files[name] = make_file(folder_of(seat.host, folder))
            names = (name,) if name else (*seat.known_as, seat.address, *OWN)
            write_certificate(authority, wanted, names, files[name])
    return files


def make_file(folder: Path) -> Path:
    """Return where the next certificate of a host goes."""
    folder.mkdir(exist_ok=True)
    return folder / f"tls-{len(list(folder.glob('tls-*')))}.pem"


def make_door(host: str, plan: Plan, keys: Keys, ground: Ground) -> Door:
    """Return who may log in to a host, and what they find."""
    fixtures = plan.fixtures[host]
    return Door(
        shell=make_shell(host, plan, ground),
        host_key=make_key() if fixtures.host_key == "changed" else keys.hosts[host],
        user_key=keys.user if fixtures.auth == "accepted" else None,
        route=partial(plan.seating.route, at=host),
    )


def make_shell(host: str, plan: Plan, ground: Ground) -> Shell:
    """Return what sessions on a host run in."""
    folder = folder_of(host, ground.folder)
    user = plan.fleet.hosts[host].user or ""
    environment = {
        "PATH": f"{folder / 'bin'}:{ground.system}",
        "HOME": str(folder / "home"),
        "SHELL": "/bin/sh",
        "USER": user,
        "LOGNAME": user,
        "BLACKSTART_DRILL_HOST": host,
        MARK: ground.token,
    }
    fixtures = plan.fixtures[host]
    return Shell(environment=environment, folder=str(folder / "home"), greeting=fixtures.greeting, state=fixtures.shell)


def list_entries(plan: Plan, keys: Keys) -> list[Entry]:
    """Return how an SSH client reaches each host, and the key it expects."""
    return [
        Entry(
            address=berth.address,
            port=berth.bound(SSH),
            names=tuple(dict.fromkeys((host, plan.real.hosts[host].address, plan.real.hosts[host].ssh_name))),
            known_key=keys.hosts[host],
        )
        for host, berth in plan.berths.items()
        if host in plan.fleet.hosts
    ]
