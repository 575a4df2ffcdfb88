"""The operator's own SSH set-up is honoured, by either dialler."""

import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from integration.real_sshd import SshNet, make_key
from integration.transports.reaching import Reach, ask, read

from blackstart.model.fleet import Host
from blackstart.model.reply import CommandReply, Gap
from blackstart.transports.asyncssh_settings import AsyncSshSettings


def run(*argv: str | Path) -> None:
    """Run a tool that must succeed."""
    subprocess.run(argv, check=True, capture_output=True)


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Start a real agent; the environment leads to it."""
    socket = tmp_path / "agent"
    said = subprocess.run(["ssh-agent", "-a", socket], check=True, capture_output=True, text=True).stdout
    found = re.search(r"SSH_AGENT_PID=(\d+)", said)
    assert found is not None
    monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
    monkeypatch.setenv("SSH_AGENT_PID", found[1])
    yield socket
    run("ssh-agent", "-k")


@pytest.mark.parametrize("identities_only", [True, False])
async def test_key_that_only_the_agent_can_use(
    net: SshNet,
    reach: Reach,
    agent: Path,
    identities_only: bool,  # noqa: FBT001  # a parameter of pytest's
) -> None:
    """A key with a passphrase is used through the agent; nobody is asked for it."""
    net.add("a")
    key = net.folder / "client_key"
    run("ssh-add", "-q", key)
    run("ssh-keygen", "-q", "-p", "-P", "", "-N", "a passphrase", "-f", key)
    if not identities_only:
        net.config.write_text(net.config.read_text().replace("IdentitiesOnly yes", "IdentitiesOnly no"))
    assert await read(reach("a"), "uname") == "Linux\n"


async def test_identities_that_are_not_there(net: SshNet, reach: Reach) -> None:
    """A key that is missing, or is none, is passed over for the next."""
    net.add("a")
    (net.folder / "no_key").write_text("nothing of the kind\n")
    first = f"IdentityFile {net.folder}/missing\nIdentityFile {net.folder}/no_key\n"
    net.config.write_text(first + net.config.read_text())
    assert await read(reach("a"), "uname") == "Linux\n"


async def test_alias_that_ssh_is_given(net: SshNet, reach: Reach) -> None:
    """The baseline's address is for other questions; where SSH goes is told by the operator's configuration."""
    net.add("a")
    assert await read(reach("a", address="192.0.2.1"), "uname") == "Linux\n"


async def test_known_hosts_with_other_lines(net: SshNet, reach: Reach) -> None:
    """Hashed names are found; comments, broken lines and other hosts' keys do no harm."""
    host = net.add("a")
    make_key(net.folder / "other")
    other = (net.folder / "other.pub").read_text()
    run("ssh-keygen", "-q", "-H", "-f", net.known_hosts)
    hashed = net.known_hosts.read_text()
    assert host.address not in hashed
    net.known_hosts.write_text(f"# comment\n\nbroken\n@odd x y z\n|1|x|y {other}other.example {other}{hashed}")
    assert await read(reach("a"), "uname") == "Linux\n"


async def test_host_key_alias(net: SshNet, reach: Reach) -> None:
    """A host can be known under another name."""
    host = net.add("a")
    kind, key, *_ = (host.folder / "host_key.pub").read_text().split()
    net.known_hosts.write_text(f"alias.example {kind} {key}\n")
    net.write_entry("a", host.address, host.port, "HostKeyAlias alias.example")
    assert await read(reach("a"), "uname") == "Linux\n"


async def test_host_checking_cannot_be_switched_off(net: SshNet, reach: Reach) -> None:
    """Neither a configuration without known hosts nor one that trusts anybody lets an unknown key pass."""
    net.add("a")
    lax = "StrictHostKeyChecking no\nUserKnownHostsFile none\nGlobalKnownHostsFile none\n"
    net.config.write_text(lax + net.config.read_text())
    assert isinstance(await ask(reach("a"), "uname"), Gap)


async def test_include_and_proxy_command(net: SshNet, reach: Reach) -> None:
    """Where the way leads through a command of the operator's own, it is taken."""
    host = net.add("a")
    (net.folder / "more.conf").write_text(f"Host a\n  ProxyCommand nc {host.address} %p\n")
    net.config.write_text(f"Include {net.folder}/more.conf\n{net.config.read_text()}")
    assert await read(reach("a"), "uname") == "Linux\n"


async def test_connection_the_operator_shares(net: SshNet, reach: Reach, control_folder: str) -> None:
    """Where the operator's own configuration keeps a connection open, a run ends all the same, and at once."""
    net.add("a")
    keep = f"ControlMaster auto\nControlPath {control_folder}/own-%C\nControlPersist 5\n"
    net.config.write_text(keep + net.config.read_text())
    transport = reach("a")
    assert isinstance(await ask(transport, "uname"), CommandReply)
    started = time.monotonic()
    await transport.close()
    assert time.monotonic() - started < 4  # the operator keeps it for 5
    close_shared(net)


def close_shared(net: SshNet) -> None:
    """End the operator's own master connection, if there is one."""
    argv = ["ssh", "-F", str(net.config), "-O", "exit", "a"]
    subprocess.run(argv, check=False, capture_output=True)


def test_settings_that_only_openssh_follows(net: SshNet) -> None:
    """A configuration whose trust asyncssh cannot honour is named, so that it is not used for it."""
    assert not AsyncSshSettings(str(net.config)).not_honoured
    net.config.write_text(f"RevokedHostKeys {net.folder}/revoked\n{net.config.read_text()}")
    assert AsyncSshSettings(str(net.config)).not_honoured == {"revokedhostkeys"}


@pytest.mark.parametrize("more", ["", "IdentityFile ~/.ssh/%h\n", "Match host other\nUser matched\n"])
def test_hosts_under_the_same_lines_keep_what_is_their_own(tmp_path: Path, more: str) -> None:
    """What one host says of itself, or a token or a Match block of it, is not taken over by the next."""
    config = tmp_path / "config"
    config.write_text(f"Host *\nUser everyone\nPort 2222\n{more}")
    settings = AsyncSshSettings(str(config))
    own = settings.options_for(Host(id="own", address="own", user="me", port=22))
    other = settings.options_for(Host(id="other", address="other"))
    assert (own.host, own.username, own.port) == ("own", "me", 22)
    assert (other.host, other.username, other.port) == ("other", "everyone", 2222)
    identities = [options.config.get("IdentityFile") for options in (own, other)]
    assert identities == ([["~/.ssh/own"], ["~/.ssh/other"]] if "%h" in more else [None, None])
