"""TCP, TLS and HTTP from this machine."""

import asyncio
import ssl
from collections.abc import Callable
from urllib.parse import urlsplit

import msgspec

from blackstart.checks.read_only.request import refuse_request
from blackstart.model.reply import Cause, Gap, Reply, TcpReply, UnreadableReplyError
from blackstart.model.request import HttpRequest, PostAlert, Request, TcpConnect, TlsHandshake
from blackstart.transports.base import AddressBook
from blackstart.transports.certificate import read_certificate
from blackstart.transports.network_failure import HttpError, read_network_failure
from blackstart.transports.trust import Strictness, make_context
from blackstart.transports.web_address import to_ascii

AT_ONCE = 100
LONGEST_BANNER = 500
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Attempt:
    """How far one request has come; what was connected is cut off when it is over.

    `began` is when the connection was begun that is to bring the answer (Unix seconds).
    """

    def __init__(self, began: float) -> None:
        """Start with nothing connected."""
        self.began = began
        self.connected = False
        self._writers: list[asyncio.StreamWriter] = []

    def hold(self, writer: asyncio.StreamWriter) -> None:
        """Note that there is a connection."""
        self.connected = True
        self._writers.append(writer)

    def begin_again(self, now: float) -> None:
        """Note that what was connected so far will not bring the answer."""
        self.cut()
        self.began = now

    def cut(self) -> None:
        """Let go of every connection at once."""
        for writer in self._writers:
            writer.transport.abort()


class NetworkTransport:
    """A `Transport` for what goes over the network from this machine.

    `may_post_alerts` is what the operator allowed for this run; without it no `PostAlert`
    leaves, and in a run that `only_reads` none was asked for. `ca_file` is trusted beside the system's authorities.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        *,
        may_post_alerts: bool = False,
        only_reads: bool = False,
        address_book: AddressBook | None = None,
        ca_file: str | None = None,
    ) -> None:
        """Connect by the address book where it has an entry."""
        self._clock = clock
        self._may_post_alerts = may_post_alerts
        self._only_reads = only_reads
        self._address_book = {} if address_book is None else address_book
        self._ca_file = ca_file
        self._free = asyncio.Semaphore(AT_ONCE)
        self._contexts: dict[Strictness, ssl.SSLContext] = {}

    async def ask(self, request: Request) -> Reply | Gap:
        """Put one request to the network."""
        async with self._free:
            attempt = Attempt(self._clock())
            reply = await self._ask_in_time(request, attempt)
        now = self._clock()
        return msgspec.structs.replace(reply, at=now, elapsed=now - attempt.began)

    async def close(self) -> None:
        """Nothing is held between requests."""

    async def _ask_in_time(self, request: Request, attempt: Attempt) -> Reply | Gap:
        if reason := refuse_request(request):
            return Gap(cause=Cause.NOT_READ_ONLY, detail=reason)
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
                return self._keep_back()
            case _:
                return Gap(cause=Cause.NOT_PERMITTED, detail=f"the network is not asked a {type(request).__name__}")

    def _keep_back(self) -> Gap:
        """Return why no test alert leaves."""
        if self._only_reads:
            return Gap(cause=Cause.READ_ONLY_RUN, detail="started with --monitor-read-only")
        return Gap(cause=Cause.NOT_PERMITTED, detail="test alerts are sent only with --send-alert-test")

    async def _open(
        self, attempt: Attempt, address: str, port: int, tls: ssl.SSLContext | None = None, name: str = ""
    ) -> Streams:
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

    async def _open_trusting(self, attempt: Attempt, address: str, port: int, name: str) -> tuple[Streams, str]:
        """Shake hands with a server that is trusted; return what a stricter verification objects to, if it does.

        Raises SSLCertVerificationError for a certificate that is not trusted.
        """
        try:
            return await self._open(attempt, address, port, self._context(Strictness.STRICT), name), ""
        except ssl.SSLCertVerificationError as error:
            attempt.begin_again(self._clock())
            stricter = error.verify_message
        return await self._open(attempt, address, port, self._context(Strictness.AS_CURL), name), stricter

    async def _shake_hands(self, request: TlsHandshake, attempt: Attempt) -> Reply:
        """Look at the certificate with trust; where that fails, look again without it and say why."""
        name = request.server_name or request.address
        stricter, problem = None, ""
        try:
            (_, writer), stricter = await self._open_trusting(attempt, request.address, request.port, name)
        except ssl.SSLCertVerificationError as error:
            problem = error.verify_message
            context = self._context(Strictness.NONE)
            _, writer = await self._open(attempt, request.address, request.port, context, name)
        shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        reply = await asyncio.to_thread(read_certificate, shown or b"", problem)
        return msgspec.structs.replace(reply, stricter=stricter)

    async def _fetch(self, request: HttpRequest | PostAlert, attempt: Attempt) -> Reply:
        from blackstart.transports.http import converse, to_message  # noqa: PLC0415  # 6 ms; many runs need none of it

        (reader, writer), stricter = await self._open_url(request, attempt)
        reply = await converse(reader, writer, to_message(request))
        return msgspec.structs.replace(reply, stricter=stricter)

    async def _open_url(self, request: HttpRequest | PostAlert, attempt: Attempt) -> tuple[Streams, str | None]:
        """Connect to a URL's server as the URL says; without verification nothing is known of the certificate."""
        url = urlsplit(to_ascii(request.url))
        name, secure = url.hostname or "", url.scheme == "https"
        port = url.port or (443 if secure else 80)
        if secure and request.verify:
            return await self._open_trusting(attempt, name, port, name)
        context = self._context(Strictness.NONE) if secure else None
        return await self._open(attempt, name, port, context, name), None

    def _context(self, strictness: Strictness) -> ssl.SSLContext:
        """Return the context, made once: loading the authorities costs 10 ms and more."""
        if strictness not in self._contexts:
            self._contexts[strictness] = make_context(strictness, self._ca_file)
        return self._contexts[strictness]


async def read_line(reader: asyncio.StreamReader) -> bytes:
    """Return the first line, or as much of it as is kept; less where the other side ends there."""
    line = b""
    while b"\n" not in line and len(line) < LONGEST_BANNER and (chunk := await reader.read(LONGEST_BANNER)):
        line += chunk
    return line.partition(b"\n")[0][:LONGEST_BANNER]
