"""How far a host's clock is from the controller's."""

import re
from collections.abc import Iterator

from blackstart.checks.asking import run, succeeded
from blackstart.checks.duration import Seconds
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Proof, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

UNIX_TIME = re.compile(r"\d{1,12}\.\d{9}")


class ClockReading(Reading, frozen=True):
    """The host's clock minus the controller's, in seconds, known to within `uncertainty`.

    `synchronized` is what timedatectl says, None where it was not asked.
    """

    skew: float
    uncertainty: float
    synchronized: bool | None


class Clock(Spec, frozen=True):
    """The clock is within `max_skew` seconds of the controller's, and perhaps `synchronized` over NTP."""

    name = "clock"
    reading = ClockReading
    shorthand = "max_skew"
    example = "clock: {max_skew: 2, synchronized: true}"
    blind_spots = (
        "Whether the controller's own clock is right.",
        "A skew smaller than the time the answer took.",
    )
    faults = ("set_clock_back",)

    max_skew: Seconds = 5.0
    synchronized: bool = False

    def proof(self) -> Proof:
        """Return CLOCK: what the host tells by its own time can be relied on."""
        return Proof.CLOCK

    def steps(self, target: Target) -> Steps[ClockReading]:
        """Ask for the time, and for the synchronization where it is demanded."""
        reply = yield from run("date", "+%s.%N")
        # The clock was read at some time between asking and answering; the middle errs least.
        skew = read_time(reply) - (reply.at - reply.elapsed / 2)
        synchronized = None
        if self.synchronized:
            synchronized = read_synchronized((yield from run("timedatectl", "show", "--property=NTPSynchronized")))
        return ClockReading(skew=skew, uncertainty=reply.elapsed / 2, synchronized=synchronized)

    def findings(self, reading: ClockReading) -> Iterator[Finding]:
        """Compare the greatest skew there may be; a slow answer proves nothing."""
        yield Finding(
            holds=abs(reading.skew) + reading.uncertainty <= self.max_skew,
            expected=f"clock within {self.max_skew:g} s of the controller's",
            seen=f"{reading.skew:+.1f} s (give or take {reading.uncertainty:.1f} s)",
        )
        if self.synchronized:
            seen = "synchronized" if reading.synchronized else "not synchronized"
            yield Finding(holds=reading.synchronized is True, expected="clock synchronized over NTP", seen=seen)


def read_time(reply: CommandReply) -> float:
    """Return the time in Unix seconds."""
    text = succeeded(reply).stdout.strip()
    if not UNIX_TIME.fullmatch(text):
        raise UnreadableReplyError(f"not a time: {text[:60]!r}")
    return float(text)


def read_synchronized(reply: CommandReply) -> bool:
    """Return whether the clock is synchronized."""
    text = succeeded(reply).stdout.strip()
    if text not in ("NTPSynchronized=yes", "NTPSynchronized=no"):
        raise UnreadableReplyError(f"timedatectl told no NTPSynchronized: {text[:60]!r}")
    return text.endswith("=yes")
