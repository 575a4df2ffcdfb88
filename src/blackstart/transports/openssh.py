"""Lanes over OpenSSH's own client, so that the operator's configuration holds to the letter."""

import asyncio
from pathlib import Path
from typing import cast

import msgspec

from blackstart.model.fleet import Host
from blackstart.transports.framing import LANE_COMMAND
from blackstart.transports.pipe import LanePipe, PipeListener
from blackstart.transports.ssh_failure import read_ssh_failure

ALWAYS = (
    "BatchMode=yes",
    "StrictHostKeyChecking=yes",
    "UpdateHostKeys=no",
    "ConnectTimeout=5",
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
CLOSE_LIMIT = 1.0


class SshSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How `ssh` is called. `control_folder` is where further lanes find the first connection.

    `share_connection` and `fast_key_exchange` are off where the operator's configuration
    has settings of its own for them (docs/decisions/0002).
    """

    config_file: str | None = None
    control_folder: str
    share_connection: bool = True
    fast_key_exchange: bool = True


def ssh_argv(host: Host, settings: SshSettings) -> list[str]:
    """Return the command that opens a lane on the host."""
    options = list(ALWAYS)
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


def finds_own_settings(config_texts: list[str], keyword: str) -> bool:
    """Tell whether any of the operator's configuration files sets the keyword (ssh_config(5))."""
    lines = (line.strip().lower() for text in config_texts for line in text.splitlines())
    return any(line.startswith(keyword.lower()) for line in lines)


def read_settings(config_file: str | None, control_folder: str) -> SshSettings:
    """Look into the operator's configuration for settings that must not be overridden."""
    paths = [Path(config_file)] if config_file else [Path("~/.ssh/config").expanduser(), Path("/etc/ssh/ssh_config")]
    texts = [path.read_text(errors="replace") for path in paths if path.is_file()]
    return SshSettings(
        config_file=config_file,
        control_folder=control_folder,
        share_connection=not finds_own_settings(texts, "ControlPath"),
        fast_key_exchange=not finds_own_settings(texts, "KexAlgorithms"),
    )


class SshPipe(asyncio.SubprocessProtocol):
    """A `LanePipe` over one `ssh` process."""

    def __init__(self, listener: PipeListener) -> None:
        """Tell the listener what comes."""
        self._listener = listener
        self._errors = bytearray()
        self._process: asyncio.SubprocessTransport | None = None
        self._over = asyncio.Event()

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

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # asyncio's signature
        """Learn that the process ended and both of its streams are drained."""
        self._over.set()
        status = None if self._process is None else self._process.get_returncode()
        self._listener.ended(read_ssh_failure(status, self._errors.decode(errors="replace")))

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
            if self._process is not None and self._process.get_returncode() is None:
                self._process.kill()
        if self._process is not None:
            self._process.close()

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
        loop = asyncio.get_running_loop()
        _, pipe = await loop.subprocess_exec(lambda: SshPipe(listener), *self._argv, start_new_session=True)
        return pipe
