"""Commands on this machine, each a process group of its own."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable

from blackstart.model.reply import Cause, CommandReply, Gap, Reply
from blackstart.model.request import Request, RunCommand
from blackstart.transports.question import CAP, find_refusal, read_status

AT_ONCE = 16
CHUNK = 65536
REAP_LIMIT = 1.0
"""Seconds to wait for a killed command; root's, under sudo, cannot be killed by others."""


class TooMuchError(Exception):
    """A command printed more than the cap."""


class LocalTransport:
    """A `Transport` for commands on this machine; `path` comes before the operator's PATH."""

    def __init__(
        self, clock: Callable[[], float], extra: tuple[tuple[str, ...], ...] = (), path: str | None = None
    ) -> None:
        """Extend the table of read-only commands by `extra`."""
        self._clock = clock
        self._extra = extra
        self._free = asyncio.Semaphore(AT_ONCE)
        sbin = "/usr/local/sbin:/usr/sbin:/sbin"
        search = ":".join(part for part in (path, os.environ.get("PATH", "/usr/bin:/bin"), sbin) if part)
        self._environment = {**os.environ, "LC_ALL": "C", "TZ": "UTC0", "PATH": search}

    async def ask(self, request: Request) -> Reply | Gap:
        """Run one command."""
        refusal = find_refusal(request, self._extra, self._clock())
        if refusal is not None or not isinstance(request, RunCommand):
            return refusal or Gap(cause=Cause.NOT_PERMITTED)
        async with self._free:
            return await self._run(request)

    async def close(self) -> None:
        """Nothing is held between commands."""

    async def _run(self, request: RunCommand) -> Reply | Gap:
        argv = ("sudo", "-n", "--", *request.argv) if request.sudo else request.argv
        started = self._clock()
        try:
            process = await asyncio.create_subprocess_exec(
                *argv,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=self._environment,
                start_new_session=True,
            )
        except OSError as error:
            return read_start_failure(request, argv[0], error, self._clock())
        try:
            return await self._collect(request, process, started)
        finally:
            await end_group(process)

    async def _collect(self, request: RunCommand, process: asyncio.subprocess.Process, started: float) -> Reply | Gap:
        """Read both streams to their end, within the request's limit."""
        if process.stdout is None or process.stderr is None:
            raise TypeError("the process was started without pipes")
        try:
            async with asyncio.timeout(request.limit):
                output, errors = await asyncio.gather(read_capped(process.stdout), read_capped(process.stderr))
                status = await process.wait()
        except TimeoutError:
            detail = f"no end within {request.limit:g} s"
            return Gap(cause=Cause.TIME_LIMIT, detail=detail, at=self._clock(), elapsed=request.limit)
        except TooMuchError:
            now = self._clock()
            return Gap(cause=Cause.TOO_LARGE, detail=f"more than {CAP} bytes", at=now, elapsed=now - started)
        now = self._clock()
        reply = CommandReply(
            stdout=output.decode(errors="backslashreplace"),
            stderr=errors.decode(errors="backslashreplace"),
            exit_code=status if status >= 0 else 128 - status,
            at=now,
            elapsed=now - started,
        )
        return read_status(request, reply)


def read_start_failure(request: RunCommand, program: str, error: OSError, now: float) -> Gap:
    """Return why a command could not be started. Only what is not there counts as missing."""
    detail = f"{program}: {error.strerror}"
    match error:
        case FileNotFoundError() | NotADirectoryError():
            cause = Cause.PRIVILEGE_REFUSED if request.sudo else Cause.TOOL_MISSING
        case PermissionError():
            cause = Cause.PRIVILEGE_REFUSED
        case _:
            cause = Cause.SHELL_BROKEN
    return Gap(cause=cause, detail=detail, at=now)


async def read_capped(stream: asyncio.StreamReader) -> bytes:
    """Read to the end. Raises TooMuchError once more than the cap has come."""
    data = bytearray()
    while chunk := await stream.read(CHUNK):
        data += chunk
        if len(data) > CAP:
            raise TooMuchError
    return bytes(data)


async def end_group(process: asyncio.subprocess.Process) -> None:
    """End the command's process group, if the command has not ended by itself, and see it gone."""
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), REAP_LIMIT)
