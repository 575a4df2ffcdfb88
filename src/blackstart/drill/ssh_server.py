"""A simulated host's SSH server: real protocol, own host key, one user key, any user name."""

import asyncio
import socket
from collections.abc import Callable, Coroutine
from typing import cast

import asyncssh
import msgspec

from blackstart.drill.ssh_program import Program
from blackstart.drill.ssh_session import Shell, ShellSession

KEY_TYPE = "ssh-ed25519"

Route = Callable[[str, int], tuple[str, int]]
"""Where a connection from the host to an address goes."""


class SshAccess(msgspec.Struct, frozen=True, kw_only=True):
    """Who may log in to a host, and what they get; `user_key` is None where nobody may."""

    shell: Shell
    host_key: asyncssh.SSHKey
    user_key: asyncssh.SSHKey | None
    route: Route


class Guard(asyncssh.SSHServer):
    """Lets in whoever has the user key."""

    def __init__(self, access: SshAccess, server: "SshServer") -> None:
        """Open sessions for those who may log in."""
        self._access = access
        self._server = server

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """Keep the connection, to be closed with the server."""
        self._connection = conn
        self._server.connections.add(conn)

    def connection_lost(self, _exc: Exception | None) -> None:
        """Forget it."""
        self._server.connections.discard(self._connection)

    def begin_auth(self, _username: str) -> bool:
        """Ask everybody for a key."""
        return True

    def public_key_auth_supported(self) -> bool:
        """Take keys only."""
        return True

    def validate_public_key(self, _username: str, key: asyncssh.SSHKey) -> bool:
        """Take the one key, from any user."""
        known = self._access.user_key
        return known is not None and key.public_data == known.public_data

    def session_requested(self) -> ShellSession:
        """Open a session."""
        return ShellSession(self._access.shell, self._server.programs, self._server.starting)

    def connection_requested(
        self, dest_host: str, dest_port: int, _orig_host: str, _orig_port: int
    ) -> Coroutine[None, None, asyncssh.SSHTCPSession[bytes]]:
        """Forward to wherever the address is in the drill (`ssh -L`, `ssh -J`)."""
        host, port = self._access.route(dest_host, dest_port)
        forwarder = self._connection.forward_connection(host, port)
        return cast("Coroutine[None, None, asyncssh.SSHTCPSession[bytes]]", forwarder)


class SshServer:
    """A listening server with its connections and the processes of its sessions."""

    def __init__(self) -> None:
        """Start with nothing open."""
        self.connections: set[asyncssh.SSHServerConnection] = set()
        self.programs: set[Program] = set()
        self.starting: set[asyncio.Task[None]] = set()
        self._acceptor: asyncssh.SSHAcceptor | None = None

    async def listen(self, access: SshAccess, bound: socket.socket) -> None:
        """Accept connections on a bound socket."""
        self._acceptor = await asyncssh.listen(
            sock=bound,
            server_factory=lambda: Guard(access, self),
            server_host_keys=[access.host_key],
            encoding=None,
            agent_forwarding=False,
            gss_host=None,
            compression_algs=None,
            line_editor=False,
        )

    def close(self) -> None:
        """Let nobody in any more and drop all connections."""
        if self._acceptor is not None:
            self._acceptor.close()
        for connection in tuple(self.connections):
            connection.abort()

    async def settle(self) -> None:
        """Wait until sessions that were just starting have their processes."""
        await asyncio.gather(*self.starting, return_exceptions=True)

    async def wait_closed(self) -> None:
        """End every session's process and wait until it is gone."""
        for program in tuple(self.programs):
            program.end()
            await program.over
        if self._acceptor is not None:
            await self._acceptor.wait_closed()


def make_key() -> asyncssh.SSHKey:
    """Make a key pair."""
    return asyncssh.generate_private_key(KEY_TYPE)
