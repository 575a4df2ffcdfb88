"""Transports to the hosts of a test, over each dialler."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Iterator

import pytest
from integration.real_sshd import SshNet
from integration.transports.reaching import Reach, make_dials

from blackstart.model.fleet import Host
from blackstart.transports.host import HostTransport

OWN = (("uptime",), ("who",))
"""Programs that a test's host has scripts for: what they are told is not looked at."""


@pytest.fixture(params=["openssh", "asyncssh"])
def dialler(request: pytest.FixtureRequest) -> str:
    """Return the name of each dialler in turn."""
    return str(request.param)


@pytest.fixture
def control_folder() -> Iterator[str]:
    """Return a folder with a path short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="bs-") as folder:
        yield folder


@pytest.fixture
async def reach(net: SshNet, dialler: str, control_folder: str) -> AsyncIterator[Reach]:
    """Return what opens a transport to a host the test has set up; each is closed at the end."""
    opened: list[HostTransport] = []

    def open_host(name: str, login_limit: float = 10.0, address: str | None = None) -> HostTransport:
        host = Host(id=name, address=address or name, ssh=name if address else None)
        dial = make_dials(dialler, net, control_folder)(host)
        opened.append(HostTransport(dial, time.time, OWN, login_limit=login_limit))
        return opened[-1]

    yield open_host
    await asyncio.gather(*(transport.close() for transport in opened))
