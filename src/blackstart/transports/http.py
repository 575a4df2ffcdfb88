"""One HTTP/1.1 exchange over a stream; the protocol itself is h11's."""

import asyncio
from urllib.parse import urlsplit

import h11
import msgspec

from blackstart import __version__
from blackstart.model.reply import HttpReply
from blackstart.model.request import HttpRequest, PostAlert
from blackstart.transports.network_failure import HttpError, TooLargeError
from blackstart.transports.web_address import to_ascii

BODY_CAP = 4 * 1024 * 1024
CHUNK = 65536


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What is sent."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes = b""


def to_message(request: HttpRequest | PostAlert) -> Message:
    """Return the request as HTTP sends it: one exchange, nothing compressed, then close."""
    url = urlsplit(to_ascii(request.url))
    target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    headers = [
        ("Host", url.netloc.rpartition("@")[2]),
        ("User-Agent", f"blackstart/{__version__}"),
        ("Accept-Encoding", "identity"),
        ("Connection", "close"),
        *request.headers,
    ]
    if isinstance(request, HttpRequest):
        return Message(method="GET", target=target, headers=headers)
    body = request.body.encode()
    headers += [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    return Message(method="POST", target=target, headers=headers, body=body)


async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, message: Message) -> HttpReply:
    """Send the message and read the answer. Raises HttpError, or OSError for the connection."""
    connection = h11.Connection(our_role=h11.CLIENT)
    try:
        writer.write(
            connection.send(h11.Request(method=message.method, target=message.target, headers=message.headers)) or b""
        )
        if message.body:
            writer.write(connection.send(h11.Data(data=message.body)) or b"")
        writer.write(connection.send(h11.EndOfMessage()) or b"")
        return await read_answer(reader, connection)
    except (h11.RemoteProtocolError, h11.LocalProtocolError) as error:
        raise HttpError(str(error)) from error


async def read_answer(reader: asyncio.StreamReader, connection: h11.Connection) -> HttpReply:
    """Read until the answer is complete."""
    status, headers, body = 0, tuple[tuple[str, str], ...](), bytearray()
    while True:
        event = connection.next_event()
        match event:
            case h11.NEED_DATA:
                data = await reader.read(CHUNK)
                if not data and connection.their_state is h11.SEND_RESPONSE and not connection.trailing_data[0]:
                    raise ConnectionResetError("closed without an answer")
                connection.receive_data(data)
            case h11.Response():
                status = event.status_code
                headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in event.headers)
            case h11.Data():
                body += event.data
                if len(body) > BODY_CAP:
                    raise TooLargeError(f"the body is larger than {BODY_CAP} bytes")
            case h11.EndOfMessage():
                return HttpReply(status=status, headers=headers, body=body.decode(errors="backslashreplace"))
            case h11.InformationalResponse():
                continue
            case _:
                raise HttpError(f"unexpected {type(event).__name__}")
