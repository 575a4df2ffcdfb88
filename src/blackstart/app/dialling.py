"""How a run's hosts are dialled, beginning before the rest of the run is loaded: a login takes longer than that."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from blackstart.app.connections import Connections
from blackstart.model.fleet import Fleet, Host
from blackstart.transports.ssh_logins import SshLogins

if TYPE_CHECKING:
    from blackstart.transports.pipe import Dial

MANY_HOSTS = 16
"""Beyond so many, one process for each host costs more than an SSH client in this one (docs/decisions/0001)."""


@contextmanager
def begin_logins(fleet: Fleet, connections: Connections) -> Iterator[Connections]:
    """Begin to log in on every host that the run will ask; yield connections that hold those logins.

    On leaving, what was not taken up is ended.
    """
    with SshLogins(connections.ssh_config) as logins:
        if not prefers_asyncssh(fleet, connections):
            asked = {check.place for check in fleet.checks}
            for host in fleet.hosts.values():
                if host.id in asked and host.connection == "ssh":
                    logins.begin(host)
        yield msgspec.structs.replace(connections, logins=logins)


def choose_dialler(fleet: Fleet, connections: Connections, logins: SshLogins) -> "Callable[[Host], Dial]":
    """Return how hosts are dialled: by OpenSSH's client, or in this process where they are many.

    A configuration that only OpenSSH's client can follow is left to it.
    """
    if prefers_asyncssh(fleet, connections):
        from blackstart.transports.asyncssh_dialler import AsyncSshDialler  # noqa: PLC0415  # 0.3 s
        from blackstart.transports.asyncssh_login import Logins  # noqa: PLC0415  # as above
        from blackstart.transports.asyncssh_settings import AsyncSshSettings  # noqa: PLC0415  # as above

        shared = AsyncSshSettings(connections.ssh_config)
        if connections.ssh_client == "asyncssh" or not shared.not_honoured:
            own = Logins(shared)
            return lambda host: AsyncSshDialler(host, own)
    from blackstart.transports.openssh import OpenSshDialler  # noqa: PLC0415  # asyncio; logins begin without it

    return lambda host: OpenSshDialler(host, logins.settings, partial(logins.take, host))


def prefers_asyncssh(fleet: Fleet, connections: Connections) -> bool:
    """Tell whether the client in this process is asked for, or the better one for so many hosts."""
    many = sum(host.connection == "ssh" and host.login == "ssh" for host in fleet.hosts.values()) > MANY_HOSTS
    return connections.ssh_client == "asyncssh" or (connections.ssh_client == "auto" and many)
