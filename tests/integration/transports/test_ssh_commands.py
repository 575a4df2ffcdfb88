"""Commands that misbehave on a real host: what comes of each, and that nothing is left there."""

import asyncio
import os
import re
import time

import pytest
from integration.real_sshd import MARK, SshNet
from integration.transports.reaching import Reach, ask, read, wait_for, wait_until_empty

from blackstart.model.reply import Cause, CommandReply, Gap
from blackstart.model.request import RunCommand
from blackstart.testing.fake import FixedClock
from blackstart.transports.base import Transport
from blackstart.transports.host import HostTransport

STUBBORN = "trap '' TERM HUP INT; while :; do sleep 1; done"
LONG = 20.0
"""Seconds that a busy machine may take for what is quick; what is waited for is the event."""
AS_NOBODY = "setpriv --reuid=65534 --regid=65534 --clear-groups /bin/sh"


async def gap_of(host: Transport, *argv: str, limit: float = 5.0, **more: bool) -> Gap:
    """Put a command that must not be answered."""
    reply = await ask(host, *argv, limit=limit, **more)
    assert isinstance(reply, Gap), reply
    return reply


@pytest.mark.parametrize("script", ["exec sleep 1000", "sleep 1000", STUBBORN, "sleep 1000 & sleep 1000 & wait"])
async def test_command_that_hangs(net: SshNet, reach: Reach, script: str) -> None:
    """A command is ended at its limit, whatever it ignores, and those beside it are answered."""
    host = net.add("a")
    host.tool("uptime", script)
    transport = reach("a")
    await read(transport, "id", "-un")
    gap, name = await asyncio.gather(gap_of(transport, "uptime", limit=0.5), read(transport, "uname"))
    assert gap.cause is Cause.TIME_LIMIT
    assert name == "Linux\n"
    await wait_for(lambda: not any("uptime" in line or "1000" in line for line in host.processes().values()), LONG)
    await transport.close()
    assert not await wait_until_empty(host, LONG)


async def test_several_hang_at_once(net: SshNet, reach: Reach) -> None:
    """Hung commands do not stand in line behind each other, and quick ones do not wait for them."""
    host = net.add("a")
    host.tool("uptime", f": >{host.folder}/started-$1; {STUBBORN}")
    transport = reach("a")
    hung = [gap_of(transport, "uptime", str(number), limit=10 * LONG) for number in range(5)]
    quick = [read(transport, "stat", "-c", "%n", f"/{part}") for part in ("bin", "etc", "usr", "var", "dev") * 4]
    quick_task = asyncio.gather(*quick[:5])
    hung_task = asyncio.gather(*hung)
    rest_task = asyncio.gather(*quick[5:])
    assert await quick_task == ["/bin\n", "/etc\n", "/usr\n", "/var\n", "/dev\n"]
    assert len(await rest_task) == 15
    await wait_for(lambda: all((host.folder / f"started-{number}").exists() for number in range(5)), LONG)
    assert not hung_task.done()
    await transport.close()
    assert {gap.cause for gap in await hung_task} == {Cause.INTERRUPTED}
    assert not await wait_until_empty(host, 1.5)


@pytest.mark.parametrize("script", ["exec yes", "head -c 1000000000 /dev/zero", "yes >&2 & exec yes"])
async def test_command_that_floods(net: SshNet, reach: Reach, script: str) -> None:
    """Too much output is a gap as soon as it is too much; the next question is answered."""
    host = net.add("a")
    host.tool("uptime", script)
    transport = reach("a")
    gap, name = await asyncio.gather(gap_of(transport, "uptime"), read(transport, "uname"))
    assert gap.cause is Cause.TOO_LARGE
    assert name == "Linux\n"
    await transport.close()
    assert not await wait_until_empty(host, 1)


async def test_command_that_floods_its_errors(net: SshNet, reach: Reach) -> None:
    """Of a flood on standard error the first part is kept, until the command's time is up."""
    net.add("a").tool("uptime", "exec yes >&2")
    transport = reach("a")
    assert (await gap_of(transport, "uptime", limit=0.5)).cause is Cause.TIME_LIMIT
    net.hosts["a"].tool("who", "head -c 1000000 /dev/zero | tr '\\0' x >&2; echo done")
    reply = await ask(transport, "who")
    assert isinstance(reply, CommandReply)
    assert (reply.stdout, set(reply.stderr)) == ("done\n", {"x"})
    assert len(reply.stderr) == 65536


async def test_binary_output(net: SshNet, reach: Reach) -> None:
    """Every byte comes through; what is not UTF-8 stands as escapes."""
    host = net.add("a")
    data = bytes(range(256)) * 300 + "é\r\n\n".encode()
    (host.folder / "data").write_bytes(data)
    assert await read(reach("a"), "cat", str(host.folder / "data")) == data.decode(errors="backslashreplace")


