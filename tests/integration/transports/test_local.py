"""Commands on this machine: the same promises as on a host."""

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from integration.real_sshd import find_processes, write_script
from integration.transports.reaching import ask, wait_for

from blackstart.model.reply import Cause, CommandReply, Gap
from blackstart.model.request import TlsHandshake
from blackstart.transports.local import LocalTransport

Tool = Callable[[str, str], None]
STUBBORN = "trap '' TERM HUP INT; while :; do sleep 1; done"


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tool:
    """Return what puts a program first in the PATH; what it starts can be found by the environment."""
    monkeypatch.setenv("BLACKSTART_TEST_LOCAL", str(tmp_path))
    return lambda name, script: write_script(tmp_path / name, f"#!/bin/sh\n{script}\n")


@pytest.fixture
def local(tmp_path: Path, tool: Tool) -> LocalTransport:
    """Return the transport."""
    return LocalTransport(time.time, (("thing",),), str(tmp_path))


def left(tmp_path: Path) -> list[str]:
    """Return what runs of the programs that were put there."""
    found = find_processes(f"BLACKSTART_TEST_LOCAL={tmp_path}".encode())
    return [line for pid, line in found if pid != os.getpid()]


async def test_streams_and_status(local: LocalTransport, tool: Tool) -> None:
    """Output, errors and exit code come back to the byte."""
    tool("uptime", r"printf 'a\n\377\0b'; printf c >&2; exit 3")
    reply = await ask(local, "uptime")
    assert isinstance(reply, CommandReply)
    assert (reply.stdout, reply.stderr, reply.exit_code) == ("a\n\\xff\0b", "c", 3)


async def test_signal_is_an_exit_code(local: LocalTransport, tool: Tool) -> None:
    """A command that a signal ended has the shell's code for it."""
    tool("uptime", "kill -KILL $$")
    reply = await ask(local, "uptime")
    assert isinstance(reply, CommandReply)
    assert reply.exit_code == 137


@pytest.mark.parametrize(
    ("script", "cause"),
    [
        ("sleep 1000", Cause.TIME_LIMIT),
        (STUBBORN, Cause.TIME_LIMIT),
        ("sleep 1000 & exit 0", Cause.TIME_LIMIT),
        ("exec yes", Cause.TOO_LARGE),
        ("exec yes >&2", Cause.TOO_LARGE),
        ("head -c 1000000000 /dev/zero", Cause.TOO_LARGE),
    ],
)
async def test_command_that_misbehaves(
    local: LocalTransport, tool: Tool, tmp_path: Path, script: str, cause: Cause
) -> None:
    """It is a typed gap, and nothing of it is left."""
    tool("uptime", script)
    gap = await ask(local, "uptime", limit=1.0)
    assert isinstance(gap, Gap)
    assert gap.cause is cause
    await wait_for(lambda: not left(tmp_path), 1)


async def test_what_cannot_be_started(local: LocalTransport, tmp_path: Path) -> None:
    """Missing is only what is not there; what may not be run, or not so, is there."""
    (tmp_path / "who").write_text("")
    expected = {
        ("/usr/local/bin/uptime",): Cause.TOOL_MISSING,
        ("stat", "x" * 3_000_000): Cause.SHELL_BROKEN,
        ("stat", "\ud800"): Cause.NOT_PERMITTED,
        ("rm", "x"): Cause.NOT_READ_ONLY,
    }
    for argv, cause in expected.items():
        gap = await ask(local, *argv)
        assert isinstance(gap, Gap), gap
        assert gap.cause is cause, gap
    gap = await local.ask(TlsHandshake(address="127.0.0.1"))
    assert isinstance(gap, Gap)
    assert gap.cause is Cause.NOT_PERMITTED


async def test_program_that_may_not_be_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file without the right to run it refuses privilege."""
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "thing").write_text("")
    gap = await ask(LocalTransport(time.time, (("thing",),)), "thing")
    assert isinstance(gap, Gap)
    assert gap.cause is Cause.PRIVILEGE_REFUSED


async def test_sudo_that_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without sudo there is no privilege; the tool itself is not called missing."""
    monkeypatch.setenv("PATH", str(tmp_path))
    gap = await ask(LocalTransport(time.time), "id", sudo=True)
    assert isinstance(gap, Gap)
    assert gap.cause is Cause.PRIVILEGE_REFUSED


async def test_interrupted_command_is_ended(local: LocalTransport, tool: Tool, tmp_path: Path) -> None:
    """Cancelled, a command is ended with all it started, and seen gone."""
    tool("uptime", f": >{tmp_path}/started; {STUBBORN}")
    task = asyncio.ensure_future(ask(local, "uptime", limit=60))
    await wait_for((tmp_path / "started").exists)
    task.cancel()
    await asyncio.wait([task])
    await wait_for(lambda: not left(tmp_path), 1)
    await local.close()


async def test_many_at_once(local: LocalTransport) -> None:
    """Sixty commands are each given their own answer."""
    replies = await asyncio.gather(*(ask(local, "stat", "-c", "%n", f"/proc/{n}") for n in ["1", "self"] * 30))
    answered = [reply.stdout.strip() for reply in replies if isinstance(reply, CommandReply)]
    assert answered == ["/proc/1", "/proc/self"] * 30
