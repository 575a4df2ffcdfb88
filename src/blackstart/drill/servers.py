"""Everything a drill serves, opened and closed together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import assert_never

import asyncssh
import msgspec

from blackstart.drill.addresses import OWN, HostAddress
from blackstart.drill.bound_ports import SSH, BoundHost
from blackstart.drill.certificates import Authority, write_certificate
from blackstart.drill.fixtures import Banner, Endpoint
from blackstart.drill.host_folder import folder_of
from blackstart.drill.http_server import HttpServer, Received
from blackstart.drill.listeners import Listeners, greet
from blackstart.drill.login import LoginEntry
from blackstart.drill.plan import Plan
from blackstart.drill.processes import MARK, end_processes
from blackstart.drill.ssh_server import SshAccess, SshServer, make_key
from blackstart.drill.ssh_session import Shell


class Keys(msgspec.Struct, frozen=True, kw_only=True):
    """The drill's authority and keys; `hosts` are the keys that hosts really have."""

    authority: Authority
    user: asyncssh.SSHKey
    hosts: dict[str, asyncssh.SSHKey]


class DrillRuntime(msgspec.Struct, frozen=True, kw_only=True):
    """The folder a drill lives in, the one with everybody's tools, its mark, and what its HTTP servers got."""

    folder: Path
    system: Path
    token: str
    received: list[Received]


@asynccontextmanager
async def serve(plan: Plan, keys: Keys, runtime: DrillRuntime) -> AsyncIterator[None]:
    """Serve until the block is left; then no process and no connection is left."""
    listeners = Listeners()
    ssh_servers: list[SshServer] = []
    try:
        for bound_host in plan.bound_hosts.values():
            await serve_host(bound_host, plan, keys, runtime, (listeners, ssh_servers))
        yield
    finally:
        listeners.close()
        for server in ssh_servers:
            server.close()
        for server in ssh_servers:
            await server.settle()
        end_processes(runtime.token)
        for server in ssh_servers:
            await server.wait_closed()
        await listeners.wait_closed()


async def serve_host(
    bound_host: BoundHost, plan: Plan, keys: Keys, runtime: DrillRuntime, servers: tuple[Listeners, list[SshServer]]
) -> None:
    """Open all that a host serves; what refuses or swallows needs no server."""
    listeners, ssh_servers = servers
    for service, bound in bound_host.list_served():
        match service:
            case "ssh":
                server = SshServer()
                ssh_servers.append(server)
                await server.listen(make_access(bound_host.host, plan, keys, runtime), bound)
            case Banner(banner=banner):
                await listeners.listen(bound, greet(banner))
            case Endpoint():
                certificates = certify(service, plan.addresses.hosts[bound_host.host], keys.authority, runtime.folder)
                handler = HttpServer(bound_host.host, service, runtime.received).serve
                await listeners.listen(bound, handler, certificates)
            case "refused" | "blackhole":
                pass
            case _:
                assert_never(service)


def certify(endpoint: Endpoint, host_address: HostAddress, authority: Authority, folder: Path) -> dict[str, Path]:
    """Write the certificates of an endpoint; return their files by the name each is for, all others under none."""
    files = {}
    for name, wanted in {"": endpoint.tls, **{name: own.tls for name, own in endpoint.hosts.items()}}.items():
        if wanted is not None:
            files[name] = make_file(folder_of(host_address.host, folder))
            names = (name,) if name else (*host_address.known_as, host_address.address, *OWN)
            write_certificate(authority, wanted, names, files[name])
    return files


def make_file(folder: Path) -> Path:
    """Return where the next certificate of a host goes."""
    folder.mkdir(exist_ok=True)
    return folder / f"tls-{len(list(folder.glob('tls-*')))}.pem"


def make_access(host: str, plan: Plan, keys: Keys, runtime: DrillRuntime) -> SshAccess:
    """Return who may log in to a host, and what they find."""
    fixtures = plan.fixtures[host]
    return SshAccess(
        shell=make_shell(host, plan, runtime),
        host_key=make_key() if fixtures.host_key == "changed" else keys.hosts[host],
        user_key=keys.user if fixtures.auth == "accepted" else None,
        route=partial(plan.addresses.route, at=host),
    )


def make_shell(host: str, plan: Plan, runtime: DrillRuntime) -> Shell:
    """Return what sessions on a host run in."""
    folder = folder_of(host, runtime.folder)
    user = plan.fleet.hosts[host].user or ""
    environment = {
        "PATH": f"{folder / 'bin'}:{runtime.system}",
        "HOME": str(folder / "home"),
        "SHELL": "/bin/sh",
        "USER": user,
        "LOGNAME": user,
        "BLACKSTART_DRILL_HOST": host,
        MARK: runtime.token,
    }
    fixtures = plan.fixtures[host]
    return Shell(environment=environment, folder=str(folder / "home"), greeting=fixtures.greeting, state=fixtures.shell)


def list_entries(plan: Plan, keys: Keys) -> list[LoginEntry]:
    """Return how an SSH client reaches each host, and the key it expects."""
    return [
        LoginEntry(
            address=bound_host.address,
            port=bound_host.bound(SSH),
            names=tuple(dict.fromkeys((host, plan.real.hosts[host].address, plan.real.hosts[host].ssh_name))),
            known_key=keys.hosts[host],
        )
        for host, bound_host in plan.bound_hosts.items()
        if host in plan.fleet.hosts
    ]
