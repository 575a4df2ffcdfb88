"""What a pack's runs are exported as, beside the metrics that every run has."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec


class Figure(StrEnum):
    """What a metric may take from a run; `not_passed` counts blocked and held, `complete` is 0 for one cut short."""

    PASSED = "passed"
    WARNED = "warned"
    BLOCKED = "blocked"
    HELD = "held"
    NOT_PASSED = "not_passed"
    STARTED = "started"
    ENDED = "ended"
    COMPLETE = "complete"


class FigureMetric(msgspec.Struct, frozen=True, kw_only=True):
    """A figure of the run."""

    name: str
    help: str
    figure: Figure


class ClaimMetric(msgspec.Struct, frozen=True, kw_only=True):
    """1 where the run allows all of these to be said, else 0."""

    name: str
    help: str
    claims: tuple[str, ...]


class ResultMetric(msgspec.Struct, frozen=True, kw_only=True):
    """One series for each word: 1 for what the run came to. `words` are by result, and `interrupted`."""

    name: str
    help: str
    label: str
    words: Mapping[str, str]


Metric = FigureMetric | ClaimMetric | ResultMetric


class MetricTable(msgspec.Struct, frozen=True, kw_only=True):
    """The file `metrics.yml`; `recorded` are those that the pack's rules must record."""

    metrics: tuple[Metric, ...] = ()
    recorded: tuple[str, ...] = ()
