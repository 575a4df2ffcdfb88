"""The SSH port of a host that is being logged in to: a probe of it must not take the login's place.

sshd may take one unauthenticated connection from an address (sshd_config(5), PerSourceMaxStartups), or few of all
(MaxStartups), and drops the next without a greeting.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from blackstart.model.reply import Cause, Gap, Reply, TcpReply
from blackstart.model.request import TcpConnect

PATIENCE = 1.5
"""Seconds that a probe waits for the login to come to its end. By then the login has its connection."""
LONGEST = 15.0
"""Seconds that a probe which was dropped waits for it."""
FULL = ("Exceeded MaxStartups", "Not allowed at this time")
"""What sshd greets with where it takes no more (OpenSSH 8.5 and 9.8)."""


async def knock(
    request: TcpConnect, ask: Callable[[TcpConnect], Awaitable[Reply | Gap]], login: asyncio.Event
) -> Reply | Gap:
    """Probe the port once the login has ended; again, where it was dropped while the login was still under way."""
    await wait_for(login, PATIENCE)
    under_way = not login.is_set()
    reply = await ask(request)
    if under_way and was_dropped(request, reply):
        await wait_for(login, LONGEST)
        return await ask(request)
    return reply


async def wait_for(login: asyncio.Event, limit: float) -> None:
    """Wait until the login has come to one end or the other, or the time is up."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(limit):
            await login.wait()


def was_dropped(request: TcpConnect, reply: Reply | Gap) -> bool:
    """Tell whether the server took the connection and let it go without its greeting."""
    match reply:
        case Gap(cause=cause):
            return cause is Cause.CONNECTION_LOST
        case TcpReply(banner=banner):
            return request.banner and (not banner or banner.startswith(FULL))
        case _:
            return False
