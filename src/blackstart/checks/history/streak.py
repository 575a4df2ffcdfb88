"""How far back, from now and without a break, something has held in run after run."""

from collections.abc import Callable

import msgspec

from blackstart.checks.duration import say_duration
from blackstart.model.reply import Sample, SamplesReply, UnusableRun

ID = 12
"""A run's id is what its name ends in (its manifest's digest, cut)."""
BACKWARDS = 5.0
"""Seconds by which a run may have ended after the one written next: two that overlapped."""

FindFault = Callable[[Sample, Sample | None], str]
"""What is wrong with a sample, given the next newer one; empty where it holds."""


class StreakRule(msgspec.Struct, frozen=True, kw_only=True):
    """What makes samples a streak: `max_gap` seconds at most between two, and perhaps all of one boot."""

    max_gap: float
    since_boot: bool
    find_fault: FindFault


class Streak(msgspec.Struct, frozen=True, kw_only=True):
    """Samples that held, from the newest back, and why it goes back no further.

    It is `broken` by a sample that does not hold, rather than by a lack of samples.
    """

    held: tuple[Sample, ...]
    stopped: str
    broken: bool = False

    @property
    def lasted(self) -> float:
        """The seconds between the oldest and the newest."""
        return self.held[0].at - self.held[-1].at if self.held else 0.0


def trace(newest: Sample, reply: SamplesReply, rule: StreakRule) -> Streak:
    """Go back from the newest sample, each time to the run written before, until something does not hold.

    Whatever is taken away or made worse ends the streak where it was: a run removed in between
    breaks the chain, one that may not be used stands for the worst it may have held.
    """
    known = {sample.run[-ID:]: sample for sample in reply.samples}
    held: list[Sample] = []
    sample: Sample | None = newest
    while sample is not None:
        lack = find_lack(sample, held, reply, rule)
        stop = lack or rule.find_fault(sample, held[-1] if held else None)
        if stop:
            return Streak(held=tuple(held), stopped=f"{say_when(sample, newest)}: {stop}", broken=not lack)
        held.append(sample)
        sample = known.pop(sample.previous, None)
    return Streak(held=tuple(held), stopped=say_end(held[-1], reply))


def find_lack(sample: Sample, held: list[Sample], reply: SamplesReply, rule: StreakRule) -> str:
    """Return why a sample cannot be joined to those that held, whatever it says; empty where it can."""
    if not held:
        return find_boot_change(sample, sample, rule)
    return (
        find_hole(sample, held[-1], rule.max_gap)
        or find_unusable(sample, reply.unusable)
        or find_boot_change(sample, held[0], rule)
    )


def find_hole(sample: Sample, newer: Sample, max_gap: float) -> str:
    """Return that nobody looked for too long, or that the clock cannot be right."""
    gap = newer.at - sample.at
    if gap < -BACKWARDS:
        return f"the clock went back by {say_duration(-gap)}"
    return f"no run for {say_duration(gap)} after that" if gap > max_gap else ""


def find_unusable(sample: Sample, unusable: tuple[UnusableRun, ...]) -> str:
    """Return which run since then may not be used; names tell the time in whole seconds."""
    return next((f"{run.run} may not be used: {run.reason}" for run in unusable if run.at + 1.0 > sample.at), "")


def find_boot_change(sample: Sample, newest: Sample, rule: StreakRule) -> str:
    """Return that the sample is of another boot, or of one that was not seen."""
    if not rule.since_boot:
        return ""
    if sample.boot_id is None:
        return "the host's boot was not seen"
    return "the host was started since" if sample.boot_id != newest.boot_id else ""


def say_when(sample: Sample, newest: Sample) -> str:
    """Say how long ago a sample is."""
    age = newest.at - sample.at
    if sample is newest:
        return "now"
    return f"{say_duration(age)} ago" if age >= 0.0 else f"{say_duration(-age)} ahead"


def say_end(last: Sample, reply: SamplesReply) -> str:
    """Say why nothing is known before the last sample."""
    if not last.previous:
        return "no earlier run is on record"
    return "there are more runs than are read" if reply.capped else "the run before that is not on record"
