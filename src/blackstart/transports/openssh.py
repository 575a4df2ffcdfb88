"""Lanes over OpenSSH's own client, so that the operator's configuration holds to the letter."""

import asyncio
from typing import cast

import msgspec

from blackstart.model.fleet import Host
from blackstart.model.reply import Cause, Gap
from blackstart.transports.framing import LANE_COMMAND
from blackstart.transports.pipe import CLOSE_LIMIT, LanePipe, PipeListener
from blackstart.transports.ssh_config import find_config_files, read_config, read_keywords
from blackstart.transports.ssh_failure import read_ssh_failure

ALWAYS = (
    "BatchMode=yes",
    "StrictHostKeyChecking=yes",
    "UpdateHostKeys=no",
    "LogLevel=ERROR",
    "ClearAllForwardings=yes",
    "ForwardAgent=no",
    "ForwardX11=no",
    "PermitLocalCommand=no",
    "RemoteCommand=none",
    "ServerAliveInterval=5",
    "ServerAliveCountMax=2",
)
"""Never ask a person, never trust an unknown key, never write known_hosts, forward nothing."""
FAST_KEY_EXCHANGE = "KexAlgorithms=^curve25519-sha256,curve25519-sha256@libssh.org"
KEPT_ERRORS = 8192
DRAIN = 0.2
"""Seconds that output may still come after `ssh` has ended, if something holds its streams open."""
LONGEST_SOCKET = 107 - len("/") - 40 - len(".") - 16
"""sun_path of unix(7), less what `ssh` adds to the folder: %C, and a random suffix while binding."""


class SshSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How `ssh` is called. `control_folder` is where further lanes find the first connection.

    `connect_limit` are the seconds until the server must have greeted.
    `share_connection` and `fast_key_exchange` are off where the operator's configuration
    has settings of its own for them (docs/decisions/0002).
    """

    config_file: str | None = None
    control_folder: str
    share_connection: bool = True
    fast_key_exchange: bool = True
    connect_limit: int = 5


def ssh_argv(host: Host, settings: SshSettings) -> list[str]:
    """Return the command that opens a lane on the host."""
    options = [*ALWAYS, f"ConnectTimeout={settings.connect_limit}"]
    if settings.fast_key_exchange:
        options.append(FAST_KEY_EXCHANGE)
    if settings.share_connection:
        options += ["ControlMaster=auto", f"ControlPath={settings.control_folder}/%C", "ControlPersist=no"]
    argv = ["ssh", "-T"]
    argv += ["-F", settings.config_file] if settings.config_file else []
    argv += [word for option in options for word in ("-o", option)]
    argv += ["-p", str(host.port)] if host.port is not None else []
    argv += ["-l", host.user] if host.user is not None else []
    return [*argv, "--", host.address, LANE_COMMAND]


def read_settings(config_file: str | None, control_folder: str) -> SshSettings:
    """Look into the operator's configuration for settings that must not be overridden."""
    keywords = read_keywords(read_config(find_config_files(config_file)))
    return SshSettings(
        config_file=config_file,
        control_folder=control_folder,
        share_connection="controlpath" not in keywords and len(control_folder.encode()) <= LONGEST_SOCKET,
        fast_key_exchange="kexalgorithms" not in keywords,
    )


class SshPipe(asyncio.SubprocessProtocol):
    """A `LanePipe` over one `ssh` process."""

    def __init__(self, listener: PipeListener) -> None:
        """Tell the listener what comes."""
        self._listener = listener
        self._errors = b""
        self._process: asyncio.SubprocessTransport | None = None
        self._over = asyncio.Event()
        self._exited = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Learn the process."""
        self._process = cast("asyncio.SubprocessTransport", transport)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Pass on what the process printed; keep the end of its errors for its last words."""
        if fd == 1:
            self._listener.output_received(data)
        else:
            self._errors = (self._errors + data)[-KEPT_ERRORS:]
            self._listener.errors_received(data)

    def process_exited(self) -> None:
        """Learn that the process ended; a master it left behind may go on holding its streams."""
        self._exited.set()
        asyncio.get_running_loop().call_later(DRAIN, self._end)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # asyncio's signature
        """Learn that the process ended and both of its streams are drained."""
        self._end()

    def fail(self, gap: Gap) -> None:
        """Tell the listener that there is no process."""
        self._over.set()
        self._listener.ended(gap)

    def write(self, data: bytes) -> None:
        """Send bytes to the shell."""
        if (pipe := self._stdin()) is not None and not pipe.is_closing():
            pipe.write(data)

    def close(self) -> None:
        """Close standard input."""
        if (pipe := self._stdin()) is not None:
            pipe.close()

    async def wait_closed(self) -> None:
        """Wait for the process; end it if it does not end by itself."""
        try:
            async with asyncio.timeout(CLOSE_LIMIT):
                await self._over.wait()
        except TimeoutError:
            await self._kill()

    async def _kill(self) -> None:
        if self._process is not None and not self._exited.is_set():
            self._process.kill()
            await self._exited.wait()
        self._end()

    def _end(self) -> None:
        if not self._over.is_set():
            status = None
            if self._process is not None:
                status = self._process.get_returncode()
                self._process.close()
            self.fail(read_ssh_failure(status, self._errors.decode(errors="replace")))

    def _stdin(self) -> asyncio.WriteTransport | None:
        pipe = None if self._process is None else self._process.get_pipe_transport(0)
        return cast("asyncio.WriteTransport | None", pipe)


class OpenSshDialler:
    """Opens lanes on one host."""

    def __init__(self, host: Host, settings: SshSettings) -> None:
        """Dial this host with these settings."""
        self._argv = ssh_argv(host, settings)

    async def __call__(self, listener: PipeListener) -> LanePipe:
        """Start `ssh`. A session of its own keeps the terminal's Ctrl-C from it."""
        pipe = SshPipe(listener)
        try:
            await asyncio.get_running_loop().subprocess_exec(lambda: pipe, *self._argv, start_new_session=True)
        except OSError as error:
            pipe.fail(read_start_failure(error))
        return pipe


def read_start_failure(error: OSError) -> Gap:
    """Return why `ssh` could not be started on this machine."""
    if isinstance(error, FileNotFoundError):
        return Gap(cause=Cause.TOOL_MISSING, detail="there is no ssh on this machine; install openssh-client")
    return Gap(cause=Cause.SHELL_BROKEN, detail=f"ssh cannot be started on this machine: {error.strerror}")
