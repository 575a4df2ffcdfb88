"""The summary of a run: KEY=VALUE lines, of which all that is said after the run is a function."""

from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256

import msgspec

from blackstart.model.claims import Requirements
from blackstart.model.origin import FLEET_ITSELF, Origin
from blackstart.model.view import Question, Template

FLEET = "FLEET"
ORIGIN = "ORIGIN"
"""The first key of what a rehearsal gave; the summary of the fleet itself has none."""
BASELINE_DIGEST = "BASELINE_DIGEST"
INTERRUPTED = "INTERRUPTED"
ALLOWED = "ALLOWED"
FORBIDDEN = "FORBIDDEN"
STARTED = "STARTED"
ENDED = "ENDED"
JUDGED = "JUDGED"
VALID_UNTIL = "VALID_UNTIL"
"""Until when it tells of now, where the claim that is made of it sets no other time."""
SEAL = "SUMMARY_SHA256"
"""The last line of a summary's file: the digest of those before it, by which one that was cut or edited is known."""
NONE = "none"
"""What a line says that lists names, where there is none."""


class RunField(StrEnum):
    """What a line may take from the scorecard as it is."""

    RESULT = "result"
    LEVEL = "level"
    WORD = "word"
    PASSED = "passed"
    WARNED = "warned"
    BLOCKED = "blocked"
    HELD = "held"
    FIRST_BLOCKED = "first_blocked"
    WARNED_SERVICE = "warned_service"
    WARNED_BOUNDARY = "warned_boundary"
    WARNED_EVIDENCE = "warned_evidence"


class RunValue(msgspec.Struct, frozen=True, kw_only=True, tag="run", tag_field="type"):
    """A figure or word of the scorecard."""

    field: RunField


class ViewWord(msgspec.Struct, frozen=True, kw_only=True, tag="view", tag_field="type"):
    """The word a view has for its own result."""

    view: str


class Standing(msgspec.Struct, frozen=True, kw_only=True, tag="standing", tag_field="type"):
    """Whether a set of requirements is met; what is missing is `no`, never unknown."""

    requires: Requirements
    yes: str = "1"
    no: str = "0"


class OpenGates(msgspec.Struct, frozen=True, kw_only=True, tag="gates", tag_field="type"):
    """The names of the gates that are open by the other lines."""


class Zero(msgspec.Struct, frozen=True, kw_only=True, tag="zero", tag_field="type"):
    """What no evidence can make anything but 0."""


SummaryValue = Template | Question | RunValue | ViewWord | Standing | OpenGates | Zero


def list_answers(value: SummaryValue) -> tuple[str, ...]:
    """Return what a line can say where it answers a question; nothing where it is free."""
    match value:
        case Zero():
            return ("0",)
        case Question(yes=yes, no=no) | Standing(yes=yes, no=no):
            return (yes, no)
        case _:
            return ()


class SummaryLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line KEY=VALUE."""

    key: str
    value: SummaryValue


class SummaryTable(msgspec.Struct, frozen=True, kw_only=True):
    """A pack's lines, in their order, and the views that are looked at for them beside the whole fleet.

    `quick` is the view of the quick check, by which a run is counted and named, where a pack has one.
    """

    views: tuple[str, ...] = ()
    quick: str | None = None
    lines: tuple[SummaryLine, ...] = ()


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """The lines of one run, in their order; each value is on one line."""

    values: Mapping[str, str] = {}

    @property
    def origin(self) -> Origin:
        """Whose run it is of."""
        return self.values.get(ORIGIN, FLEET_ITSELF)

    def digest(self) -> str:
        """Return the SHA-256 over the lines, which binds to this summary what is made of it."""
        return sha256("".join(f"{key}={value}\n" for key, value in self.values.items()).encode()).hexdigest()
