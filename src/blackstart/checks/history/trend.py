"""What another check reads over time, from the runs on record: not enough of them is "not yet"."""

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.checks.asking import recall
from blackstart.checks.duration import Duration, read_duration, say_duration
from blackstart.checks.history.streak import Streak, StreakRule, trace
from blackstart.checks.reading.recorded_value import find_number
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Followed, Present, Reading, Target
from blackstart.model.outcome import Outcome, WarningClass
from blackstart.model.reply import Sample, SamplesReply
from blackstart.model.request import RecordedSamples, Steps

LARGEST_FLOOR = 1000.0
"""Largest floor without a limit (`below`) over it: under a floor that nothing reaches, all would be well."""


class TrendReading(Reading, frozen=True):
    """How long it has held without a break, this run included, and why not longer (`stopped`).

    It is `broken` by a run in which it was otherwise, rather than by a lack of runs.

    `now` is the value in this run and `holds_now` whether that is as it must be; `lasted` is in
    seconds. `runs`, `falls` (steps down), `lowest` and `highest` are of the time it has held.
    `earlier` counts the runs on record that tell of the check; `unusable` names those that were
    edited or cannot be read.
    """

    now: float | None
    holds_now: bool
    lasted: float
    runs: int
    falls: int
    lowest: float | None
    highest: float | None
    earlier: int
    unusable: tuple[str, ...]
    stopped: str
    broken: bool


