"""Real TCP, TLS and HTTP servers on loopback, and certificates of every quality."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def answer(*pieces: bytes, read: bool = True, hold: bool = False) -> Handler:
    """Return a handler that reads a request, sends the pieces and closes, or holds on until it is cut."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if read:
                await reader.readuntil(b"\r\n\r\n")
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            if hold:
                await reader.read()
        except (ConnectionError, asyncio.IncompleteReadError):
            return  # the client has gone, as some tests want it to
        finally:
            writer.close()

    return handle


async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send a body without end."""
    try:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x" * 65536)
            await writer.drain()
    except ConnectionError:
        writer.transport.abort()


async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Read a part of the request and reset the connection (what is unread makes it so)."""
    await reader.read(1)
    writer.transport.abort()


@asynccontextmanager
async def serve(handler: Handler, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Serve on a free port of 127.0.0.1."""
    server = await asyncio.start_server(handler, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


class Authority:
    """A certificate authority of the test's own; `file` holds its certificate."""

    def __init__(self, folder: Path) -> None:
        """Make its key and certificate."""
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test Authority")])
        certificate = self._sign(self._name, self._name, self._key, 365, ca=True)
        self.file = str(folder / "authority.pem")
        Path(self.file).write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def server(self, name: str, days: int = 30, *, self_signed: bool = False) -> ssl.SSLContext:
        """Return a server's side with a certificate for the name; negative days are past."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        issuer = subject if self_signed else self._name
        signing = key if self_signed else self._key
        certificate = self._sign(subject, issuer, signing, days, key=key, name=name)
        path = self._folder / f"{name}.{days}.{self_signed}.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _sign(  # noqa: PLR0913  # a certificate's parts
        self,
        subject: x509.Name,
        issuer: x509.Name,
        signing: ec.EllipticCurvePrivateKey,
        days: int,
        *,
        key: ec.EllipticCurvePrivateKey | None = None,
        name: str = "",
        ca: bool = False,
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key((key or signing).public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=400))
            .not_valid_after(now + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        )
        if name:
            builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        return builder.sign(signing, hashes.SHA256())
