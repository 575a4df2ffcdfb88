"""A server that takes one unauthenticated connection at a time: the probe of its port never costs the login."""

import asyncio

import pytest
from integration.real_sshd import SshNet

from blackstart.app.connections import Connections
from blackstart.app.looking import Look, check_once
from blackstart.checks.host.load import Load
from blackstart.checks.network.ssh_login import SshLogin
from blackstart.checks.network.tcp import Tcp
from blackstart.model.fleet import Fleet, Host, Phase
from blackstart.model.outcome import Outcome
from blackstart.model.reply import Cause, Gap, Reply, TcpReply
from blackstart.model.request import CONTROLLER, TcpConnect
from blackstart.testing.builders import make_check
from blackstart.transports.door import knock

LIMITS = "PerSourceMaxStartups 1\nMaxStartups 1"
SLOW = "sleep 0.3"
"""As an account that is looked up over the network."""


@pytest.mark.parametrize("client", ["openssh", "asyncssh"])
async def test_the_probe_of_the_port_waits_for_the_login(net: SshNet, client: str) -> None:
    """Port, login and what is asked over it all pass, each time."""
    server = net.add("one", more=LIMITS, before=SLOW)
    checks = (
        make_check("port", host="one", place=CONTROLLER, spec=Tcp(banner=r"^SSH-2\.0-")),
        make_check("login", host="one", spec=SshLogin()),
        make_check("load", host="one", spec=Load(max_per_core=1000)),
    )
    host = Host(id="one", address=server.address, port=server.port)
    fleet = Fleet(name="limits", hosts={"one": host}, phases=(Phase(id="P0"),), checks=checks)
    for _ in range(3):
        looks: list[Look] = []
        connections = Connections(
            ssh_config=str(net.config), ssh_client="asyncssh" if client == "asyncssh" else "openssh"
        )
        await check_once(fleet, connections, lambda *_: None, looks.append)
        verdicts = looks[0].scorecard.verdicts
        assert [verdict.outcome for verdict in verdicts] == [Outcome.PASS] * 3, [one.reason for one in verdicts]


DROPPED = (
    Gap(cause=Cause.CONNECTION_LOST),
    TcpReply(banner=""),
    TcpReply(banner="Not allowed at this time"),
    TcpReply(banner="Exceeded MaxStartups"),
)
GREETING = TcpReply(banner="SSH-2.0-OpenSSH_9.2")


@pytest.mark.parametrize("first", [*DROPPED, Gap(cause=Cause.REFUSED), GREETING])
async def test_a_probe_that_was_dropped_during_a_slow_login_is_put_again(
    first: Reply | Gap, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once, when the login has ended; what is no such drop is told as it is."""
    monkeypatch.setattr("blackstart.transports.door.PATIENCE", 0.01)
    login = asyncio.Event()
    answers = [first, GREETING]
    asked = []

    async def ask(request: TcpConnect) -> Reply | Gap:
        asked.append(request)
        login.set()
        return answers[len(asked) - 1]

    reply = await knock(TcpConnect(address="a", port=22, banner=True), ask, login)
    assert (reply, len(asked)) == ((GREETING, 2) if first in DROPPED else (first, 1))
