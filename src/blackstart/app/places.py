"""Wire the places of a run: which transport stands for each."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from blackstart.app.ways import Ways
from blackstart.model.fleet import Fleet, Host
from blackstart.model.request import CONTROLLER
from blackstart.transports.base import Transport
from blackstart.transports.host import MOST_LOGINS, HostTransport
from blackstart.transports.local import LocalTransport
from blackstart.transports.network import NetworkTransport
from blackstart.transports.openssh import OpenSshDialler, read_settings
from blackstart.transports.pipe import Dial
from blackstart.transports.place import ControllerPlace, HostPlace
from blackstart.transports.record import RecordTransport

Places = dict[str, Transport]
MANY_HOSTS = 16
"""Beyond so many, one process for each host costs more than an SSH client in this one (docs/decisions/0001)."""


@asynccontextmanager
async def open_places(fleet: Fleet, ways: Ways) -> AsyncIterator[Places]:
    """Open the fleet's places; on leaving, nothing runs on any of them."""
    with tempfile.TemporaryDirectory(prefix="blackstart-", ignore_cleanup_errors=True) as folder:
        dial = choose_dialler(fleet, ways, folder)
        gate = asyncio.Semaphore(MOST_LOGINS)
        network = NetworkTransport(
            ways.clock, may_post_alerts=ways.send_alert_test, address_book=ways.address_book, ca_file=ways.ca_file
        )
        commands = LocalTransport(ways.clock, fleet.read_only_commands, ways.controller_path)
        record = ways.record or RecordTransport(ways.runs, fleet.name, fleet.digest, ways.clock)
        places: Places = {CONTROLLER: ControllerPlace(commands, network, record)}
        for host in fleet.hosts.values():
            places[host.id] = HostPlace(open_host(host, fleet, ways, dial, gate))
        try:
            yield places
        finally:
            await asyncio.gather(*(place.close() for place in places.values()))


def choose_dialler(fleet: Fleet, ways: Ways, folder: str) -> Callable[[Host], Dial]:
    """Return how hosts are dialled: by OpenSSH's client, or in this process where they are many.

    A configuration that only OpenSSH's client can follow is left to it.
    """
    many = sum(host.connection == "ssh" for host in fleet.hosts.values()) > MANY_HOSTS
    if ways.ssh_client == "asyncssh" or (ways.ssh_client == "auto" and many):
        from blackstart.transports.asyncssh_dialler import AsyncSshDialler  # noqa: PLC0415  # 0.3 s
        from blackstart.transports.asyncssh_login import Logins  # noqa: PLC0415  # as above
        from blackstart.transports.asyncssh_settings import AsyncSshSettings  # noqa: PLC0415  # as above

        shared = AsyncSshSettings(ways.ssh_config)
        if ways.ssh_client == "asyncssh" or not shared.not_honoured:
            logins = Logins(shared)
            return lambda host: AsyncSshDialler(host, logins)
    settings = read_settings(ways.ssh_config, folder)
    return lambda host: OpenSshDialler(host, settings)


def open_host(host: Host, fleet: Fleet, ways: Ways, dial: Callable[[Host], Dial], gate: asyncio.Semaphore) -> Transport:
    """Return the transport for commands on a host; nothing is dialled before it is asked, nor past the gate."""
    if host.connection == "local":
        path = ways.local_paths.get(host.id)
        return LocalTransport(ways.clock, fleet.read_only_commands, path, alone=path is not None)
    return HostTransport(dial(host), ways.clock, fleet.read_only_commands, gate=gate)