class Trend(Spec, frozen=True):
    """In this run and every one on record for the time `for`, check `of` read a `value` that is as stated.

    `below` and `above` are limits; `falling: 2` means that it never rose and went down that many
    times in a row of runs (values that stay at `floor` or under it count as going down; one over 1000 needs `below`);
    `passed` means that the check passed. Between two runs lie at most `max_gap`; a hole in the
    record, an edited run, or one removed in between ends the time. Where `of` is about a host,
    runs from before its last boot do not count, unless `since_boot` is false.
    """

    name = "trend"
    reading = TrendReading
    asked_from = "controller"
    example = "trend: {of: web-load, value: per_core, below: 1.0, for: 15m}"
    blind_spots = ("Runs that are not on record here, and what happened between two of them.",)
    faults = ("rewrite_history",)

    of: str
    value: str = ""
    span: Duration | None = msgspec.field(default=None, name="for")
    below: float | None = None
    above: float | None = None
    falling: Annotated[int, Meta(ge=1, le=100)] | None = None
    floor: float = 0.0
    passed: bool = False
    max_gap: Duration = "5m"
    since_boot: bool = True

    def __post_init__(self) -> None:
        """Refuse conditions that state nothing, or that lack what they compare."""
        compares = (self.below, self.above, self.falling) != (None, None, None)
        if not compares and not self.passed:
            raise ValueError("states no condition: add `below`, `above`, `falling` or `passed: true`")
        if compares != bool(self.value):
            raise ValueError("`value` names what `below`, `above` and `falling` compare: neither stands alone")
        if self.span is None and self.falling is None:
            raise ValueError("`for` is missing: say for how long, as `for: 15m`")
        self.require_floor()
        read_duration("max_gap", self.max_gap)
        self.seconds()

    def require_floor(self) -> None:
        """Refuse a floor that nothing is measured against, or that stands over the limit it would replace."""
        if self.floor and self.falling is None:
            raise ValueError("`floor` is the value under which `falling` is well: it stands alone")
        if self.below is None and self.floor > LARGEST_FLOOR:
            raise ValueError(
                f"`floor: {self.floor:g}` has no bound: over {LARGEST_FLOOR:g}, say in `below` what is bad"
            )
        if not math.isfinite(self.floor) or (self.below is not None and self.floor > self.below):
            raise ValueError(f"`floor: {self.floor:g}` leaves nothing to fall: give a value under `below`")

    def seconds(self) -> float:
        """Return for how long it must have held."""
        return 0.0 if self.span is None else read_duration("for", self.span)

    def follows(self) -> Followed:
        """Return the check it is of."""
        return Followed(check=self.of, value=self.value)

    def steps(self, target: Target) -> Steps[TrendReading]:
        """Ask the record; what `of` comes to in this run is not known while looking."""
        return self.steps_beside(target, None)

    def steps_beside(self, target: Target, present: Present | None) -> Steps[TrendReading]:
        """Ask the record, and go back from the present."""
        gap = read_duration("max_gap", self.max_gap)
        window = max(self.seconds() + gap, (self.falling or 0) * gap)
        reply = yield from recall(RecordedSamples(check=self.of, value=self.value, window=window))
        if present is None:
            return read_streak(self, reply, Streak(held=(), stopped="not known what it comes to in this run"), None)
        newest = to_sample(present, self.value, reply)
        rule = StreakRule(max_gap=gap, since_boot=self.since_boot, find_fault=self.find_fault)
        return read_streak(self, reply, trace(newest, reply, rule), newest.value)

    def find_fault(self, sample: Sample, newer: Sample | None) -> str:
        """Return what is not as it must be in a sample; empty where all of it is."""
        if self.passed and sample.outcome is not Outcome.PASS:
            return str(sample.outcome)
        if not self.value:
            return ""
        if sample.value is None:
            return f"{self.value} not read, {sample.outcome}"
        risen = newer is not None and max(newer.value or 0.0, self.floor) > max(sample.value, self.floor)
        if self.falling is not None and risen:
            return f"{sample.value:g}, and rising after that"
        within = (self.below is None or sample.value < self.below) and (self.above is None or sample.value > self.above)
        return "" if within else f"{sample.value:g}"

    def findings(self, reading: TrendReading) -> Iterator[Finding]:
        """Compare how long it has held, and how often it went down. A lack of runs is a lack of evidence."""
        missing = list(self.find_missing(reading))
        runs = "1 run" if reading.runs == 1 else f"{reading.runs} runs"
        progress = f"not yet: {' and '.join(missing)} ({runs}); {reading.stopped}"
        yield Finding(
            holds=reading.holds_now and not missing,
            expected=self.describe(),
            seen=progress if reading.holds_now else reading.stopped,
            warns_as=None if reading.broken else WarningClass.EVIDENCE,
        )

    def find_missing(self, reading: TrendReading) -> Iterator[str]:
        """Yield what is still missing of what was demanded."""
        if reading.lasted < self.seconds():
            yield f"{say_duration(reading.lasted)} of {say_duration(self.seconds())}"
        if reading.falls < (self.falling or 0):
            yield f"{reading.falls} of {self.falling} falls"

    def describe(self) -> str:
        """Say what is demanded."""
        limits = (("below", self.below), ("above", self.above))
        words = [
            f"{self.of} {self.value}".rstrip(),
            *(f"{word} {limit:g}" for word, limit in limits if limit is not None),
            *([f"falling over {self.falling} checks"] if self.falling is not None else []),
            *(["passed"] if self.passed else []),
            *([f"for {say_duration(self.seconds())}"] if self.span is not None else []),
        ]
        return " ".join(words)


def to_sample(present: Present, path: str, reply: SamplesReply) -> Sample:
    """Return the run that is judged as the newest sample, after the newest on record."""
    return Sample(
        run="",
        previous=reply.newest,
        at=present.at,
        outcome=present.outcome,
        value=find_number(present.reading or {}, path),
        boot_id=present.boot_id,
    )


def read_streak(trend: Trend, reply: SamplesReply, streak: Streak, now: float | None) -> TrendReading:
    """Return what a streak comes to."""
    values = [sample.value for sample in streak.held if sample.value is not None]
    return TrendReading(
        now=now,
        holds_now=bool(streak.held),
        lasted=streak.lasted,
        runs=len(streak.held),
        falls=sum(1 for newer, older in pairwise(values) if newer < older or max(newer, older) <= trend.floor),
        lowest=min(values, default=None),
        highest=max(values, default=None),
        earlier=len(reply.samples),
        unusable=tuple(run.run for run in reply.unusable),
        stopped=streak.stopped,
        broken=streak.broken,
    )
