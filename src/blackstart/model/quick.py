"""What a quick check came to."""

from collections.abc import Mapping

import msgspec

from blackstart.model.causes import RootCause
from blackstart.model.origin import FLEET_ITSELF, Origin
from blackstart.model.outcome import Result, WarningClass


class PartState(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the check; one without a result was skipped."""

    name: str
    result: Result | None
    passed: int = 0
    warned: int = 0
    blocked: int = 0
    held: int = 0


class Softened(msgspec.Struct, frozen=True, kw_only=True):
    """A failure that is a warning on evidence, because `by` reached in the same run what it did not."""

    check: str
    by: tuple[str, ...]
    reason: str


class QuickAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The check's word and counts; each skipped part is among the warnings on evidence.

    `causes` are behind all that failed or warns.
    """

    fleet: str
    origin: Origin = FLEET_ITSELF
    result: Result
    word: str
    passed: int
    warned: int
    blocked: int
    held: int
    warnings: Mapping[WarningClass, int]
    parts: tuple[PartState, ...]
    softened: tuple[Softened, ...]
    causes: tuple[RootCause, ...]
    first_blocked: str | None
    interrupted: bool
