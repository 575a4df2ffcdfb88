"""TCP, TLS and HTTP from this machine."""

import asyncio
import ssl
from collections.abc import Callable
from urllib.parse import urlsplit

import msgspec

from blackstart.model.reply import Cause, Gap, Reply, TcpReply, UnreadableReplyError
from blackstart.model.request import HttpRequest, PostAlert, Request, TcpConnect, TlsHandshake
from blackstart.transports.base import AddressBook
from blackstart.transports.certificate import read_certificate
from blackstart.transports.network_failure import HttpError, read_network_failure

AT_ONCE = 100
LONGEST_BANNER = 500


class Attempt:
    """How far one request has come; what was connected is cut off when it is over."""

    def __init__(self) -> None:
        """Start with nothing connected."""
        self.connected = False
        self._writers: list[asyncio.StreamWriter] = []

    def hold(self, writer: asyncio.StreamWriter) -> None:
        """Note that there is a connection."""
        self.connected = True
        self._writers.append(writer)

    def cut(self) -> None:
        """Let go of every connection at once."""
        for writer in self._writers:
            writer.transport.abort()


class NetworkTransport:
    """A `Transport` for what goes over the network from this machine.

    `may_post_alerts` is what the operator allowed for this run; without it no `PostAlert`
    leaves. `ca_file` is trusted beside the system's authorities.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        *,
        may_post_alerts: bool = False,
        address_book: AddressBook | None = None,
        ca_file: str | None = None,
    ) -> None:
        """Connect by the address book where it has an entry."""
        self._clock = clock
        self._may_post_alerts = may_post_alerts
        self._address_book = {} if address_book is None else address_book
        self._ca_file = ca_file
        self._free = asyncio.Semaphore(AT_ONCE)
        self._contexts: dict[bool, ssl.SSLContext] = {}

    async def ask(self, request: Request) -> Reply | Gap:
        """Put one request to the network."""
        async with self._free:
            started = self._clock()
            reply = await self._ask_in_time(request)
        now = self._clock()
        return msgspec.structs.replace(reply, at=now, elapsed=now - started)

    async def close(self) -> None:
        """Nothing is held between requests."""

    async def _ask_in_time(self, request: Request) -> Reply | Gap:
        attempt = Attempt()
        try:
            async with asyncio.timeout(request.limit):
                return await self._put(request, attempt)
        except TimeoutError:
            cause = Cause.TIME_LIMIT if attempt.connected else Cause.CONNECT_TIMED_OUT
            done = "connected, but no answer" if attempt.connected else "no connection"
            return Gap(cause=cause, detail=f"{done} within {request.limit:g} s")
        except UnreadableReplyError as error:
            return Gap(cause=Cause.UNREADABLE, detail=str(error))
        except (OSError, HttpError, ValueError, OverflowError) as error:
            return read_network_failure(error)
        finally:
            attempt.cut()

    async def _put(self, request: Request, attempt: Attempt) -> Reply | Gap:
        match request:
            case TcpConnect():
                return await self._connect(request, attempt)
            case TlsHandshake():
                return await self._shake_hands(request, attempt)
            case HttpRequest():
                return await self._fetch(request, attempt)
            case PostAlert() if self._may_post_alerts:
                return await self._fetch(request, attempt)
            case PostAlert():
                return Gap(cause=Cause.NOT_PERMITTED, detail="test alerts are sent only with --send-alert-test")
            case _:
                return Gap(cause=Cause.NOT_PERMITTED, detail=f"the network is not asked a {type(request).__name__}")

    async def _open(
        self, attempt: Attempt, address: str, port: int, tls: ssl.SSLContext | None = None, name: str = ""
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect, then shake hands where it is to be TLS."""
        host, actual = self._address_book.get((address, port), (address, port))
        reader, writer = await asyncio.open_connection(host, actual)
        attempt.hold(writer)
        if tls is not None:
            await writer.start_tls(tls, server_hostname=name)
        return reader, writer

    async def _connect(self, request: TcpConnect, attempt: Attempt) -> Reply:
        reader, _ = await self._open(attempt, request.address, request.port)
        line = await read_line(reader) if request.banner else b""
        return TcpReply(banner=line.decode(errors="backslashreplace").rstrip("\r\n"))

    async def _shake_hands(self, request: TlsHandshake, attempt: Attempt) -> Reply:
        """Look at the certificate with trust; where that fails, look again without it and say why."""
        name = request.server_name or request.address
        try:
            _, writer = await self._open(attempt, request.address, request.port, self._context(verify=True), name)
            problem = ""
        except ssl.SSLCertVerificationError as error:
            problem = error.verify_message
            _, writer = await self._open(attempt, request.address, request.port, self._context(verify=False), name)
        shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        return await asyncio.to_thread(read_certificate, shown or b"", problem)

    async def _fetch(self, request: HttpRequest | PostAlert, attempt: Attempt) -> Reply:
        from blackstart.transports.http import converse, to_message  # noqa: PLC0415  # 6 ms; many runs need none of it

        url = urlsplit(request.url)
        secure = url.scheme == "https"
        port = url.port or (443 if secure else 80)
        context = self._context(verify=request.verify) if secure else None
        reader, writer = await self._open(attempt, url.hostname or "", port, context, url.hostname or "")
        return await converse(reader, writer, to_message(request))

    def _context(self, *, verify: bool) -> ssl.SSLContext:
        """Return the context, made once: loading the authorities costs 10 ms and more."""
        if verify not in self._contexts:
            context = ssl.create_default_context()
            if self._ca_file is not None:
                context.load_verify_locations(self._ca_file)
            if not verify:
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
            self._contexts[verify] = context
        return self._contexts[verify]


async def read_line(reader: asyncio.StreamReader) -> bytes:
    """Return the first line, or as much of it as is kept; less where the other side ends there."""
    line = b""
    while b"\n" not in line and len(line) < LONGEST_BANNER and (chunk := await reader.read(LONGEST_BANNER)):
        line += chunk
    return line.partition(b"\n")[0][:LONGEST_BANNER]
