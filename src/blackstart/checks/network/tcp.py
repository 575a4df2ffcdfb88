"""Whether a TCP port accepts connections, and perhaps greets as it should."""

import re
from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from blackstart.checks.asking import connect
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Proof, Reading, Target
from blackstart.model.request import Steps, TcpConnect

SSH_PORT = 22


class TcpReading(Reading, frozen=True):
    """An accepted connection; `banner` is the first line of the server, where it was asked for."""

    port: int
    banner: str
    elapsed: float


class Tcp(Spec, frozen=True):
    """The port (by default the host's SSH port) is open; `banner` is found in the server's first line."""

    name = "tcp"
    reading = TcpReading
    asked_from = "controller"
    shorthand = "port"
    example = "tcp: 443"
    faults = ("refuse_port",)

    port: Annotated[int, Meta(ge=1, le=65535)] | None = None
    address: str | None = None
    banner: str | None = None

    def __post_init__(self) -> None:
        """Refuse a banner that is no regular expression, or is found in whatever the server sends."""
        try:
            found = self.banner is not None and re.search(self.banner, "")
        except re.error as error:
            raise ValueError(f"banner {self.banner!r} is not a regular expression: {error}") from error
        if found:
            raise ValueError(f"banner {self.banner!r} matches an empty line, so it would hold whatever is sent")

    def proof(self) -> Proof | None:
        """Return PORT for the SSH port; another port says nothing of the way to the login."""
        return Proof.PORT if self.port in (None, SSH_PORT) else None

    def steps(self, target: Target) -> Steps[TcpReading]:
        """Connect from the controller."""
        port = self.port or target.ssh_port
        address = self.address or target.address
        reply = yield from connect(TcpConnect(address=address, port=port, banner=self.banner is not None))
        return TcpReading(port=port, banner=reply.banner, elapsed=reply.elapsed)

    def findings(self, reading: TcpReading) -> Iterator[Finding]:
        """Look for the expected banner in the server's first line."""
        if self.banner is not None:
            yield Finding(
                holds=re.search(self.banner, reading.banner) is not None,
                expected=f"port {reading.port} to greet with /{self.banner}/",
                seen=repr(reading.banner),
            )
