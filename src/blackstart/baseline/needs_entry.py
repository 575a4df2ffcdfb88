"""The form of requirements: what must hold, all of it, for a statement, a point, a path or a rule."""

from typing import Annotated, Any, ClassVar

import msgspec
from msgspec import Meta

from blackstart.baseline.file_types import Names, doc
from blackstart.baseline.recovery_scene import ASKS_NOTHING
from blackstart.baseline.typed_struct import KeyLines
from blackstart.baseline.typed_values import Name, make_choice
from blackstart.model.outcome import Severity
from blackstart.model.scorecard import CONDITION_RANK

NOTHING: Any = ("names nothing", ASKS_NOTHING)
CLASSES = {
    "note": Severity.NOTE,
    "evidence": Severity.EVIDENCE,
    "boundary": Severity.BOUNDARY,
    "service": Severity.SERVICE,
}
"""The worst class of a warning that a requirement bears; what is BLOCKED or HELD is never borne."""
CONDITIONS = tuple(str(condition) for condition, rank in CONDITION_RANK.items() if rank > 0)
"""What can be required of a host; the others hold of any."""
Borne = Annotated[Severity, Meta(extra={"reader": make_choice(CLASSES.items())})]
Condition = Annotated[str, Meta(extra={"reader": make_choice((one, one) for one in CONDITIONS)})]


class SomeEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Of several, so many."""

    example: ClassVar = "{any: [a, b], at_least: 1}"

    any: Annotated[
        Names, doc("Those of which some must be so.", missing="name those of which some must be so", empty=NOTHING)
    ]
    at_least: Annotated[
        int, Meta(title="how many, one or more", ge=1), doc("How many of them.", missing="say of how many")
    ]
    lines: KeyLines = KeyLines()


Asked = Name | SomeEntry | Annotated[tuple[Name | SomeEntry, ...], doc("", empty=NOTHING)]
"""Names that must all be so, and groups of which some must."""


class AskedByClass(msgspec.Struct, frozen=True, kw_only=True):
    """Names by the worst class of warning that they bear."""

    note: Annotated[Asked | None, doc("No warning but notes.")] = None
    evidence: Annotated[Asked | None, doc("Nothing worse than a warning on evidence.")] = None
    boundary: Annotated[Asked | None, doc("Nothing worse than a warning on a boundary.")] = None
    service: Annotated[Asked | None, doc("Any warning.")] = None


class NeedsEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A set of requirements; nothing in it can be asked to fail."""

    example: ClassVar = "{phases: [P0-NETWORK]}"

    about: Annotated[
        dict[Name, Borne],
        Meta(title="a mapping from subject to the worst class it bears"),
        doc(
            "The worst class that the checks about a subject bear; `*` stands for all subjects.",
            empty=("names no subject", "as `{service: evidence}`"),
        ),
    ] = {}
    checks: Annotated[
        Asked | AskedByClass | None,
        doc("Checks that must PASS: ids, patterns, `phase:NAME`, `host:NAME` or `role:NAME`."),
    ] = None
    phases: Annotated[Asked | AskedByClass | None, doc("Phases, or patterns, that must be GREEN.")] = None
    hosts: Annotated[
        dict[Condition, Asked],
        Meta(title="a mapping from condition to hosts"),
        doc("The least condition of hosts.", empty=("names no condition", "as `{HOST_READY: all}`")),
    ] = {}
    levels: Annotated[Names, doc("Levels that must be reached.", empty=NOTHING)] = ()
    states: Annotated[Names, doc("States that must hold.", empty=NOTHING)] = ()
    claims: Annotated[Names, doc("Claims that must be allowed.", empty=NOTHING)] = ()
    lines: KeyLines = KeyLines()
