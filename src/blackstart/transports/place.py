"""A place requests are put from: each type of request goes the way that place has for it."""

import asyncio
from asyncio import Event
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

import msgspec

from blackstart.checks.read_only.request import refuse_request
from blackstart.model.reply import ACCESS_CAUSES, Cause, Gap, Reply
from blackstart.model.request import (
    HttpRequest,
    PostAlert,
    RecordedSamples,
    Request,
    RunCommand,
    TcpConnect,
    TlsHandshake,
)
from blackstart.transports.base import Transport
from blackstart.transports.curl import read_nc, to_nc
from blackstart.transports.door import knock

Address = tuple[str, int]
FindJumps = Callable[[], Awaitable[tuple[str, ...]]]
"""Tells the jump hosts of a login by every name they have, the nearest first."""
NO_DOORS: Mapping[Address, Event] = MappingProxyType({})


class ControllerPlace:
    """This machine: commands run here, history is on record here, everything else goes over the network."""

    def __init__(
        self, commands: Transport, network: Transport, record: Transport, doors: Mapping[Address, Event] = NO_DOORS
    ) -> None:
        """Send commands, questions about earlier runs, and the rest their ways.

        `doors` are the SSH ports of hosts that are logged in to, each with what is set when the login has ended.
        """
        self._commands = commands
        self._doors = doors
        self._network = network
        self._record = record

    async def ask(self, request: Request) -> Reply | Gap:
        """Put one request."""
        match request:
            case RunCommand():
                return await self._commands.ask(request)
            case RecordedSamples():
                return await self._record.ask(request)
            case TcpConnect(address=address, port=port) if (address, port) in self._doors:
                return await knock(request, self._network.ask, self._doors[address, port])
            case HttpRequest() | TcpConnect() | TlsHandshake() | PostAlert():
                return await self._network.ask(request)

    async def close(self) -> None:
        """Close every way."""
        await self._commands.close()
        await self._network.close()
        await self._record.close()


class HostPlace:
    """A host: everything becomes a command there."""

    def __init__(self, commands: Transport, find_jumps: FindJumps | None = None) -> None:
        """Run commands on the host; `find_jumps` tells over which others its login leads, once that has failed."""
        self._commands = commands
        self._find_jumps = find_jumps
        self._jumps: asyncio.Task[tuple[str, ...]] | None = None

    async def ask(self, request: Request) -> Reply | Gap:
        """Put one request, in the form of a command."""
        match request:
            case HttpRequest() | TcpConnect() if (reason := refuse_request(request)) is not None:
                return Gap(cause=Cause.NOT_READ_ONLY, detail=reason)
            case RunCommand() | HttpRequest():
                return await self._tell_jumps(await self._commands.ask(request))
            case TcpConnect() if not request.banner:
                return read_nc(await self._commands.ask(to_nc(request)))
            case TcpConnect() | TlsHandshake() | PostAlert() | RecordedSamples():
                detail = f"a {type(request).__name__} is put from the controller only"
                return Gap(cause=Cause.NOT_PERMITTED, detail=detail)

    async def _tell_jumps(self, reply: Reply | Gap) -> Reply | Gap:
        """Return the reply; of a login that failed with the jump hosts it leads over, found out once."""
        if self._find_jumps is None or not isinstance(reply, Gap) or reply.cause not in ACCESS_CAUSES:
            return reply
        if self._jumps is None:
            self._jumps = asyncio.ensure_future(self._find_jumps())
        return msgspec.structs.replace(reply, via=await asyncio.shield(self._jumps))

    async def close(self) -> None:
        """Let go of the host."""
        await self._commands.close()
