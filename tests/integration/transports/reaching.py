"""Ways to reach a test's hosts, to ask and to judge."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping

from integration.real_sshd import SshHost, SshNet

from blackstart.collect.collector import Collector
from blackstart.model.exchange import Transcript
from blackstart.model.fleet import Fleet, Host
from blackstart.model.reply import CommandReply, Gap, Reply
from blackstart.model.request import RunCommand
from blackstart.model.scorecard import RunSpan, Scorecard
from blackstart.transports.asyncssh_dialler import AsyncSshDialler
from blackstart.transports.asyncssh_login import Logins
from blackstart.transports.asyncssh_settings import AsyncSshSettings
from blackstart.transports.base import Transport
from blackstart.transports.host import HostTransport
from blackstart.transports.openssh import OpenSshDialler
from blackstart.transports.pipe import Dial
from blackstart.transports.ssh_command import SshSettings
from blackstart.verdicts.scorecard import judge

Reach = Callable[..., HostTransport]
MakeDial = Callable[[Host], Dial]


def make_dials(dialler: str, net: SshNet, control_folder: str) -> MakeDial:
    """Return what makes a dial for a host, with what all hosts share; connections stand within a second."""
    if dialler == "openssh":
        settings = SshSettings(config_file=str(net.config), control_folder=control_folder, connect_limit=1)
        return lambda host: OpenSshDialler(host, settings)
    logins = Logins(AsyncSshSettings(str(net.config)))
    return lambda host: AsyncSshDialler(host, logins, connect_limit=1)


async def ask(host: Transport, *argv: str, limit: float = 5.0, sudo: bool = False, heavy: bool = False) -> Reply | Gap:
    """Put one command."""
    return await host.ask(RunCommand(argv=argv, limit=limit, sudo=sudo, heavy=heavy))


async def read(host: Transport, *argv: str) -> str:
    """Put one command that must be answered, and return what it printed."""
    reply = await ask(host, *argv)
    assert isinstance(reply, CommandReply), reply
    return reply.stdout


async def look(fleet: Fleet, places: Mapping[str, Transport]) -> tuple[Scorecard, Collector]:
    """Collect once and judge."""
    collector = Collector(fleet, places)
    started = time.time()
    await collector.collect()
    span = RunSpan(started=started, ended=time.time())
    return judge(fleet, Transcript(collector.exchanges), span, now=span.ended), collector


async def wait_until_empty(host: SshHost, seconds: float) -> dict[int, str]:
    """Wait until nothing runs on the host, for so many seconds; return what still does."""
    with contextlib.suppress(TimeoutError):
        await wait_for(lambda: not host.processes(), seconds)
    return host.processes()


async def wait_for(condition: Callable[[], object], seconds: float = 5.0) -> None:
    """Wait until the condition holds."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  # of other processes nothing tells but looking
            await asyncio.sleep(0.01)
