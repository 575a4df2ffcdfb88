"""Log in to hosts over asyncssh, through the jump hosts the configuration names."""

import asyncio
from collections.abc import Sequence
from typing import cast

import asyncssh
import msgspec
from asyncssh.public_key import get_default_certificate_algs, get_default_public_key_algs

from blackstart.model.fleet import Host
from blackstart.transports.asyncssh_failure import LoginStage
from blackstart.transports.asyncssh_settings import AsyncSshSettings
from blackstart.transports.pipe import CLOSE_LIMIT

SSH_PORT = 22


class Trusted(msgspec.Struct, frozen=True, kw_only=True):
    """What known_hosts holds for one host."""

    keys: Sequence[asyncssh.SSHKey]
    authorities: Sequence[asyncssh.SSHKey]
    revoked: Sequence[asyncssh.SSHKey]


class Watcher(asyncssh.SSHClient):
    """Notes how far a login comes."""

    def __init__(self, stage: LoginStage) -> None:
        """Note it on this stage."""
        self._stage = stage

    def connection_made(self, conn: asyncssh.SSHClientConnection) -> None:
        """Note that the host accepted the connection."""
        self._stage.connected = True
        self._stage.connection = conn

    def auth_banner_received(self, msg: str, lang: str) -> None:  # noqa: ARG002  # asyncssh's signature
        """Keep what the host says before the login."""
        self._stage.banner += msg


class AsyncsshLogin:
    """A connection on which sessions can be opened; closing it lets go of its jump host too."""

    def __init__(self, connection: asyncssh.SSHClientConnection, logins: "Logins", jump: str | None) -> None:
        """Hold the connection, made through `jump`."""
        self.connection = connection
        self._logins = logins
        self._jump = jump

    async def close(self) -> None:
        """Close the connection and see it gone."""
        self.connection.close()
        try:
            async with asyncio.timeout(CLOSE_LIMIT):
                await self.connection.wait_closed()
        except TimeoutError:
            self.connection.abort()
        if self._jump is not None:
            await self._logins.leave(self._jump)


class SharedJump:
    """A connection to a jump host and how many hosts need it."""

    def __init__(self, task: "asyncio.Task[AsyncsshLogin]") -> None:
        """Share what the task comes to."""
        self.task = task
        self.users = 0


async def end_login(task: "asyncio.Task[AsyncsshLogin]") -> None:
    """Stop a login that is under way; close the connection of one that came up."""
    task.cancel()
    await asyncio.wait([task])
    if not task.cancelled() and task.exception() is None:
        await task.result().close()


class Logins:
    """Opens connections with one set of settings; a jump host is connected to once for all behind it."""

    def __init__(self, settings: AsyncSshSettings) -> None:
        """Log in with these settings."""
        self._settings = settings
        self._jumps: dict[str, SharedJump] = {}

    async def open(self, host: Host, stage: LoginStage, limit: float, over: str | None = None) -> AsyncsshLogin:
        """Log in; the server must have greeted within `limit` seconds, on which there is no limit after.

        `over` is the jump to take instead of what the configuration says. Raises asyncssh.Error,
        OSError and ValueError.
        """
        options = self._settings.options_for(host)
        jump = over or cast("str | None", options.config.get("ProxyJump"))
        via = await self._enter(jump, limit) if jump else None
        opened = False
        try:
            connection = await self._connect(host, options, stage, limit, via)
            opened = True
        finally:
            if jump and not opened:
                await self.leave(jump)
        return AsyncsshLogin(connection, self, jump)

    async def leave(self, jump: str) -> None:
        """Let go of a jump host; the last to leave closes the connection."""
        used = self._jumps[jump]
        used.users -= 1
        if used.users == 0:
            del self._jumps[jump]
            await end_login(used.task)

    async def _enter(self, jump: str, limit: float) -> asyncssh.SSHClientConnection:
        """Return the connection to the last of a comma-separated list of jump hosts."""
        if jump not in self._jumps:
            before, _, last = jump.rpartition(",")
            opening = self.open(read_hop(last), LoginStage(), limit, before or None)
            self._jumps[jump] = SharedJump(asyncio.get_running_loop().create_task(opening))
        used = self._jumps[jump]
        used.users += 1
        entered = False
        try:
            login = await asyncio.shield(used.task)
            entered = True
        finally:
            if not entered:
                await self.leave(jump)
        return login.connection

    async def _connect(
        self,
        host: Host,
        options: asyncssh.SSHClientConnectionOptions,
        stage: LoginStage,
        limit: float,
        via: asyncssh.SSHClientConnection | None,
    ) -> asyncssh.SSHClientConnection:
        settings = self._settings
        # By name alone, as ssh(1) does: a key known for the address is not known for the name.
        name, port = options.host_key_alias or options.host, options.port
        found = settings.known_hosts_for(options).match(name, "", port if port != SSH_PORT else None)
        trusted = Trusted(keys=found[0], authorities=found[1], revoked=found[2])
        stage.key_known = bool(trusted.keys or trusted.authorities)
        async with asyncio.timeout(limit) as timeout:
            extension = asyncio.get_running_loop().call_later(limit * 0.95, extend, timeout, stage)
            try:
                return await asyncssh.connect(
                    host.ssh_name,
                    options=options,
                    config=None,
                    tunnel=via or (),
                    client_factory=lambda: Watcher(stage),
                    known_hosts=(trusted.keys, trusted.authorities, trusted.revoked),
                    server_host_key_algs=order_key_kinds(trusted, options),
                    connect_timeout=None,
                    login_timeout=0,
                    keepalive_interval=5,
                    keepalive_count_max=2,
                    agent_forwarding=False,
                    command=None,
                    **settings.algorithms_for(options),
                    **settings.secrets_for(options),
                )
            finally:
                extension.cancel()


def order_key_kinds(trusted: Trusted, options: asyncssh.SSHClientConnectionOptions) -> list[str] | tuple[()]:
    """Return the kinds of host key to ask for: those that are known first, but the others too.

    A host that has none of the known kinds must be seen to show another key, as ssh(1) sees
    it, rather than be lost in the negotiation.
    """
    if options.config.get("HostKeyAlgorithms"):
        return ()
    known = [kind for key in trusted.keys for kind in key.sig_algorithms]
    certified = get_default_certificate_algs() if trusted.authorities else []
    return [kind.decode() for kind in dict.fromkeys((*certified, *known, *get_default_public_key_algs()))]


def extend(timeout: asyncio.Timeout, stage: LoginStage) -> None:
    """Leave a server that greeted its time for the login; the lane's own limit holds."""
    if stage.greeted:
        timeout.reschedule(None)


def read_hop(text: str) -> Host:
    """Read one jump host, `[user@]host[:port]` (ssh_config(5), ProxyJump). Raises ValueError."""
    user, _, place = text.removeprefix("ssh://").rpartition("@")
    address, colon, port = place.rpartition(":")
    if not colon or place.endswith("]"):
        address, port = place, ""
    return Host(id=text, address=address.strip("[]"), user=user or None, port=int(port) if port else None)
