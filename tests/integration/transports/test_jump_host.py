"""A host that is reached over another one is held by that, where it is down; with both SSH clients."""

import pytest
from integration.real_sshd import SshNet

from blackstart.app.connections import Connections
from blackstart.app.looking import Look, check_once
from blackstart.checks.host.load import Load
from blackstart.checks.network.ssh_login import SshLogin
from blackstart.model.fleet import Fleet, Host, Phase
from blackstart.model.outcome import Outcome
from blackstart.testing.builders import make_check
from blackstart.transports.surroundings import read_proxy

CHECKS = (
    make_check("inner-login", host="inner", spec=SshLogin()),
    make_check("inner-load", host="inner", spec=Load(max_per_core=1000)),
    make_check("jump-login", host="jump", spec=SshLogin()),
)
FLEET = Fleet(
    name="behind",
    hosts={"inner": Host(id="inner", address="inner"), "jump": Host(id="jump", address="bastion")},
    phases=(Phase(id="P0"),),
    checks=CHECKS,
)
WAYS = ("ProxyJump bastion", "ProxyCommand ssh -F {config} -W %h:%p bastion")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("client", ["openssh", "asyncssh"])
async def test_only_the_jump_host_is_red(net: SshNet, client: str, way: str) -> None:
    """What is behind it is held by its login."""
    inner, bastion = net.add("inner"), net.add("bastion")
    net.write_entry("inner", inner.address, inner.port, way.format(config=net.config))
    bastion.stop()
    looks: list[Look] = []
    connections = Connections(ssh_config=str(net.config), ssh_client="asyncssh" if client == "asyncssh" else "openssh")
    await check_once(FLEET, connections, lambda *_: None, looks.append)
    verdicts = looks[0].scorecard.verdicts
    assert {one.check: one.held_by for one in verdicts if one.outcome is not Outcome.PASS} == {
        "inner-login": "jump-login",
        "inner-load": "jump-login",
        "jump-login": None,
    }, [one.reason for one in verdicts]


@pytest.mark.parametrize(
    ("command", "host"),
    [
        ("ssh -W %h:%p bastion", "bastion"),
        ("exec /usr/bin/ssh -q -W %h:%p -l ops ops@bastion.example", "bastion.example"),
        ("ssh bastion nc %h %p", "bastion"),
        ("nc -X 5 -x 192.0.2.1:1080 %h %p", None),
        ("ssh -W", None),
        ("'", None),
        ("", None),
    ],
)
def test_the_host_of_a_proxy_command(command: str, host: str | None) -> None:
    """Where it is `ssh` itself."""
    assert read_proxy(command) == host
