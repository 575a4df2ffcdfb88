"""One session of a simulated host: a real shell behind an SSH channel."""

import asyncio
import os
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Literal, cast

import asyncssh
import msgspec

GARBAGE = "printf '\\033[2J%%SYS-3-CPUHOG Segmentation fault\\n'; exit 1"
"""What a session with a broken shell runs in place of its command."""
STDIN, STDOUT, STDERR = 0, 1, 2


class Shell(msgspec.Struct, frozen=True, kw_only=True):
    """What sessions on a host run in; `greeting` is printed first, whatever the command."""

    environment: Mapping[str, str]
    folder: str
    greeting: str = ""
    state: Literal["real", "broken", "lost"] = "real"


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
        """Let the client go on."""
        if self._channel is not None:
            self._channel.resume_reading()

    def process_exited(self) -> None:
        """Close its input: only output that is still held open keeps the session, as with sshd."""
        self._close_pipe(STDIN)

    def connection_lost(self, exc: Exception | None) -> None:
        """Report how it ended."""
        if self._channel is not None and self.transport is not None:
            report_exit(self._channel, self.transport.get_returncode() or 0)
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


class ShellSession(asyncssh.SSHServerSession[bytes]):
    """A session, seen from the client's side."""

    def __init__(self, shell: Shell, programs: set[Program], starting: set[asyncio.Task[None]]) -> None:
        """Keep the program in `programs` while it runs, and its start in `starting`."""
        self._shell = shell
        self._programs = programs
        self._starting = starting
        self._command: str | None = None
        self._program: Program | None = None
        self._gone = False

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        """Keep the channel."""
        self._channel = chan

    def shell_requested(self) -> bool:
        """Allow a shell that reads its commands from the channel."""
        return True

    def exec_requested(self, command: str) -> bool:
        """Allow any command."""
        self._command = command
        return True

    def session_started(self) -> None:
        """Start the process; until it runs, input waits in the channel."""
        if self._shell.state == "lost":
            self._channel.get_connection().abort()
            return
        self._channel.pause_reading()
        task = asyncio.get_running_loop().create_task(self._start())
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:
        """Pass input on."""
        if self._program is not None:
            self._program.feed(data)

    def eof_received(self) -> bool:
        """Close the process's input, and keep the channel open for its output."""
        if self._program is not None:
            self._program.end_input()
        return True

    def signal_received(self, signal: str) -> None:
        """Pass a signal on."""
        if self._program is not None:
            self._program.send_signal(signal)

    def pause_writing(self) -> None:
        """Let the process wait while the client does not take its output."""
        if self._program is not None:
            self._program.hold_output(held=True)

    def resume_writing(self) -> None:
        """Let it go on."""
        if self._program is not None:
            self._program.hold_output(held=False)

    def connection_lost(self, exc: Exception | None) -> None:
        """Close the process's pipes."""
        self._gone = True
        if self._program is not None:
            self._program.cut_off()

    async def _start(self) -> None:
        """Start the process in a session of its own, as sshd does."""
        program = Program(self._channel, self._programs.discard)
        self._programs.add(program)
        await asyncio.get_running_loop().subprocess_exec(
            lambda: program,
            *self._write_argv(),
            env=self._shell.environment,
            cwd=self._shell.folder,
            start_new_session=True,
        )
        self._program = program
        if self._gone:
            program.cut_off()
            return
        if self._shell.greeting:
            self._channel.write(self._shell.greeting.encode())
        self._channel.resume_reading()

    def _write_argv(self) -> list[str]:
        command = GARBAGE if self._shell.state == "broken" else self._command
        return ["/bin/sh"] if command is None else ["/bin/sh", "-c", command]
