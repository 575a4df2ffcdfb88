"""The real process behind a session of a simulated host."""

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import cast

import asyncssh

STDIN, STDOUT, STDERR = 0, 1, 2


class Program(asyncio.SubprocessProtocol):
    """A session's process, seen from its side; over once it has ended and closed its output."""

    def __init__(self, channel: asyncssh.SSHServerChannel[bytes], done: Callable[["Program"], None]) -> None:
        """Send output to the channel; call `done` when it is over."""
        self.over = asyncio.get_running_loop().create_future()
        self._channel: asyncssh.SSHServerChannel[bytes] | None = channel
        self._done = done
        self.transport: asyncio.SubprocessTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Learn how to reach the process."""
        self.transport = cast("asyncio.SubprocessTransport", transport)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Pass output on."""
        if self._channel is not None:
            self._channel.write(data, asyncssh.EXTENDED_DATA_STDERR if fd == STDERR else None)

    def pause_writing(self) -> None:
        """Stop the client while the process does not read."""
        if self._channel is not None:
            self._channel.pause_reading()

    def resume_writing(self) -> None:
        """Let the client go on, a moment later.

        At once, its last bytes and end of file could come in while asyncio's pipe is in the
        middle of a write, which then closes the pipe over those bytes (CPython 3.11,
        `_UnixWritePipeTransport._write_ready`).
        """
        if self._channel is not None:
            asyncio.get_running_loop().call_soon(self._channel.resume_reading)

    def process_exited(self) -> None:
        """Close its input: only output that is still held open keeps the session, as with sshd."""
        self._close_pipe(STDIN)

    def connection_lost(self, _exc: Exception | None) -> None:
        """Report how it ended."""
        if self.transport is not None:
            if self._channel is not None:
                report_exit(self._channel, self.transport.get_returncode() or 0)
            self.transport.close()
        self.over.set_result(None)
        self._done(self)

    def hold_output(self, *, held: bool) -> None:
        """Stop reading the output while the client does not take it, or go on."""
        for fd in (STDOUT, STDERR):
            pipe = self._find_pipe(fd)
            if isinstance(pipe, asyncio.ReadTransport) and not pipe.is_closing():
                (pipe.pause_reading if held else pipe.resume_reading)()

    def feed(self, data: bytes) -> None:
        """Pass input on."""
        pipe = self._find_pipe(STDIN)
        if isinstance(pipe, asyncio.WriteTransport) and not pipe.is_closing():
            pipe.write(data)

    def end_input(self) -> None:
        """Close its input once all of it is passed on."""
        self._close_pipe(STDIN)

    def send_signal(self, name: str) -> None:
        """Signal its process group (RFC 4254, 6.9)."""
        number = getattr(signal, f"SIG{name}", None)
        if self.transport is not None and number is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.transport.get_pid(), number)

    def end(self) -> None:
        """Kill the process."""
        if self.transport is not None:
            with suppress(ProcessLookupError):
                self.transport.kill()

    def cut_off(self) -> None:
        """Close its pipes and do no more: sshd sends no signal to a session without a terminal."""
        self._channel = None
        for fd in (STDIN, STDOUT, STDERR):
            self._close_pipe(fd)

    def _find_pipe(self, fd: int) -> asyncio.BaseTransport | None:
        return self.transport.get_pipe_transport(fd) if self.transport is not None else None

    def _close_pipe(self, fd: int) -> None:
        pipe = self._find_pipe(fd)
        if pipe is not None:
            pipe.close()


def report_exit(channel: asyncssh.SSHServerChannel[bytes], status: int) -> None:
    """Send the exit status, or the signal that ended the process."""
    if status >= 0:
        channel.exit(status)
    else:
        channel.exit_with_signal(signal.Signals(-status).name.removeprefix("SIG"))
