"""The TCP servers of a drill other than SSH: open ports, banners, HTTP and HTTPS."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Listeners:
    """Servers and their connections, closed together."""

    def __init__(self) -> None:
        """Start with none."""
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def listen(
        self, bound: socket.socket, handle: Handler, certificates: Mapping[str, Path] | None = None
    ) -> None:
        """Accept connections on a bound socket, over TLS where there are certificates (PEM with key) by name.

        The one under no name is shown for all others.
        """
        tls = make_context(certificates) if certificates else None
        self._servers.append(await asyncio.start_server(self._track(handle), sock=bound, ssl=tls))

    def close(self) -> None:
        """Stop accepting, and cut every connection."""
        for server in self._servers:
            server.close()
        for task in self._tasks:
            task.cancel()

    async def wait_closed(self) -> None:
        """Wait until all are closed."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(server.wait_closed() for server in self._servers))

    def _track(self, handle: Handler) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], None]:
        def start(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.get_running_loop().create_task(hold(handle, reader, writer))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        return start


async def hold(handle: Handler, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Handle a connection; whatever happens, it is closed in the end."""
    try:
        await handle(reader, writer)
    except asyncio.CancelledError:
        writer.transport.abort()
        raise
    except ConnectionError:
        pass  # the client left; that is its right
    writer.close()


def make_context(certificates: Mapping[str, Path]) -> ssl.SSLContext:
    """Return what a TLS server needs; it shows the certificate of the name it is asked for (SNI)."""
    contexts = {name: ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) for name in certificates}
    for name, context in contexts.items():
        context.load_cert_chain(certificates[name])
    first = contexts.get("") or next(iter(contexts.values()))

    def choose(connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext) -> None:
        connection.context = contexts.get(name or "", first)

    first.sni_callback = choose
    return first


def greet(banner: str) -> Handler:
    """Return a handler that sends a banner, nothing if it is empty, and waits until the client leaves."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(banner.encode())
        while await reader.read(65536):
            continue

    return handle
