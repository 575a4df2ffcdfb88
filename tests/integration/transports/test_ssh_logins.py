"""Logins by OpenSSH's client that begin before there is a loop to listen to them."""

import asyncio
import contextlib
import os
import subprocess
import time
from pathlib import Path

import pytest
from integration.real_sshd import SshNet
from integration.transports.reaching import ask, read

from blackstart.app.connections import Connections
from blackstart.app.dialling import MANY_HOSTS, begin_logins
from blackstart.model.fleet import Fleet, Host
from blackstart.model.reply import Cause, Gap
from blackstart.testing.builders import make_check, make_fleet
from blackstart.transports.host import HostTransport
from blackstart.transports.openssh import OpenSshDialler
from blackstart.transports.ssh_logins import SshLogins
from blackstart.transports.ssh_process import SshProcess


@pytest.fixture
def dialled(tmp_path: Path) -> tuple[str, Path]:
    """Return a configuration by which a login leaves a file with the host's name, and the folder of those files."""
    folder = tmp_path / "dialled"
    folder.mkdir()
    config = tmp_path / "config"
    config.write_text(f"Host *\n  ProxyCommand touch {folder}/%h\n")
    return str(config), folder


def count_open_files() -> int:
    """Return how many descriptors this process has."""
    return len(list(Path("/proc/self/fd").iterdir()))


def test_a_process_is_talked_to_and_waited_for() -> None:
    """What it is told and says goes through pipes; its status is that of its end."""
    process = SshProcess(["sh", "-c", 'read line; echo "$line"; echo no >&2; exit 3'])
    process.stdin.write(b"yes\n")
    said = (process.stdout.readall(), process.stderr.readall())
    process.wait()
    process.close()
    assert said == (b"yes\n", b"no\n")
    assert process.status == 3


def test_a_process_has_a_session_of_its_own_and_usual_signals() -> None:
    """The terminal's Ctrl-C does not reach it; a lost reader ends it, which Python itself ignores."""
    process = SshProcess(["sh", "-c", "ps -o sid= -p $$; kill -PIPE $$"])
    session = int(process.stdout.readall())
    process.wait()
    process.close()
    assert session == process.pid
    assert process.status == -13


def test_a_killed_process_has_ended_by_a_signal() -> None:
    """And it is not killed again."""
    process = SshProcess(["sleep", "1000"])
    process.kill()
    process.wait()
    process.close()
    assert process.status == -9
    process.kill()


def test_what_cannot_be_started_leaves_nothing_open() -> None:
    """Neither end of any pipe."""
    before = count_open_files()
    with pytest.raises(FileNotFoundError):
        SshProcess(["no-such-program"])
    assert count_open_files() == before


async def test_the_first_lane_takes_the_login_that_was_begun(net: SshNet) -> None:
    """What comes before anything listens is not lost, and no second login is made."""
    net.add("a")
    host = Host(id="a", address="a")
    with SshLogins(str(net.config)) as logins:
        logins.begin(host)
        taken: list[SshProcess | None] = []

        def take() -> SshProcess | None:
            taken.append(logins.take(host))
            return taken[-1]

        transport = HostTransport(OpenSshDialler(host, logins.settings, take), time.time)
        assert await read(transport, "uname") == "Linux\n"
        await transport.close()
        assert [begun.status is not None for begun in taken if begun] == [True]
        assert logins.take(host) is None


async def test_a_login_that_failed_before_it_was_taken_is_told_of(net: SshNet) -> None:
    """The reason is that of `ssh`, as of a login that is begun later."""
    host = Host(id="b", address="127.77.1.99", port=9)
    with SshLogins(str(net.config)) as logins:
        logins.begin(host)
        begun = logins.take(host)
        assert begun is not None
        await asyncio.to_thread(os.waitid, os.P_PID, begun.pid, os.WEXITED | os.WNOWAIT)
        transport = HostTransport(OpenSshDialler(host, logins.settings, lambda: begun), time.time)
        gap = await ask(transport, "uname")
        await transport.close()
    assert isinstance(gap, Gap)
    assert gap.cause is Cause.REFUSED


def test_a_login_that_nobody_took_is_ended(net: SshNet) -> None:
    """On leaving, whatever the reason."""
    host = net.add("a")
    with contextlib.suppress(KeyboardInterrupt), SshLogins(str(net.config)) as logins:
        logins.begin(Host(id="a", address="a"))
        raise KeyboardInterrupt
    left = subprocess.run(["pgrep", "-P", str(os.getpid()), "-x", "ssh"], capture_output=True, check=False)
    assert left.returncode == 1
    assert not host.processes()
    assert not Path(logins.settings.control_folder).exists()


def list_begun(fleet: Fleet, connections: Connections, folder: Path) -> set[str]:
    """Return the addresses at which logins were begun."""
    with begin_logins(fleet, connections) as begun:
        assert begun.logins is not None
        for host in fleet.hosts.values():
            if process := begun.logins.take(host):
                process.wait()
                process.close()
    return {path.name for path in folder.iterdir()}


def test_logins_begin_where_something_is_asked_by_ssh(dialled: tuple[str, Path]) -> None:
    """Not on this machine, nor on a host that is looked at from elsewhere, or in no check of this view."""
    config, folder = dialled
    hosts = {
        "asked": Host(id="asked", address="asked.example"),
        "here": Host(id="here", address="here.example", connection="local"),
        "silent": Host(id="silent", address="silent.example"),
        "pinged": Host(id="pinged", address="pinged.example"),
    }
    checks = (
        make_check("a", host="asked"),
        make_check("b", host="here"),
        make_check("c", host="pinged", place="controller"),
    )
    fleet = make_fleet(*checks, hosts=hosts)
    assert list_begun(fleet, Connections(ssh_config=config), folder) == {"asked.example"}


def test_logins_begin_by_openssh_only_where_it_is_the_client(dialled: tuple[str, Path]) -> None:
    """The client in this process is loaded first, and logs in by itself."""
    config, folder = dialled
    few = make_fleet(make_check("a", host="1"))
    many = make_fleet(*(make_check(f"c{number}", host=str(number)) for number in range(MANY_HOSTS + 1)))
    assert not list_begun(few, Connections(ssh_config=config, ssh_client="asyncssh"), folder)
    assert not list_begun(many, Connections(ssh_config=config), folder)
    begun = list_begun(many, Connections(ssh_config=config, ssh_client="openssh"), folder)
    assert len(begun) == MANY_HOSTS + 1


def test_a_folder_that_cannot_be_made_where_TMPDIR_says_is_made_elsewhere(  # noqa: N802  # the variable's name
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As `tempfile` has it; and it is for this user alone."""
    monkeypatch.setenv("TMPDIR", str(tmp_path / "none"))
    with SshLogins(None) as logins:
        folder = Path(logins.settings.control_folder)
        assert folder.stat().st_mode & 0o777 == 0o700
    assert not folder.exists()
