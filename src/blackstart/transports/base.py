"""The one seam every transport has."""

from collections.abc import Mapping
from typing import Protocol

from blackstart.model.reply import Gap, Reply
from blackstart.model.request import Request

AddressBook = Mapping[tuple[str, int], tuple[str, int]]
"""Where to connect instead: (host, port) to (host, port). For rehearsals."""


class Transport(Protocol):
    """Puts requests to one place. `ask` never raises for what the other side does."""

    async def ask(self, request: Request) -> Reply | Gap:
        """Put one request and return what came back, or why nothing did."""
        ...

    async def close(self) -> None:
        """Let go of the place, leaving no process behind on it."""
        ...
