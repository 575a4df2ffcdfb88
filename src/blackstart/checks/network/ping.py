"""Whether an address answers ICMP echo requests."""

import re
from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from blackstart.checks.asking import run
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Proof, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

COUNTS = re.compile(r"^([1-9]\d*) packets transmitted, (\d+)(?: packets)? received", re.MULTILINE)
AVERAGE = re.compile(r"^(?:rtt|round-trip) min/avg/max\S* = [\d.]+/([\d.]+)/", re.MULTILINE)


class PingReading(Reading, frozen=True):
    """How many echo requests were answered; `rtt_ms` is the average, None where none was."""

    sent: int
    received: int
    rtt_ms: float | None


class Ping(Spec, frozen=True):
    """The host answers; of `count` requests the share `max_loss` may be lost, never all."""

    name = "ping"
    reading = PingReading
    asked_from = "controller"
    shorthand = "address"
    example = "ping: {max_loss: 0.5}"
    faults = ("silence_ping",)

    address: str | None = None
    count: Annotated[int, Meta(ge=1, le=20)] = 2
    max_loss: Annotated[float, Meta(ge=0, lt=1)] = 0.5

    def proof(self) -> Proof:
        """Return PING: an answer proves that the host has power and its network works."""
        return Proof.PING

    def steps(self, target: Target) -> Steps[PingReading]:
        """Send the requests from the controller, 0.2 s apart."""
        address = self.address or target.address
        reply = yield from run("ping", "-n", "-q", "-c", str(self.count), "-i", "0.2", "-W", "2", address)
        return read_ping(reply)

    def findings(self, reading: PingReading) -> Iterator[Finding]:
        """Compare the answers with the loss allowed."""
        yield Finding(
            holds=reading.received > 0 and reading.sent - reading.received <= self.max_loss * reading.sent,
            expected=f"answers to ping, at most {self.max_loss:.0%} lost",
            seen=f"{reading.received} of {reading.sent} answered",
        )


def read_ping(reply: CommandReply) -> PingReading:
    """Read ping's statistics; its exit code 1 says "no answer", 2 "could not ask" (ping(8))."""
    counts = COUNTS.search(reply.stdout)
    if counts is None or reply.exit_code not in (0, 1):
        said = reply.stderr.strip() or reply.stdout.strip() or "no message"
        raise UnreadableReplyError(f"ping, exit {reply.exit_code}: {said.splitlines()[-1]}")
    average = AVERAGE.search(reply.stdout)
    return PingReading(
        sent=int(counts[1]),
        received=int(counts[2]),
        rtt_ms=float(average[1]) if average else None,
    )
