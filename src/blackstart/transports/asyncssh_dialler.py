"""Lanes over asyncssh, in this process: a fraction of a client's cost for each host of a large fleet."""

import asyncio

import asyncssh

from blackstart.model.fleet import Host
from blackstart.transports.asyncssh_failure import LoginStage, read_asyncssh_failure
from blackstart.transports.asyncssh_login import AsyncsshLogin, Logins, end_login
from blackstart.transports.asyncssh_pipe import AsyncSshPipe
from blackstart.transports.pipe import LanePipe, PipeListener
from blackstart.transports.script import LANE_COMMAND

CONNECT_LIMIT = 5.0


class AsyncSshDialler:
    """Opens lanes on one host, all over one connection that lasts as long as any of them."""

    def __init__(self, host: Host, logins: Logins, connect_limit: float = CONNECT_LIMIT) -> None:
        """Dial this host; the server must have greeted within `connect_limit` seconds."""
        self._host = host
        self._logins = logins
        self._limit = connect_limit
        self._stage = LoginStage()
        self._login: asyncio.Task[AsyncsshLogin] | None = None
        self._pipes: set[AsyncSshPipe] = set()
        self._ending: set[asyncio.Task[None]] = set()

    async def __call__(self, listener: PipeListener) -> LanePipe:
        """Open a channel, and the connection first if there is none."""
        pipe = AsyncSshPipe(listener, self._part, self._settle)
        self._pipes.add(pipe)
        try:
            login = await self._log_in()
            await login.connection.create_session(
                lambda: pipe, LANE_COMMAND, request_pty=False, encoding=None, env=(), send_env=()
            )
        except (asyncssh.Error, OSError, ValueError) as error:
            pipe.fail(read_asyncssh_failure(error, self._stage))
        except asyncio.CancelledError:
            self._part(pipe)
            await self._settle()
            raise
        return pipe

    async def _log_in(self) -> AsyncsshLogin:
        """Return the one connection, opened by whoever needs it first."""
        if self._login is None:
            self._stage = LoginStage()
            opening = self._logins.open(self._host, self._stage, self._limit)
            self._login = asyncio.get_running_loop().create_task(opening)
        return await asyncio.shield(self._login)

    def _part(self, pipe: AsyncSshPipe) -> None:
        """Forget a pipe; the last one closes the connection, or stops opening it."""
        self._pipes.discard(pipe)
        if not self._pipes and self._login is not None:
            ending = asyncio.get_running_loop().create_task(end_login(self._login))
            self._login = None
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)

    async def _settle(self) -> None:
        """Wait until connections no longer needed are gone."""
        await asyncio.gather(*self._ending)
