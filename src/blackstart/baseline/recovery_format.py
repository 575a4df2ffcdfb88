"""The form of points, paths, red lines and GO in recovery.yml: structs that are reader and schema at once."""

import re
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import Meta, field

from blackstart.baseline.file_types import SINGLE, Age, SomeNames, Texts, doc
from blackstart.baseline.needs_entry import NeedsEntry
from blackstart.baseline.nodes import Scalar
from blackstart.baseline.recovery_scene import ASKS_NOTHING
from blackstart.baseline.typed_place import UNREAD, At
from blackstart.baseline.typed_scalars import ScalarReader
from blackstart.baseline.typed_struct import KeyLines
from blackstart.baseline.typed_values import Name, make_id
from blackstart.checks.duration import WORDS
from blackstart.model.claims import DEFAULT_AGE
from blackstart.model.go import Operation

NAME = re.compile(r"[A-Z0-9][A-Z0-9_]*")
SIGNS = "use A-Z, digits and _ only"
CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


def take_clock(node: Scalar, line: int) -> Any:  # noqa: ARG001  # as every take
    """Return a minute of the day."""
    found = CLOCK.fullmatch(node.text) if isinstance(node.value, str) else None
    return UNREAD if found is None else int(found[1]) * 60 + int(found[2])


def refuse_clock(reader: ScalarReader, node: Scalar, at: At) -> None:
    """Report what is no time of day."""
    at.refuse(reader.wanted, node, 'in quotes, as "03:00"')


CLOCK_READER = ScalarReader(
    wanted="a time of day from 00:00 to 23:59",
    many="times of day",
    take=take_clock,
    refuse=refuse_clock,
    schema={"type": "string", "pattern": f"^{CLOCK.pattern}$"},
)
Clock = Annotated[int, Meta(extra={"reader": CLOCK_READER})]
"""A time of day, in minutes."""
Title = Annotated[Name, Meta(extra={"reader": make_id(NAME, SIGNS)})]
"""A name in capitals, with its line."""
Moment = Annotated[float, Meta(title=WORDS, ge=0.0)]
"""How long after T+0, in seconds; 0 is T+0 itself."""


class DoneEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Until this reading tells that the work was done since the opening, the window is open."""

    example: ClassVar = "{check: backup-status, reading: stated_age}"

    check: Annotated[Name, doc("The check that tells of the work, red or not.")]
    reading: Annotated[Name, doc("The number in its reading: seconds since the work was done.")]


class WindowEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A time of every day in which something runs that must not be broken."""

    example: ClassVar = '{from: "03:00", to: "05:00", timezone: Asia/Taipei}'

    opens: Annotated[Clock, doc("When it opens.")] = field(name="from")
    closes: Annotated[Clock | None, doc("When the clock closes it.")] = field(name="to", default=None)
    timezone: Annotated[str, doc("Whose clock, as Asia/Taipei or UTC.")]
    lead: Annotated[Age | None, doc("How long before it counts as open.")] = None
    done: Annotated[DoneEntry | None, doc("What closes it by evidence.")] = None
    lines: KeyLines = KeyLines()


class RuleEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A rule of GO; it objects where its window is open or its needs are not met."""

    example: ClassVar = "- {rule: DATA, needs: {checks: [db]}, else: no_go, says: The data are not well.}"

    rule: Annotated[Title, doc("Its name.", missing="name the rule")]
    permission: Annotated[
        Literal["go", "conditional_go", "no_go"],
        doc("What is left where it objects.", missing="what is left then"),
    ] = field(name="else")
    says: Annotated[Texts, doc("What is not well then.", missing="say what is not well then")]
    scope: Annotated[Texts | None, doc("What may be done, and what not.")] = None
    ceiling: Annotated[
        Name | None,
        doc("The level that may be declared at most, or its `go_word`; by default, after a NO-GO, the lowest."),
    ] = None
    hosts: Annotated[SomeNames | None, doc("Hosts it is about: ids, `role:NAME` or `all`; by default all.")] = None
    operations: Annotated[tuple[Operation, ...], SINGLE, doc("By default both.")] = ()
    unattended: Annotated[bool, doc("Whether it is about unattended windows alone.")] = False
    needs: Annotated[NeedsEntry | None, doc("What must hold, all of it.")] = None
    window: Annotated[WindowEntry | None, doc("When something runs that must not be broken.")] = None
    lines: KeyLines = KeyLines()


class ScopeTexts(msgspec.Struct, frozen=True, kw_only=True):
    """What may be done under each permission."""

    go: Annotated[Texts | None, doc("All of it.")] = None
    conditional_go: Annotated[Texts | None, doc("A part.")] = None
    no_go: Annotated[Texts | None, doc("Nothing but to look.")] = None


class GoEntry(msgspec.Struct, frozen=True, kw_only=True):
    """The rules by which hosts may be taken down, or not."""

    example: ClassVar = "go: {rules: [{rule: DATA, needs: {checks: [db]}, else: no_go, says: The data are not well.}]}"

    rules: Annotated[
        tuple[RuleEntry, ...], Meta(min_length=1), doc("The rules.", missing="without rules nothing could ever be a GO")
    ]
    scopes: Annotated[ScopeTexts, doc("What may be done under each permission.")] = ScopeTexts()
    max_age: Annotated[Age, doc("How old the run may be; by default 15m.")] = DEFAULT_AGE


class PointEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A time after T+0, what must be shown by then, and what to do otherwise."""

    example: ClassVar = "- {at: 5m, needs: {hosts: {HOST_BOOTED: scope}}, otherwise: Look at its console.}"

    at: Annotated[Moment, doc("How long after T+0; 0 is T+0 itself.", missing="say when, counted from T+0")]
    goal: Annotated[Texts | None, doc("What should be so by then.")] = None
    needs: Annotated[
        NeedsEntry | None, doc("What must hold; under `hosts`, `scope` stands for those that have to come back.")
    ] = None
    level: Annotated[Name | None, doc("The level that must be reached.")] = None
    says: Annotated[Texts | None, doc("What may be said when it is reached; by default as its level says.")] = None
    otherwise: Annotated[Texts | None, doc("What to do while it is not reached.")] = None
    lines: KeyLines = KeyLines()


class WhenEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A path is shown while one of these is a root cause."""

    example: ClassVar = "when: {root_cause: host:nas}"

    root_cause: Annotated[SomeNames, doc("`host:ID` for a host that is away; check ids, patterns, `phase:NAME`.")]


class StandInEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What does the work of the lost part, said only where it is proven."""

    example: ClassVar = "{needs: {checks: [replica]}, says: The replica serves.}"

    needs: Annotated[NeedsEntry, doc("What must hold, all of it.", missing=ASKS_NOTHING)]
    says: Annotated[Texts, doc("What stands in for it.", missing="say what stands in for it")]


class PathEntry(msgspec.Struct, frozen=True, kw_only=True):
    """How to run without a part of the fleet."""

    path: Annotated[Title, doc("Its name.", missing="name the path")]
    when: Annotated[WhenEntry, doc("When it is shown.", missing=f"as `{WhenEntry.example}`")]
    says: Annotated[Texts, doc("What to do meanwhile, and what not.", missing="say what to do")]
    back: Annotated[NeedsEntry, doc("What must hold before the path is left.", missing=ASKS_NOTHING)]
    stand_in: Annotated[StandInEntry | None, doc("What does the work of the lost part.")] = None


class DecisionSections(msgspec.Struct, frozen=True, kw_only=True):
    """Points, paths, red lines and GO."""

    points: Annotated[tuple[PointEntry, ...], Meta(min_length=1), doc("Points after T+0, in their order.")] = ()
    paths: Annotated[tuple[PathEntry, ...], Meta(min_length=1), doc("Paths by what is at fault.")] = ()
    red_lines: Annotated[dict[Title, Texts], Meta(min_length=1), doc("What is never done, by name.")] = {}
    max_age: Annotated[Age, doc("How old the run may be by which points are told; by default 15m.")] = DEFAULT_AGE
    go: Annotated[GoEntry | None, doc("The rules by which hosts may be taken down.")] = None
    lines: KeyLines = KeyLines()
