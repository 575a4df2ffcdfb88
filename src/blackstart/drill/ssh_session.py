"""One session of a simulated host: a real shell behind an SSH channel."""

import asyncio
from collections.abc import Mapping
from typing import Literal

import asyncssh
import msgspec

from blackstart.drill.programs import PathTurner
from blackstart.drill.ssh_program import Program

GARBAGE = "printf '\\033[2J%%SYS-3-CPUHOG Segmentation fault\\n'; exit 1"
"""What a session with a broken shell runs in place of its command."""
CANNOT_START = 255
"""What a client sees where the machine has no process left to give."""


class Shell(msgspec.Struct, frozen=True, kw_only=True):
    """What sessions on a host run in; `greeting` is printed first, whatever the command."""

    environment: Mapping[str, str]
    folder: str
    greeting: str = ""
    state: Literal["real", "broken", "lost"] = "real"


class ShellSession(asyncssh.SSHServerSession[bytes]):
    """A session, seen from the client's side."""

    def __init__(self, shell: Shell, programs: set[Program], starting: set[asyncio.Task[None]]) -> None:
        """Keep the program in `programs` while it runs, and its start in `starting`."""
        self._shell = shell
        self._programs = programs
        self._starting = starting
        self._command: str | None = None
        self._early = bytearray()
        self._turner = PathTurner()
        self._input_ended = False
        self._held = False
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
        """Start the process."""
        if self._shell.state == "lost":
            self._channel.get_connection().abort()
            return
        task = asyncio.get_running_loop().create_task(self._start())
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    def data_received(self, data: bytes, _datatype: asyncssh.DataType) -> None:
        """Pass input on, or keep it until there is a process (at most a window's worth)."""
        turned = self._turner.feed(data)
        if self._program is not None:
            self._program.feed(turned)
        else:
            self._early += turned

    def eof_received(self) -> bool:
        """Close the process's input, and keep the channel open for its output."""
        self._input_ended = True
        rest = self._turner.end()
        if self._program is None:
            self._early += rest
        elif rest:
            self._program.feed(rest)
        if self._program is not None:
            self._program.end_input()
        return True

    def signal_received(self, signal: str) -> None:
        """Pass a signal on."""
        if self._program is not None:
            self._program.send_signal(signal)

    def pause_writing(self) -> None:
        """Let the process wait while the client does not take its output."""
        self._held = True
        if self._program is not None:
            self._program.hold_output(held=True)

    def resume_writing(self) -> None:
        """Let it go on."""
        self._held = False
        if self._program is not None:
            self._program.hold_output(held=False)

    def connection_lost(self, _exc: Exception | None) -> None:
        """Close the process's pipes."""
        self._gone = True
        if self._program is not None:
            self._program.cut_off()

    async def _start(self) -> None:
        """Start the process in a session of its own, as sshd does."""
        if self._shell.greeting:
            self._channel.write(self._shell.greeting.encode())
        program = Program(self._channel, self._programs.discard)
        self._programs.add(program)
        try:
            await asyncio.get_running_loop().subprocess_exec(
                lambda: program,
                *self._write_argv(),
                env=self._shell.environment,
                cwd=self._shell.folder,
                start_new_session=True,
            )
        except OSError:
            self._programs.discard(program)
            self._channel.exit(CANNOT_START)
            return
        self._program = program
        if self._gone:
            program.cut_off()
            return
        program.hold_output(held=self._held)
        program.feed(bytes(self._early))
        if self._input_ended:
            program.end_input()

    def _write_argv(self) -> list[str]:
        command = GARBAGE if self._shell.state == "broken" else self._command
        return ["/bin/sh"] if command is None else ["/bin/sh", "-c", command]
