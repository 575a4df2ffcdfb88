"""Hosts that cannot be logged in to: each gap is typed, and no other host's evidence suffers."""

import contextlib
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from integration.real_sshd import SshNet, find_free_port, make_key
from integration.transports.reaching import Reach, ask, look, read, wait_until_empty

from blackstart.checks.host.load import Load
from blackstart.checks.network.ssh_login import SshLogin
from blackstart.model.outcome import Outcome, Result
from blackstart.model.reply import Cause, CommandReply, Gap
from blackstart.testing.builders import make_check, make_fleet


def listen_nowhere(net: SshNet) -> None:
    """Listen nowhere."""
    net.write_entry("bad", "127.77.2.1", find_free_port("127.77.2.1"))


def change_key(net: SshNet) -> None:
    """Let the host show another key than the one known."""
    net.add("bad")
    known = net.known_hosts.read_text()
    make_key(net.folder / "other")
    kind, key, *_ = (net.folder / "other.pub").read_text().split()
    place = known.splitlines()[-1].split()[0]
    net.known_hosts.write_text("\n".join([*known.splitlines()[:-1], f"{place} {kind} {key}"]) + "\n")


def forget_key(net: SshNet) -> None:
    """Know no key of the host."""
    known = net.known_hosts.read_text()
    net.add("bad")
    net.known_hosts.write_text(known)


def revoke_key(net: SshNet) -> None:
    """Mark the host's known key as revoked."""
    net.trust(net.add("bad"), "@revoked")


def change_kind_of_key(net: SshNet) -> None:
    """Let the host show a key of a kind that known_hosts holds none of for it."""
    host = net.add("bad")
    host.stop()
    for name in ("host_key", "host_key.pub"):
        (host.folder / name).unlink()
    make_key(host.folder / "host_key", "ecdsa")
    host.start()


def refuse_key(net: SshNet) -> None:
    """Authorize nobody's key."""
    (net.add("bad").folder / "authorized_keys").write_text("")


def close_login(net: SshNet) -> None:
    """Say before the login what pam_nologin(8) says, and let nobody in."""
    (net.folder / "nologin").write_text("System is booting up. Unprivileged users are not permitted to log in yet.\n")
    (net.add("bad", more=f"Banner {net.folder}/nologin").folder / "authorized_keys").write_text("")


def break_shell(net: SshNet) -> None:
    """End the login shell at once."""
    net.add("bad", before="exit 1")


def print_garbage(net: SshNet) -> None:
    """Print what is no shell's, and end well."""
    net.add("bad", before="head -c 100000 /dev/urandom; exit 0")


def echo_input(net: SshNet) -> None:
    """Repeat what is said, the makings of markers and all."""
    net.add("bad", before="exec cat")


def hang_login(net: SshNet) -> None:
    """Never come to a shell."""
    net.add("bad", before="exec sleep 1000")


def merge_streams(net: SshNet) -> None:
    """Send standard error as standard output: neither can be told from the other."""
    net.add("bad", before="exec 2>&1")


def name_nothing(net: SshNet) -> None:
    """Name a host that does not resolve."""
    net.write_entry("bad", "host.invalid", 22)


