"""TCP, TLS and HTTP from this machine."""

import asyncio
import ssl
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import msgspec

from blackstart.model.reply import Cause, Gap, Reply, TcpReply, TlsReply
from blackstart.model.request import HttpRequest, PostAlert, Request, TcpConnect, TlsHandshake
from blackstart.transports.certificate import read_certificate
from blackstart.transports.http import HttpError, converse, to_message

AddressBook = Mapping[tuple[str, int], tuple[str, int]]
"""Where to connect instead: (host, port) to (host, port). For rehearsals."""

AT_ONCE = 100


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
        self._address_book = address_book or {}
        self._ca_file = ca_file
        self._free = asyncio.Semaphore(AT_ONCE)
        self._contexts: dict[bool, ssl.SSLContext] = {}

    async def ask(self, request: Request) -> Reply | Gap:
        """Put one request to the network."""
        started = self._clock()
        async with self._free:
            reply = await self._ask_in_time(request)
        now = self._clock()
        return msgspec.structs.replace(reply, at=now, elapsed=now - started)

    async def close(self) -> None:
        """Nothing is held between requests."""

    async def _ask_in_time(self, request: Request) -> Reply | Gap:
        try:
            async with asyncio.timeout(request.limit):
                return await self._put(request)
        except TimeoutError:
            return Gap(cause=Cause.CONNECT_TIMED_OUT, detail=f"no answer within {request.limit:g} s")
        except (OSError, HttpError) as error:
            return read_network_failure(error)

    async def _put(self, request: Request) -> Reply | Gap:
        match request:
            case TcpConnect():
                return await self._connect(request)
            case TlsHandshake():
                return await self._shake_hands(request)
            case HttpRequest():
                return await self._fetch(request)
            case PostAlert() if self._may_post_alerts:
                return await self._fetch(request)
            case PostAlert():
                return Gap(cause=Cause.NOT_PERMITTED, detail="test alerts are sent only with --send-alert-test")
            case _:
                return Gap(cause=Cause.NOT_PERMITTED, detail=f"the network is not asked a {type(request).__name__}")

    async def _open(
        self, address: str, port: int, tls: ssl.SSLContext | None = None, name: str | None = None
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        host, actual = self._address_book.get((address, port), (address, port))
        return await asyncio.open_connection(host, actual, ssl=tls, server_hostname=name if tls else None)

    async def _connect(self, request: TcpConnect) -> Reply:
        reader, writer = await self._open(request.address, request.port)
        try:
            line = await reader.readline() if request.banner else b""
        finally:
            writer.close()
        return TcpReply(banner=line[:500].decode(errors="backslashreplace").rstrip("\r\n"))

    async def _shake_hands(self, request: TlsHandshake) -> Reply:
        """Look at the certificate with trust; where that fails, look again without it and say why."""
        name = request.server_name or request.address
        try:
            reader, writer = await self._open(request.address, request.port, self._context(verify=True), name)
            problem = ""
        except ssl.SSLCertVerificationError as error:
            problem = error.verify_message
            reader, writer = await self._open(request.address, request.port, self._context(verify=False), name)
        try:
            shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        finally:
            writer.transport.abort()
        return await asyncio.to_thread(read_certificate, shown, problem)

    async def _fetch(self, request: HttpRequest | PostAlert) -> Reply:
        url = urlsplit(request.url)
        secure = url.scheme == "https"
        port = url.port or (443 if secure else 80)
        context = self._context(verify=request.verify) if secure else None
        reader, writer = await self._open(url.hostname or "", port, context, url.hostname)
        try:
            return await converse(reader, writer, to_message(request))
        finally:
            writer.transport.abort()

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


def read_network_failure(error: OSError | HttpError) -> Gap:
    """Return the typed cause of a failed connection."""
    match error:
        case ssl.SSLCertVerificationError():
            return Gap(cause=Cause.TLS_FAILED, detail=f"certificate not trusted: {error.verify_message}")
        case ssl.SSLError():
            return Gap(cause=Cause.TLS_FAILED, detail=error.reason or str(error))
        case HttpError():
            return Gap(cause=Cause.PROTOCOL, detail=str(error))
        case ConnectionRefusedError():
            return Gap(cause=Cause.REFUSED, detail="connection refused")
        case ConnectionError():
            return Gap(cause=Cause.CONNECTION_LOST, detail=str(error) or "connection closed")
        case _:
            return read_os_failure(error)


def read_os_failure(error: OSError) -> Gap:
    """Return the typed cause of an operating system's error."""
    import errno  # noqa: PLC0415  # used on failures only
    import socket  # noqa: PLC0415  # as above

    detail = error.strerror or str(error)
    if isinstance(error, socket.gaierror):
        return Gap(cause=Cause.NAME_UNKNOWN, detail=detail)
    if error.errno in (errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN):
        return Gap(cause=Cause.NO_ROUTE, detail=detail)
    if error.errno == errno.ETIMEDOUT:
        return Gap(cause=Cause.CONNECT_TIMED_OUT, detail=detail)
    return Gap(cause=Cause.CONNECTION_LOST, detail=detail)
