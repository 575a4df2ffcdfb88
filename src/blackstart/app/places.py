"""Wire the places of a run: which transport stands for each."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, nullcontext

from blackstart.app.dialling import choose_dialler
from blackstart.app.ways import Ways
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
async def open_places(fleet: Fleet, ways: Ways) -> AsyncIterator[Places]:
    """Open the fleet's places; on leaving, nothing runs on any of them."""
    with nullcontext(ways.logins) if ways.logins else SshLogins(ways.ssh_config) as logins:
        dial = choose_dialler(fleet, ways, logins)
        gate = asyncio.Semaphore(MOST_LOGINS)
        network = NetworkTransport(
            ways.clock, may_post_alerts=ways.send_alert_test, address_book=ways.address_book, ca_file=ways.ca_file
        )
        commands = LocalTransport(ways.clock, ways.pack_commands, ways.controller_path)
        record = ways.record or RecordTransport(ways.runs, fleet.name, fleet.digest, ways.clock)
        shells = {host.id: open_host(host, ways, dial, gate) for host in fleet.hosts.values()}
        doors = dict(list_doors(fleet, shells))
        places: Places = {CONTROLLER: ControllerPlace(commands, network, record, doors)}
        places |= {host: HostPlace(shell, find_jumps_of(fleet.hosts[host], ways)) for host, shell in shells.items()}
        try:
            yield places
        finally:
            await asyncio.gather(*(place.close() for place in places.values()))


def find_jumps_of(host: Host, ways: Ways) -> FindJumps | None:
    """Return what tells the jump hosts of the login; this machine is not logged in to."""
    if host.connection == "local":
        return None

    async def find() -> tuple[str, ...]:
        from blackstart.transports.surroundings import find_way_over  # noqa: PLC0415  # only where a login failed

        return await find_way_over(host, ways.ssh_config)

    return find


def list_doors(fleet: Fleet, shells: Mapping[str, Transport]) -> Iterator[tuple[tuple[str, int], asyncio.Event]]:
    """Yield the SSH ports of hosts that the run logs in to, each with what is set when the login has ended."""
    asked = {check.place for check in fleet.checks}
    for host, shell in shells.items():
        if host in asked and isinstance(shell, HostTransport):
            target = fleet.hosts[host].target
            yield (target.address, target.ssh_port), shell.settled


def open_host(host: Host, ways: Ways, dial: Callable[[Host], Dial], gate: asyncio.Semaphore) -> Transport:
    """Return the transport for commands on a host; nothing is dialled before it is asked, nor past the gate."""
    if host.connection == "local":
        path = ways.local_paths.get(host.id)
        return LocalTransport(ways.clock, ways.pack_commands, path, alone=path is not None)
    return HostTransport(dial(host), ways.clock, ways.pack_commands, gate=gate)
