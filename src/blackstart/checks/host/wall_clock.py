"""Whether a host's clock is far from the controller's. Asked of every host in every run."""

import re
from collections.abc import Iterator

from blackstart.checks.asking import run, succeeded
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Proof, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

UNIX_TIME = re.compile(r"(?P<seconds>\d{1,12})(?:\.(?P<rest>\d{9}|%?N)?)?")
"""A `date` that knows no parts of a second (BusyBox) leaves the rest as it was asked for, or out."""
HALF_A_SECOND = 0.5


class WallClockReading(Reading, frozen=True):
    """The host's clock minus the controller's, in seconds, known to within `uncertainty`."""

    skew: float
    uncertainty: float


class WallClock(Spec, frozen=True):
    """The clock is not seen to be more than `max_skew` seconds off the controller's."""

    name = "wall_clock"
    reading = WallClockReading
    example = "wall_clock: {}"

    max_skew: float = 10.0

    def proof(self) -> Proof:
        """Return CLOCK: what the host tells by its own time can be relied on."""
        return Proof.CLOCK

    def steps(self, target: Target) -> Steps[WallClockReading]:
        """Ask for the time, as the kind `clock` does, so that it is asked once."""
        reply = yield from run("date", "+%s.%N")
        told, within = read_time(reply)
        # The clock was read at some time between asking and answering; the middle errs least.
        skew = told - (reply.at - reply.elapsed / 2)
        return WallClockReading(skew=skew, uncertainty=reply.elapsed / 2 + within)

    def findings(self, reading: WallClockReading) -> Iterator[Finding]:
        """Compare the least skew there may be."""
        yield Finding(
            holds=abs(reading.skew) - reading.uncertainty <= self.max_skew,
            expected=f"clock within {self.max_skew:g} s of the controller's",
            seen=f"{reading.skew:+.1f} s (give or take {reading.uncertainty:.1f} s)",
        )


def read_time(reply: CommandReply) -> tuple[float, float]:
    """Return the time in Unix seconds, and within how much it is told; a whole second is taken for its middle."""
    text = succeeded(reply).stdout.strip()
    found = UNIX_TIME.fullmatch(text)
    if found is None:
        raise UnreadableReplyError(f"not a time: {text[:60]!r}")
    if (found["rest"] or "N").endswith("N"):
        return int(found["seconds"]) + HALF_A_SECOND, HALF_A_SECOND
    return float(text), 0.0
