"""A two-way stream to a shell, whatever carries it."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from blackstart.model.reply import Gap

CLOSE_LIMIT = 1.0
"""Seconds the far end has to end by itself when it is let go."""


class LanePipe(Protocol):
    """Our end of a shell's standard streams."""

    def write(self, data: bytes) -> None:
        """Send bytes to the shell's standard input."""
        ...

    def close(self) -> None:
        """Close standard input, on which the far end ends all it started."""
        ...

    async def wait_closed(self) -> None:
        """Wait until the far end is gone, for `CLOSE_LIMIT` at most; then cut it off."""
        ...


class PipeListener(Protocol):
    """What is told of the stream."""

    def output_received(self, data: bytes) -> None:
        """Take bytes of standard output."""
        ...

    def errors_received(self, data: bytes) -> None:
        """Take bytes of standard error."""
        ...

    def ended(self, gap: Gap) -> None:
        """Learn that the stream is over, and why if it was not we who closed it."""
        ...


Dial = Callable[[PipeListener], Awaitable[LanePipe]]
"""Opens a shell on the host. Never raises for what the host or the way to it does: the listener is told."""
