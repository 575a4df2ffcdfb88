"""The key `owner` of a check: what only a person can clear while it is not PASS."""

from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from blackstart.baseline.file_types import Id, Names, Texts, doc
from blackstart.baseline.typed_struct import KeyLines
from blackstart.model.gates import FIRST_PRIORITY, MISSING_EVIDENCE

MISSING = "an owner tells who clears what, by which evidence, and what stays forbidden"
Things = Annotated[dict[Id, Texts], Meta(min_length=1)]
"""Sentences by id."""


class OwnerEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What only its owner can clear: a gate that is open while the check is not PASS."""

    example: ClassVar = "owner: {gate: escrow, who: DR owner, evidence: {vault: Where.}, forbidden: {read: Read it.}}"

    gate: Annotated[Id, doc("The gate's id.", missing=MISSING)]
    who: Annotated[str, doc("Who alone can clear it.", missing=MISSING)]
    says: Annotated[Texts | None, doc("What is asked, in a sentence.")] = None
    evidence: Annotated[Things, doc("What the owner is asked for, by id.", missing=MISSING)]
    forbidden: Annotated[Things, doc("What nobody may do for it, by id.", missing=MISSING)]
    shows: Annotated[Names, doc("Lines of the summary that tell what is known.")] = ()
    beside: Annotated[Names, doc("Other checks that it is open for too, by id.")] = ()
    priority: Annotated[str, Meta(pattern="^P[0-9]$", title="a priority as P0"), doc("By default P0.")] = FIRST_PRIORITY
    missing_status: Annotated[
        str,
        Meta(pattern="^blocked_[a-z0-9_]+$", title="a status as `blocked_by_name`"),
        doc("The status of a response that lacks evidence."),
    ] = MISSING_EVIDENCE
    lines: KeyLines = KeyLines()
