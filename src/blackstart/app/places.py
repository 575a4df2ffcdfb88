"""Wire the places of a run: which transport stands for each."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, nullcontext

from blackstart.app.connections import Connections
from blackstart.app.dialling import choose_dialler
from blackstart.model.fleet import Fleet, Host
from blackstart.model.request import CONTROLLER
from blackstart.transports.base import Transport
from blackstart.transports.host import MOST_LOGINS, HostTransport
from blackstart.transports.local import LocalTransport
from blackstart.transports.network import NetworkTransport
from blackstart.transports.pipe import Dial
from blackstart.transports.place import ControllerPlace, FindJumps, HostPlace
from blackstart.transports.record import RecordTransport
from blackstart.transports.ssh_logins import SshLogins

Places = dict[str, Transport]


@asynccontextmanager
async def open_places(fleet: Fleet, connections: Connections) -> AsyncIterator[Places]:
    """Open the fleet's places; on leaving, nothing runs on any of them."""
    with nullcontext(connections.logins) if connections.logins else SshLogins(connections.ssh_config) as logins:
        dial = choose_dialler(fleet, connections, logins)
        gate = asyncio.Semaphore(MOST_LOGINS)
        network = NetworkTransport(
            connections.clock,
            may_post_alerts=connections.send_alert_test and not connections.only_reads,
            only_reads=connections.only_reads,
            address_book=connections.address_book,
            ca_file=connections.ca_file,
        )
        commands = LocalTransport(connections.clock, connections.pack_commands, connections.controller_path)
        record = connections.record or RecordTransport(connections.runs, fleet.name, fleet.digest, connections.clock)
        shells = {host.id: open_host(host, connections, dial, gate) for host in fleet.hosts.values()}
        doors = dict(list_doors(fleet, shells))
        places: Places = {CONTROLLER: ControllerPlace(commands, network, record, doors)}
        places |= {
            host: HostPlace(shell, find_jumps_of(fleet.hosts[host], connections)) for host, shell in shells.items()
        }
        try:
            yield places
        finally:
            await asyncio.gather(*(place.close() for place in places.values()))


def find_jumps_of(host: Host, connections: Connections) -> FindJumps | None:
    """Return what tells the jump hosts of the login; this machine is not logged in to."""
    if host.connection == "local":
        return None

    async def find() -> tuple[str, ...]:
        from blackstart.transports.surroundings import find_way_over  # noqa: PLC0415  # only where a login failed

        return await find_way_over(host, connections.ssh_config)

    return find


def list_doors(fleet: Fleet, shells: Mapping[str, Transport]) -> Iterator[tuple[tuple[str, int], asyncio.Event]]:
    """Yield the SSH ports of hosts that the run logs in to, each with what is set when the login has ended."""
    asked = {check.place for check in fleet.checks}
    for host, shell in shells.items():
        if host in asked and isinstance(shell, HostTransport):
            target = fleet.hosts[host].target
            yield (target.address, target.ssh_port), shell.settled


def open_host(host: Host, connections: Connections, dial: Callable[[Host], Dial], gate: asyncio.Semaphore) -> Transport:
    """Return the transport for commands on a host; nothing is dialled before it is asked, nor past the gate."""
    if host.connection == "local":
        path = connections.local_paths.get(host.id)
        return LocalTransport(connections.clock, connections.pack_commands, path, alone=path is not None)
    return HostTransport(dial(host), connections.clock, connections.pack_commands, gate=gate)
