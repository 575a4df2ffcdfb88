"""Commands on this machine, each a process group of its own."""

import asyncio
import os
import signal
from collections.abc import Callable

from blackstart.checks.read_only import refuse
from blackstart.model.reply import Cause, CommandReply, Gap, Reply
from blackstart.model.request import Request, RunCommand
from blackstart.transports.question import CAP, read_status

AT_ONCE = 16
CHUNK = 65536


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
        if not isinstance(request, RunCommand):
            return Gap(cause=Cause.NOT_PERMITTED, detail="commands only", at=self._clock())
        if reason := refuse(request.argv, self._extra):
            return Gap(cause=Cause.NOT_READ_ONLY, detail=reason, at=self._clock())
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
            return Gap(cause=Cause.TOOL_MISSING, detail=f"{argv[0]}: {error.strerror}", at=self._clock())
        try:
            return await self._collect(request, process, started)
        finally:
            end_group(process)

    async def _collect(self, request: RunCommand, process: asyncio.subprocess.Process, started: float) -> Reply | Gap:
        """Read both streams to their end, within the request's limit."""
        if process.stdout is None or process.stderr is None:
            raise TypeError("the process was started without pipes")
        try:
            async with asyncio.timeout(request.limit):
                output, errors = await asyncio.gather(read_capped(process.stdout), read_capped(process.stderr))
                status = await process.wait() if len(output) <= CAP else 0
        except TimeoutError:
            detail = f"no end within {request.limit:g} s"
            return Gap(cause=Cause.TIME_LIMIT, detail=detail, at=self._clock(), elapsed=request.limit)
        now = self._clock()
        if len(output) > CAP:
            return Gap(cause=Cause.TOO_LARGE, detail=f"more than {CAP} bytes", at=now, elapsed=now - started)
        reply = CommandReply(
            stdout=output.decode(errors="backslashreplace"),
            stderr=errors.decode(errors="backslashreplace"),
            exit_code=status if status >= 0 else 128 - status,
            at=now,
            elapsed=now - started,
        )
        return read_status(request, reply)


async def read_capped(stream: asyncio.StreamReader) -> bytes:
    """Read to the end, or until more than the cap has come."""
    data = bytearray()
    while len(data) <= CAP and (chunk := await stream.read(CHUNK)):
        data += chunk
    return bytes(data)


def end_group(process: asyncio.subprocess.Process) -> None:
    """End whatever of the command's process group is left."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
