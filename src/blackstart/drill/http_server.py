"""A simulated host's HTTP server: real TCP, real TLS, real HTTP/1.1 (h11)."""

import asyncio
from collections import Counter
from contextlib import suppress

import h11
import msgspec

from blackstart.drill.fixtures import Endpoint, Response
from blackstart.drill.responses import choose, encode_body, find_paths, take_step

CHUNK = 65536


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """A request that came to a simulated host."""

    host: str
    method: str
    target: str
    body: str = ""


class HttpServer:
    """Answers every connection to one endpoint of a host, by its paths."""

    def __init__(self, host: str, endpoint: Endpoint, received: list[Received]) -> None:
        """Note down what comes in `received`."""
        self._host = host
        self._endpoint = endpoint
        self._received = received
        self._calls: Counter[str] = Counter()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hold one connection for as many requests as the client puts."""
        connection = h11.Connection(h11.SERVER)
        with suppress(h11.ProtocolError, ConnectionError):
            while await self._exchange(connection, reader, writer):
                connection.start_next_cycle()
        writer.close()

    async def _exchange(
        self, connection: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Take one request and answer it; tell whether another may follow."""
        request, body = await read_request(connection, reader)
        if request is None:
            return False
        target = request.target.decode("latin-1")
        self._note(request, target, body)
        response = self._choose(read_name(request), target)
        await asyncio.sleep(response.delay)
        writer.write(write_response(connection, request, response))
        await writer.drain()
        return connection.our_state is h11.DONE and connection.their_state is h11.DONE

    def _note(self, request: h11.Request, target: str, body: bytes) -> None:
        method = request.method.decode("latin-1")
        text = body.decode(errors="backslashreplace")
        self._received.append(Received(host=self._host, method=method, target=target, body=text))

    def _choose(self, name: str, target: str) -> Response:
        """Return the next answer of the target's path under a name."""
        chosen = choose(find_paths(self._endpoint, name), target)
        asked = f"{name if name in self._endpoint.hosts else ''} {chosen.path}"
        number = self._calls[asked]
        self._calls[asked] += 1
        return take_step(chosen.response, number)


def read_name(request: h11.Request) -> str:
    """Return the name in the Host header, without the port."""
    host = next((value.decode("latin-1") for name, value in request.headers if name == b"host"), "")
    return host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host


async def read_request(connection: h11.Connection, reader: asyncio.StreamReader) -> tuple[h11.Request | None, bytes]:
    """Read one whole request; None where the client is done. Raises h11.RemoteProtocolError."""
    request, body = None, bytearray()
    while True:
        match connection.next_event():
            case h11.NEED_DATA:
                connection.receive_data(await reader.read(CHUNK))
            case h11.Request() as event:
                request = event
            case h11.Data(data=data):
                body += data
            case h11.EndOfMessage():
                return request, bytes(body)
            case _:
                return None, b""


def write_response(connection: h11.Connection, request: h11.Request, response: Response) -> bytes:
    """Return the bytes of an answer; to HEAD it has no body (RFC 9110, 9.3.2)."""
    body, headers = encode_body(response)
    out = connection.send(h11.Response(status_code=response.status, headers=headers)) or b""
    if request.method != b"HEAD":
        out += connection.send(h11.Data(data=body)) or b""
    return out + (connection.send(h11.EndOfMessage()) or b"")