async def test_output_that_looks_like_a_marker(net: SshNet, reach: Reach) -> None:
    """A command that prints what a marker looks like answers with just that."""
    host = net.add("a")
    text = "\n0123456789abcdef0123456789abcdef-0 0\n\n0123456789abcdef0123456789abcdef!\n\n\n"
    (host.folder / "data").write_text(text)
    transport = reach("a")
    assert await read(transport, "cat", str(host.folder / "data")) == text
    assert await read(transport, "uname") == "Linux\n"


async def test_command_cannot_learn_the_nonce(net: SshNet, reach: Reach) -> None:
    """Neither command lines nor environments nor open files hold what a marker needs."""
    net.add("a").tool(
        "uptime",
        "cat; ls -l /proc/self/fd /proc/$PPID/fd; cd /proc; for p in [0-9]*; do"
        f" grep -qs {MARK}= $p/environ && tr '\\0' ' ' <$p/cmdline && tr '\\0' ' ' <$p/environ; done; true",
    )
    seen = await read(reach("a"), "uptime")
    assert MARK in seen
    assert not re.search(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", seen)


async def test_missing_tool(net: SshNet, reach: Reach) -> None:
    """A tool that is not there is a gap, not an empty answer."""
    net.add("a")
    gap = await gap_of(reach("a"), "/usr/local/bin/uptime")
    assert gap.cause is Cause.TOOL_MISSING
    assert "/usr/local/bin/uptime" in gap.detail


async def test_tool_that_may_not_be_run(net: SshNet, reach: Reach) -> None:
    """A tool that is there and may not be run does not count as missing."""
    tool = net.add("a").folder / "run"  # a directory of /usr/bin could not be written, a path can be allowed
    (tool.parent / "closed").write_text("")
    transport = HostTransport(reach("a")._dial, time.time, ((str(tool.parent / "closed"),),))  # noqa: SLF001  # its way
    assert (await gap_of(transport, str(tool.parent / "closed"))).cause is Cause.PRIVILEGE_REFUSED
    await transport.close()


async def test_sudo_that_needs_a_password(net: SshNet, reach: Reach) -> None:
    """Where sudo would ask for a password the gap says that privilege is refused."""
    net.add("a", shell=AS_NOBODY if os.geteuid() == 0 else "/bin/sh")
    gap = await gap_of(reach("a"), "id", "-un", sudo=True)
    assert gap.cause is Cause.PRIVILEGE_REFUSED
    assert "password" in gap.detail


@pytest.mark.skipif(os.geteuid() != 0, reason="root alone is sure to be let through by sudo")
async def test_sudo_that_lets_through(net: SshNet, reach: Reach) -> None:
    """Under sudo a command is answered, a missing tool is missing, and a hung one is ended."""
    host = net.add("a")
    host.tool("uptime", STUBBORN)
    transport = reach("a")
    reply = await ask(transport, "id", "-un", sudo=True)
    assert isinstance(reply, CommandReply)
    assert reply.stdout == "root\n"
    assert (await gap_of(transport, "/usr/local/bin/uptime", sudo=True)).cause is Cause.TOOL_MISSING
    hung = str(host.bin / "uptime")
    pack = HostTransport(transport._dial, time.time, ((hung,),))  # noqa: SLF001  # another transport over the same way
    assert (await gap_of(pack, hung, limit=0.5, sudo=True)).cause is Cause.TIME_LIMIT
    await pack.close()
    await transport.close()
    assert not await wait_until_empty(host, 1)


async def test_no_sudo(net: SshNet, reach: Reach) -> None:
    """A host without sudo refuses privilege; the tool itself is not called missing."""
    host = net.add("a")
    host.remove("sudo")
    assert (await gap_of(reach("a"), "id", "-un", sudo=True)).cause is Cause.PRIVILEGE_REFUSED


async def test_streams_are_kept_apart(net: SshNet, reach: Reach) -> None:
    """However the two streams mix, each comes whole and in order."""
    net.add("a").tool("uptime", 'i=0; while [ $i -lt 500 ]; do echo "o$i"; echo "e$i" >&2; i=$((i+1)); done')
    reply = await ask(reach("a"), "uptime")
    assert isinstance(reply, CommandReply)
    assert reply.stdout.split() == [f"o{number}" for number in range(500)]
    assert reply.stderr.split() == [f"e{number}" for number in range(500)]


async def test_output_without_end_of_line(net: SshNet, reach: Reach) -> None:
    """What a command prints is given back to the byte, with and without a last newline."""
    host = net.add("a")
    host.tool("uptime", 'printf %s "$1"; printf %s "$1" >&2')
    transport = reach("a")
    texts = ["", "\n", "a", "a\n", "\n\n", "\r", "a\n\nb"]
    replies = await asyncio.gather(*(ask(transport, "uptime", text) for text in texts))
    answered = [reply for reply in replies if isinstance(reply, CommandReply)]
    assert [reply.stdout for reply in answered] == texts
    assert [reply.stderr for reply in answered] == texts


async def test_many_questions_at_once(net: SshNet, reach: Reach) -> None:
    """Two hundred questions are each given their own answer, over one connection."""
    host = net.add("a")
    transport = reach("a")
    names = [f"/proc/{number}" for number in range(1, 201)]
    host.tool("stat", 'printf %s "$3"')
    answers = await asyncio.gather(*(read(transport, "stat", "-c", "%n", name) for name in names))
    assert answers == names
    assert len(host.sessions()) == 1


async def test_exit_codes_and_signals(net: SshNet, reach: Reach) -> None:
    """A command's own end is an answer, also where it looks like a time-out's."""
    net.add("a").tool("uptime", 'case $1 in k) kill -KILL $$;; *) exit "$1";; esac')
    transport = reach("a")
    replies = await asyncio.gather(*(ask(transport, "uptime", word) for word in ("0", "1", "124", "255", "k")))
    assert [reply.exit_code for reply in replies if isinstance(reply, CommandReply)] == [0, 1, 124, 255, 137]


async def test_connection_cut_in_mid_command(net: SshNet, reach: Reach) -> None:
    """The command that ran is lost; what waited behind it is asked again over a new connection."""
    host = net.add("a")
    host.tool("uptime", f": >{host.folder}/started; exec sleep 1000")
    transport = reach("a")
    running = asyncio.ensure_future(gap_of(transport, "uptime", limit=20))
    waiting = asyncio.ensure_future(read(transport, "uname"))
    await wait_for((host.folder / "started").exists)
    host.cut()
    assert (await running).cause is Cause.CONNECTION_LOST
    assert await waiting == "Linux\n"
    await transport.close()
    assert not await wait_until_empty(host, 1)


async def test_connection_that_is_always_cut(net: SshNet, reach: Reach) -> None:
    """A host that drops every connection is given up on after a few."""
    up = "p=$PPID; until grep -q sshd /proc/$p/comm; do p=$(($(ps -o ppid= -p $p))); done"
    net.add("a").tool("uptime", f"{up}; kill -KILL $p")
    transport = reach("a")
    gaps = await asyncio.gather(*(gap_of(transport, "uptime", str(number)) for number in range(10)))
    assert {gap.cause for gap in gaps} == {Cause.CONNECTION_LOST}


async def test_one_session_at_a_time(net: SshNet, reach: Reach) -> None:
    """Where the server takes no second session, a slow command delays the others and costs none of them."""
    host = net.add("a", more="MaxSessions 1")
    host.tool("uptime", "exec sleep 1000")
    transport = reach("a")
    gap, name = await asyncio.gather(gap_of(transport, "uptime", limit=1.0), read(transport, "uname"))
    assert gap.cause is Cause.TIME_LIMIT
    assert name == "Linux\n"


async def test_rounds_share_the_connection(net: SshNet, reach: Reach) -> None:
    """A second round goes over the shell that is already there."""
    host = net.add("a")
    transport = reach("a")
    await read(transport, "uname")
    before = host.sessions()
    for _ in range(5):
        assert await read(transport, "uname") == "Linux\n"
    assert host.sessions() == before


async def test_old_shell_is_replaced(net: SshNet, reach: Reach) -> None:
    """Before the host would end a shell for its age, a new one takes its place, and no question is lost."""
    host = net.add("a")
    clock = FixedClock()
    transport = HostTransport(reach("a")._dial, clock)  # noqa: SLF001  # another transport over the same way
    name = await read(transport, "uname")
    before = set(host.processes())
    clock.advance(1000)
    assert await read(transport, "uname") == name
    await wait_for(lambda: not before & set(host.processes()))
    await transport.close()


async def test_closing_leaves_nothing(net: SshNet, reach: Reach) -> None:
    """Within a second of closing nothing runs on the host, and what was open is answered as interrupted."""
    host = net.add("a")
    host.tool("uptime", f": >{host.folder}/started; {STUBBORN}")
    host.tool("who", "exec sleep 1000")
    transport = reach("a")
    asked = [transport.ask(RunCommand(argv=(name, str(n)), limit=30)) for name in ("uptime", "who") for n in range(2)]
    open_ones = asyncio.gather(*asked)
    await wait_for((host.folder / "started").exists)
    await asyncio.sleep(0.5)
    await transport.close()
    assert not await wait_until_empty(host, LONG)
    assert {reply.cause for reply in await open_ones if isinstance(reply, Gap)} == {Cause.INTERRUPTED}
    assert isinstance(await transport.ask(RunCommand(argv=("uname",))), Gap)


async def test_words_that_cannot_be_sent(net: SshNet, reach: Reach) -> None:
    """A word that no command line can hold is refused before anything is sent."""
    net.add("a")
    gap = await gap_of(reach("a"), "stat", "\ud800")
    assert gap.cause is Cause.NOT_PERMITTED
