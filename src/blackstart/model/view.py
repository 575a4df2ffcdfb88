"""A named view: some of a fleet's checks, judged by themselves, as a preflight needs it."""

from collections.abc import Mapping

import msgspec

from blackstart.model.outcome import Result
from blackstart.model.scorecard import HostCondition

UNKNOWN = "unknown"
"""What a line says where its evidence is missing."""

RESERVED_KEYS = frozenset(
    {"BASELINE_DIGEST", "BLOCKED", "ENDED", "FIRST_BLOCKED", "FIRST_BLOCKED_HOST", "FIRST_BLOCKED_NEXT"}
    | {"FIRST_BLOCKED_PHASE", "FIRST_BLOCKED_REASON", "FLEET", "HELD", "INTERRUPTED", "INTERRUPTION", "JUDGED"}
    | {"ALLOWED", "FORBIDDEN", "SUMMARY_SHA256", "WORD"}
    | {"LEVEL", "PASS", "RESULT", "STARTED", "VIEW", "WARN", "WARN_BOUNDARY", "WARN_EVIDENCE", "WARN_SERVICE"}
)
"""What every run's summary says; a line of that key would be mistaken for it."""


class Lookup(msgspec.Struct, frozen=True, kw_only=True, tag="lookup", tag_field="type"):
    """A value of a check: what `source` (CEL) comes to over its reading, or without it the outcome's word."""

    check: str
    source: str = ""


class Template(msgspec.Struct, frozen=True, kw_only=True, tag="template", tag_field="type"):
    """Texts and values, one after the other; unknown as soon as one of the values is."""

    parts: tuple[str | Lookup, ...]


class Question(msgspec.Struct, frozen=True, kw_only=True, tag="question", tag_field="type"):
    """Whether all of these checks passed."""

    checks: tuple[str, ...]
    yes: str = "yes"
    no: str = "no"


class ViewLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line KEY=VALUE that a preflight prints."""

    key: str
    value: Template | Question


class View(msgspec.Struct, frozen=True, kw_only=True):
    """Checks by id, the word for each result that has one of its own, and lines to print.

    `headline` is the name its counts are printed under. `parts` are checks that can be skipped
    together, by name; `skipped` are those that were.
    """

    name: str
    title: dict[str, str] = {}
    headline: str = ""
    checks: tuple[str, ...]
    words: Mapping[Result, str] = {}
    lines: tuple[ViewLine, ...] = ()
    parts: Mapping[str, tuple[str, ...]] = {}
    skipped: tuple[str, ...] = ()


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """What a fleet was narrowed to, and what therefore cannot be said.

    `ceilings` are the best conditions of hosts some of whose proofs were left out;
    `partial_phases` are phases some of whose checks were.
    """

    view: View
    ceilings: Mapping[str, HostCondition] = {}
    partial_phases: frozenset[str] = frozenset()
