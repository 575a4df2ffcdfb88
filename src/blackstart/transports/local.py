"""Commands on this machine, each a process group of its own."""

import asyncio
import contextlib
import os
import signal
import subprocess
from collections.abc import Callable
from typing import cast
from urllib.parse import quote

from blackstart.model.reply import Cause, CommandReply, Gap, Reply
from blackstart.model.request import HttpRequest, Request, RunCommand
from blackstart.transports.curl import read_curl, to_curl
from blackstart.transports.environment import clean_environment
from blackstart.transports.pending_command import CAP, find_refusal, read_status

AT_ONCE = 16
REAP_LIMIT = 1.0
"""Seconds to wait for a killed command; root's, under sudo, cannot be killed by others."""


class TooMuchError(Exception):
    """A command printed more than the cap."""


class Capture(asyncio.SubprocessProtocol):
    """What one command prints; `ended` comes to its exit code when both streams are at their end."""

    def __init__(self) -> None:
        """Start with nothing; must be called with a running loop."""
        self.output = bytearray()
        self.errors = bytearray()
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.exited = asyncio.Event()
        self._process: asyncio.SubprocessTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Learn the process."""
        self._process = cast("asyncio.SubprocessTransport", transport)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Keep what it prints, up to the cap."""
        stream = self.output if fd == 1 else self.errors
        stream += data
        if len(stream) > CAP and not self.ended.done():
            self.ended.set_exception(TooMuchError())

    def process_exited(self) -> None:
        """Learn that the process itself has ended."""
        self.exited.set()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # asyncio's signature
        """Learn that the process ended and both of its streams are drained."""
        if not self.ended.done() and self._process is not None:
            status = self._process.get_returncode() or 0
            self.ended.set_result(status if status >= 0 else 128 - status)

    async def end(self) -> None:
        """End the command's group unless it came to its own end, and see it gone."""
        if self._process is None:
            return
        if not self.ended.done() or self.ended.cancelled() or self.ended.exception():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.get_pid(), signal.SIGKILL)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.exited.wait(), REAP_LIMIT)
        self._process.close()


class LocalTransport:
    """A `Transport` for commands on this machine; `path` comes before the operator's PATH, or `alone`, in its place."""

    def __init__(
        self,
        clock: Callable[[], float],
        extra: tuple[tuple[str, ...], ...] = (),
        path: str | None = None,
        *,
        alone: bool = False,
    ) -> None:
        """Extend the table of read-only commands by `extra`."""
        self._clock = clock
        self._extra = extra
        self._free = asyncio.Semaphore(AT_ONCE)
        sbin = "/usr/local/sbin:/usr/sbin:/sbin"
        usual = () if alone else (os.environ.get("PATH", "/usr/bin:/bin"), sbin)
        search = ":".join(part for part in (path, *usual) if part)
        self._simulated = path is not None
        self._environment = {**clean_environment(dict(os.environ)), "LC_ALL": "C", "TZ": "UTC0", "PATH": search}

    async def ask(self, request: Request) -> Reply | Gap:
        """Run one command, or one GET by curl."""
        if isinstance(request, HttpRequest):
            return read_curl(await self.ask(to_curl(request)))
        refusal = find_refusal(request, self._extra, self._clock())
        if refusal is not None or not isinstance(request, RunCommand):
            return refusal or Gap(cause=Cause.NOT_PERMITTED)
        async with self._free:
            return await self._run(request)

    async def close(self) -> None:
        """Nothing is held between commands."""

    async def _run(self, request: RunCommand) -> Reply | Gap:
        program = self._find(request.argv[0])
        argv = (*(("sudo", "-n", "--") if request.sudo else ()), program, *request.argv[1:])
        started = self._clock()
        capture = Capture()
        try:
            await asyncio.get_running_loop().subprocess_exec(
                lambda: capture, *argv, stdin=subprocess.DEVNULL, env=self._environment, start_new_session=True
            )
        except OSError as error:
            return read_start_failure(request, argv[0], error, self._clock())
        try:
            return await self._collect(request, capture, started)
        finally:
            await capture.end()

    def _find(self, program: str) -> str:
        """Return what a program is called in PATH: in that of a drill, one with a slash has its path as a name."""
        return quote(program, safe="") if self._simulated and "/" in program else program

    async def _collect(self, request: RunCommand, capture: Capture, started: float) -> Reply | Gap:
        """Wait for the end of both streams, within the request's limit."""
        try:
            async with asyncio.timeout(request.limit):
                status = await capture.ended
        except TimeoutError:
            detail = f"no end within {request.limit:g} s"
            return Gap(cause=Cause.TIME_LIMIT, detail=detail, at=self._clock(), elapsed=request.limit)
        except TooMuchError:
            now = self._clock()
            return Gap(cause=Cause.TOO_LARGE, detail=f"more than {CAP} bytes", at=now, elapsed=now - started)
        now = self._clock()
        reply = CommandReply(
            stdout=capture.output.decode(errors="backslashreplace"),
            stderr=capture.errors.decode(errors="backslashreplace"),
            exit_code=status,
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