FAULTS: dict[Callable[[SshNet], None], Cause] = {
    listen_nowhere: Cause.REFUSED,
    change_key: Cause.HOST_KEY_CHANGED,
    forget_key: Cause.HOST_KEY_UNKNOWN,
    revoke_key: Cause.HOST_KEY_CHANGED,
    change_kind_of_key: Cause.HOST_KEY_CHANGED,
    refuse_key: Cause.AUTH_REFUSED,
    close_login: Cause.LOGIN_CLOSED,
    break_shell: Cause.SHELL_BROKEN,
    print_garbage: Cause.SHELL_BROKEN,
    echo_input: Cause.LOGIN_HUNG,
    hang_login: Cause.LOGIN_HUNG,
    merge_streams: Cause.LOGIN_HUNG,
    name_nothing: Cause.NAME_UNKNOWN,
}
FLEET = make_fleet(
    make_check("bad-login", host="bad", spec=SshLogin()),
    make_check("bad-load", host="bad", spec=Load(max_per_core=1000)),
    make_check("good-login", host="good", spec=SshLogin()),
    make_check("good-load", host="good", spec=Load(max_per_core=1000)),
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
async def test_gap_is_typed_and_stays_on_its_host(net: SshNet, reach: Reach, fault: Callable[[SshNet], None]) -> None:
    """A host with the fault is BLOCKED for its cause, once; the other host passes."""
    net.add("good")
    fault(net)
    scorecard, collector = await look(FLEET, {"bad": reach("bad", login_limit=1.5), "good": reach("good")})
    verdicts = {verdict.check: verdict for verdict in scorecard.verdicts}
    assert verdicts["bad-login"].cause is FAULTS[fault], verdicts["bad-login"]
    assert verdicts["bad-login"].outcome is Outcome.BLOCKED
    assert verdicts["bad-load"].held_by == "bad-login"
    assert {verdicts["good-login"].outcome, verdicts["good-load"].outcome} == {Outcome.PASS}, verdicts
    assert scorecard.result is Result.BLOCKED
    assert all(isinstance(item.reply, Gap) for item in collector.exchanges if item.place == "bad")


@contextlib.contextmanager
def accept_nothing(address: str) -> Iterator[int]:
    """Give a port whose queue of connections is full: the kernel drops what comes (listen(2))."""
    with socket.socket() as server, contextlib.ExitStack() as stack:
        server.bind((address, 0))
        server.listen(0)
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.settimeout(0)
            waiting.connect_ex(server.getsockname())
        yield server.getsockname()[1]


async def test_address_that_never_answers(net: SshNet, reach: Reach) -> None:
    """No answer to the connection is a time-out, within the limit."""
    with accept_nothing("127.77.2.2") as port:
        net.write_entry("bad", "127.77.2.2", port)
        started = time.monotonic()
        gap = await ask(reach("bad"), "id", "-un")
    assert isinstance(gap, Gap)
    assert gap.cause is Cause.CONNECT_TIMED_OUT
    assert time.monotonic() - started < 30  # the kernel itself gives up after two minutes


async def test_server_that_says_nothing(net: SshNet, reach: Reach) -> None:
    """A port that accepts and does not greet is told from one that does not answer."""
    with socket.create_server(("127.77.2.3", 0)) as server:
        net.write_entry("bad", "127.77.2.3", server.getsockname()[1])
        gap = await ask(reach("bad"), "id", "-un")
    assert isinstance(gap, Gap)
    assert gap.cause is Cause.NO_BANNER


async def test_failed_login_answers_everything_at_once(net: SshNet, reach: Reach) -> None:
    """Of 50 questions to a host that refuses, each gets the one answer, and none waits for the next try."""
    listen_nowhere(net)
    host = reach("bad")
    for _ in range(50):
        gap = await ask(host, "id", "-un")
        assert isinstance(gap, Gap)
        assert gap.cause is Cause.REFUSED


async def test_server_that_does_not_take_the_connection(net: SshNet, reach: Reach) -> None:
    """A server that is full closes at once (sshd_config(5), MaxStartups): the connection is lost."""
    with socket.create_server(("127.77.2.4", 0)) as server:
        net.write_entry("bad", "127.77.2.4", server.getsockname()[1])
        host = reach("bad")
        closer = Thread(target=close_first, args=(server,))
        closer.start()
        gap = await ask(host, "id", "-un")
        closer.join()
    assert isinstance(gap, Gap)
    assert gap.cause is Cause.CONNECTION_LOST


def close_first(server: socket.socket) -> None:
    """Close the first connection that comes."""
    server.accept()[0].close()


ALWAYS_THERE = ("/bin/bash", "/bin/dash")


SHELLS = (*ALWAYS_THERE, "/usr/bin/fish", "/bin/tcsh")
INSTALLED = [shell for shell in SHELLS if Path(shell).exists()]


@pytest.mark.parametrize("shell", SHELLS)
async def test_login_shells(net: SshNet, reach: Reach, shell: str) -> None:
    """Whatever the login shell is, words arrive as they were sent."""
    if shell not in INSTALLED and shell not in ALWAYS_THERE:
        pytest.skip(f"{shell} is not installed")
    host = net.add("a", shell=shell)
    words = ["a b", "it's", '"q"', "$HOME", "`id`", "!x", "*", "\\n", "two  blanks", "", "é", "~", ";"]
    transport = reach("a")
    host.tool("stat", 'for word do printf "[%s]" "$word"; done')
    assert await read(transport, "stat", *words) == "".join(f"[{word}]" for word in words)
    assert isinstance(await ask(transport, "false_is_not_in_the_table"), Gap)
    await transport.close()
    assert not await wait_until_empty(host, 1)


async def test_profile_noise_is_no_evidence(net: SshNet, reach: Reach) -> None:
    """What a login prints on either stream before the shell is ready stands in no answer."""
    net.add("a", before="echo Welcome; echo 'bash: warning: setlocale' >&2")
    reply = await ask(reach("a"), "cat", "/nowhere")
    assert isinstance(reply, CommandReply)
    assert reply.stdout == ""
    assert reply.stderr.splitlines() == ["cat: /nowhere: No such file or directory"]


async def test_jump_host(net: SshNet, reach: Reach) -> None:
    """A host behind a jump host is reached through it, each by its own key."""
    net.add("jump")
    far = net.add("far")
    net.write_entry("far", far.address, far.port, "ProxyJump jump")
    transport = reach("far")
    assert await read(transport, "id", "-un")
    await transport.close()
    assert not await wait_until_empty(far, 1)


async def test_jump_host_is_down(net: SshNet, reach: Reach) -> None:
    """Behind a jump host that refuses, the host is not reached, and says so."""
    far = net.add("far")
    net.write_entry("jump", "127.77.2.5", find_free_port("127.77.2.5"))
    net.write_entry("far", far.address, far.port, "ProxyJump jump")
    gap = await ask(reach("far"), "id", "-un")
    assert isinstance(gap, Gap)
    assert gap.cause is Cause.REFUSED
