"""Drills for tests, and the real clients that speak to them."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from blackstart.drill.fixtures import Fixtures, HostFixtures
from blackstart.drill.fleet import Drill, raise_fleet
from blackstart.model.fleet import Fleet, Host


class Ran(msgspec.Struct, frozen=True, kw_only=True):
    """How a command ended."""

    stdout: bytes
    stderr: str
    status: int


def make_fleet(*hosts: str) -> Fleet:
    """Make a fleet without checks, its hosts at 192.0.2.ID."""
    return Fleet(name="test", hosts={host: Host(id=host, address=f"192.0.2.{host}") for host in hosts})


@asynccontextmanager
async def raise_hosts(folder: Path, **hosts: HostFixtures) -> AsyncIterator[Drill]:
    """Raise hosts by number, written as `h110`. Those without a number are no hosts of the fleet."""
    controller = hosts.pop("controller", HostFixtures())
    named = {name.removeprefix("h"): own for name, own in hosts.items()}
    fleet = make_fleet(*(name for name in named if name.isdecimal()))
    fixtures = Fixtures(hosts=named, controller=controller)
    async with raise_fleet(fleet, fixtures, folder / "drill", now=time.time()) as drill:
        yield drill


async def run(*argv: str, stdin: bytes = b"", limit: float = 20.0) -> Ran:
    """Run a command of this machine to its end."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*argv, stdin=pipe, stdout=pipe, stderr=pipe)
    try:
        async with asyncio.timeout(limit):
            stdout, stderr = await process.communicate(stdin)
    except TimeoutError:
        process.kill()
        await process.communicate()
        raise
    return Ran(stdout=stdout, stderr=stderr.decode(errors="replace"), status=process.returncode or 0)


def ssh_argv(drill: Drill, host: str, *command: str) -> list[str]:
    """Return the call of OpenSSH's client."""
    return ["ssh", "-F", str(drill.ssh_config), "-o", "LogLevel=ERROR", drill.fleet.hosts[host].address, *command]


async def ssh(drill: Drill, host: str, *command: str, stdin: bytes = b"", limit: float = 20.0) -> Ran:
    """Run a command on a host."""
    return await run(*ssh_argv(drill, host, *command), stdin=stdin, limit=limit)


async def wait_until_running(drill: Drill, *commands: str) -> None:
    """Wait until these command lines, and no others, run on the hosts."""
    async with asyncio.timeout(5):
        while sorted(drill.running()) != sorted(commands):  # noqa: ASYNC110  # nobody is told of others' processes
            await asyncio.sleep(0.02)
