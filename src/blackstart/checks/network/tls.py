"""Whether a server shows a certificate that is trusted and will be for some time."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from blackstart.checks.asking import shake_hands
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import TlsReply, UnreadableReplyError
from blackstart.model.request import Steps, TlsHandshake

DAY = 86400.0


class TlsReading(Reading, frozen=True):
    """A certificate as the controller sees it; `problem` says why it is not trusted.

    `stricter` is what a stricter verification objects to in a trusted certificate or its
    authority's, empty for nothing; it fails no check. `days_old` is negative before it begins
    to be valid.
    """

    verified: bool
    problem: str
    stricter: str | None
    days_old: float
    days_left: float
    names: tuple[str, ...]
    subject: str
    issuer: str


class Tls(Spec, frozen=True):
    """The certificate is trusted for `server_name`, as curl and browsers trust one, and valid for `min_days` more.

    Connects to `address`, or else to `server_name`, or else to the host. With
    `verify: false` (a private authority) only the days are judged, from the first to the last.
    """

    name = "tls"
    reading = TlsReading
    asked_from = "controller"
    shorthand = "server_name"
    example = "tls: {server_name: www.example.org, min_days: 21}"
    blind_spots = (
        "Whether clients trust it that have other authorities than the controller.",
        "Names that no `tls` check asks for: one certificate a server name, each needs a check of its own.",
    )
    faults = ("age_certificate",)

    server_name: str | None = None
    address: str | None = None
    port: Annotated[int, Meta(ge=1, le=65535)] = 443
    min_days: Annotated[float, Meta(ge=0)] = 14.0
    verify: bool = True

    def steps(self, target: Target) -> Steps[TlsReading]:
        """Shake hands, and look at the certificate."""
        address = self.address or self.server_name or target.address
        request = TlsHandshake(address=address, port=self.port, server_name=self.server_name or address)
        return read_certificate((yield from shake_hands(request)))

    def findings(self, reading: TlsReading) -> Iterator[Finding]:
        """Compare trust and time."""
        if self.verify:
            yield Finding(
                holds=reading.verified, expected="a trusted certificate", seen=reading.problem or "one not verified"
            )
        seen = f"{-reading.days_old:.1f} days before its time"
        yield Finding(holds=reading.days_old >= 0, expected="a certificate that is valid already", seen=seen)
        yield Finding(
            holds=reading.days_left >= self.min_days,
            expected=f"a certificate valid for {self.min_days:g} more days",
            seen=f"{reading.days_left:.1f} days",
        )


def read_certificate(reply: TlsReply) -> TlsReading:
    """Measure the certificate's days against the time it was shown at."""
    if not reply.not_after:
        raise UnreadableReplyError("the certificate shown has no end date")
    return TlsReading(
        verified=reply.verified,
        problem=reply.problem,
        stricter=reply.stricter,
        days_old=(reply.at - reply.not_before) / DAY,
        days_left=(reply.not_after - reply.at) / DAY,
        names=reply.names,
        subject=reply.subject,
        issuer=reply.issuer,
    )
