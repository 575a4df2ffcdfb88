"""A two-way stream to a shell over one channel of an asyncssh connection."""

import asyncio
from collections.abc import Awaitable, Callable

import asyncssh

from blackstart.model.reply import Cause, Gap
from blackstart.transports.pipe import CLOSE_LIMIT, PipeListener


class AsyncSshPipe(asyncssh.SSHClientSession[bytes]):
    """A `LanePipe` over one channel."""

    def __init__(
        self,
        listener: PipeListener,
        on_end: Callable[["AsyncSshPipe"], None],
        settle: Callable[[], Awaitable[None]],
    ) -> None:
        """Tell the listener what comes, and `on_end` when the channel is gone; `settle` waits for the rest."""
        self._listener = listener
        self._on_end = on_end
        self._settle = settle
        self._channel: asyncssh.SSHClientChannel[bytes] | None = None
        self._over = asyncio.Event()

    def connection_made(self, chan: asyncssh.SSHClientChannel[bytes]) -> None:
        """Learn the channel."""
        self._channel = chan

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:
        """Pass on what the shell printed."""
        if datatype == asyncssh.EXTENDED_DATA_STDERR:
            self._listener.errors_received(data)
        else:
            self._listener.output_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Learn that the channel is closed, with its shell or with the whole connection."""
        self.fail(self._read_end(exc))

    def fail(self, gap: Gap) -> None:
        """Tell the listener that there is no shell, or none any more."""
        if not self._over.is_set():
            self._over.set()
            self._on_end(self)
            self._listener.ended(gap)

    def write(self, data: bytes) -> None:
        """Send bytes to the shell."""
        if self._channel is not None and not self._channel.is_closing():
            self._channel.write(data)

    def close(self) -> None:
        """Close standard input."""
        if self._channel is not None and not self._channel.is_closing():
            self._channel.write_eof()

    async def wait_closed(self) -> None:
        """Wait for the shell; cut the channel off if it does not end by itself."""
        try:
            async with asyncio.timeout(CLOSE_LIMIT):
                await self._over.wait()
        except TimeoutError:
            if self._channel is not None:
                self._channel.abort()
            self.fail(Gap(cause=Cause.CONNECTION_LOST, detail="cut off"))
        await self._settle()

    def _read_end(self, exc: Exception | None) -> Gap:
        """Return why the channel ended: the connection went, or the shell did."""
        status = None if self._channel is None else self._channel.get_exit_status()
        if exc is not None or status is None:
            return Gap(cause=Cause.CONNECTION_LOST, detail=str(exc or "the connection was closed"))
        return Gap(cause=Cause.SHELL_BROKEN, detail=f"logged in, but the shell ended with status {status}")
