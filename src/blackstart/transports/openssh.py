"""Lanes over OpenSSH's own client."""

import asyncio
import contextlib
from collections.abc import Callable
from functools import partial
from io import FileIO
from threading import Thread

from blackstart.model.fleet import Host
from blackstart.model.reply import Cause, Gap
from blackstart.transports.pipe import CLOSE_LIMIT, LanePipe, PipeListener
from blackstart.transports.ssh_command import SshSettings, ssh_argv
from blackstart.transports.ssh_failure import read_ssh_failure
from blackstart.transports.ssh_process import SshProcess

KEPT_ERRORS = 8192
DRAIN = 0.2
"""Seconds that output may still come after `ssh` has ended, if something holds its streams open."""


class Stream(asyncio.Protocol):
    """One of a process's output streams: tells what comes, and when no more will."""

    def __init__(self, receive: Callable[[bytes], None], lose: Callable[[], None]) -> None:
        """Tell these two."""
        self._receive = receive
        self._lose = lose

    def data_received(self, data: bytes) -> None:
        """Pass on what came."""
        self._receive(data)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # asyncio's signature
        """Tell that the stream is over."""
        self._lose()


class SshPipe:
    """A `LanePipe` over one `ssh` process.

    asyncio's own way to run one cannot take a process that was started before its loop.
    """

    def __init__(self, listener: PipeListener) -> None:
        """Tell the listener what comes."""
        self._listener = listener
        self._errors = b""
        self._process: SshProcess | None = None
        self._stdin: asyncio.WriteTransport | None = None
        self._outputs: list[asyncio.ReadTransport] = []
        self._open = 0
        self._over = asyncio.Event()
        self._exited = asyncio.Event()

    async def attach(self, process: SshProcess) -> None:
        """Take a process, and all it has printed so far."""
        loop = asyncio.get_running_loop()
        self._process = process
        self._stdin, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, process.stdin)
        await self._listen(process.stdout, self._listener.output_received)
        await self._listen(process.stderr, self._receive_errors)
        Thread(target=wait_for, args=(process, partial(loop.call_soon_threadsafe, self._exit)), daemon=True).start()

    def fail(self, gap: Gap) -> None:
        """Tell the listener that there is no process."""
        self._over.set()
        self._listener.ended(gap)

    def write(self, data: bytes) -> None:
        """Send bytes to the shell."""
        if self._stdin is not None and not self._stdin.is_closing():
            self._stdin.write(data)

    def close(self) -> None:
        """Close standard input."""
        if self._stdin is not None:
            self._stdin.close()

    async def wait_closed(self) -> None:
        """Wait for the process; end it if it does not end by itself."""
        try:
            async with asyncio.timeout(CLOSE_LIMIT):
                await self._over.wait()
        except TimeoutError:
            await self._kill()

    async def _listen(self, stream: FileIO, receive: Callable[[bytes], None]) -> None:
        self._open += 1
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(partial(Stream, receive, self._lose), stream)
        self._outputs.append(transport)

    def _receive_errors(self, data: bytes) -> None:
        """Pass on what the process says; keep the end of it for its last words."""
        self._errors = (self._errors + data)[-KEPT_ERRORS:]
        self._listener.errors_received(data)

    def _lose(self) -> None:
        """Learn that one of the process's streams is drained."""
        self._open -= 1
        if not self._open and self._exited.is_set():
            self._end()

    def _exit(self) -> None:
        """Learn that the process ended; a master it left behind may go on holding its streams."""
        self._exited.set()
        if self._open:
            asyncio.get_running_loop().call_later(DRAIN, self._end)
        else:
            self._end()

    async def _kill(self) -> None:
        if self._process is not None and not self._exited.is_set():
            self._process.kill()
            await self._exited.wait()
        self._end()

    def _end(self) -> None:
        if not self._over.is_set():
            self.close()
            for output in self._outputs:
                output.close()
            status = None if self._process is None else self._process.status
            self.fail(read_ssh_failure(status, self._errors.decode(errors="replace")))


class OpenSshDialler:
    """Opens lanes on one host."""

    def __init__(self, host: Host, settings: SshSettings, take: Callable[[], SshProcess | None] = lambda: None) -> None:
        """Dial this host with these settings; `take` returns a login that was begun already, if there is one."""
        self._host = host
        self._settings = settings
        self._take = take

    async def __call__(self, listener: PipeListener) -> LanePipe:
        """Start `ssh`."""
        pipe = SshPipe(listener)
        try:
            process = self._take() or SshProcess(ssh_argv(self._host, self._settings))
        except OSError as error:
            pipe.fail(read_start_failure(error))
            return pipe
        try:
            await pipe.attach(process)
        except asyncio.CancelledError:
            process.kill()
            process.wait()
            process.close()
            raise
        return pipe


def wait_for(process: SshProcess, tell: Callable[[], object]) -> None:
    """Wait for the process, in a thread of its own, and tell the loop, if it still runs."""
    process.wait()
    with contextlib.suppress(RuntimeError):
        tell()


def read_start_failure(error: OSError) -> Gap:
    """Return why `ssh` could not be started on this machine."""
    if isinstance(error, FileNotFoundError):
        return Gap(cause=Cause.TOOL_MISSING, detail="there is no ssh on this machine; install openssh-client")
    return Gap(cause=Cause.SHELL_BROKEN, detail=f"ssh cannot be started on this machine: {error.strerror}")
