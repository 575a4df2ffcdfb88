"""The one seam every transport has."""

from typing import Protocol

from blackstart.model.reply import Gap, Reply
from blackstart.model.request import Request


class Transport(Protocol):
    """Puts requests to one place. `ask` never raises for what the other side does."""

    async def ask(self, request: Request) -> Reply | Gap:
        """Put one request and return what came back, or why nothing did."""
        ...

    async def close(self) -> None:
        """Let go of the place, leaving no process behind on it."""
        ...
