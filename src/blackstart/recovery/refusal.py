"""Why an event is refused: one word for each reason, and what is said to the person."""

from enum import StrEnum
from typing import ClassVar

from blackstart.errors import BlackstartError


class Refusal(StrEnum):
    """The words of refused events and approvals."""

    NO_SUCH_STEP = "NO_SUCH_STEP"
    NOT_OF_KIND = "NOT_OF_KIND"
    NOT_IN_STATE = "NOT_IN_STATE"
    OUT_OF_ORDER = "OUT_OF_ORDER"
    NOT_SKIPPABLE = "NOT_SKIPPABLE"
    SEE_IT = "SEE_IT"
    NOTHING_TO_SEE = "NOTHING_TO_SEE"
    NOT_SEEN = "NOT_SEEN"
    STALE = "STALE"
    TOO_SOON = "TOO_SOON"
    BEFORE_ZERO = "BEFORE_ZERO"
    IN_FUTURE = "IN_FUTURE"
    NOTE_MISSING = "NOTE_MISSING"
    HALTED = "HALTED"
    NOT_HALTED = "NOT_HALTED"
    CLOSED = "CLOSED"
    CLOCK_UNSURE = "CLOCK_UNSURE"
    HOLD_OPEN = "HOLD_OPEN"
    STEPS_LEFT = "STEPS_LEFT"
    ALREADY_TOLD = "ALREADY_TOLD"
    NOT_APPROVED = "NOT_APPROVED"
    EXPIRED = "EXPIRED"
    NOT_YET = "NOT_YET"
    OTHER_PLAN = "OTHER_PLAN"
    OTHER_ACTION = "OTHER_ACTION"
    OTHER_HOST = "OTHER_HOST"
    OTHER_SESSION = "OTHER_SESSION"
    OTHER_STEP = "OTHER_STEP"
    REPLAYED = "REPLAYED"
    NOT_SIGNED_BY_APPROVER = "NOT_SIGNED_BY_APPROVER"
    NOT_AN_APPROVER = "NOT_AN_APPROVER"
    MISSING_FIELD = "MISSING_FIELD"
    UNREADABLE = "UNREADABLE"
    SELF_APPROVED = "SELF_APPROVED"
    DENIED = "DENIED"


class RefusedEventError(BlackstartError):
    """An event that a session does not admit. The message opens with the word; nothing was changed."""

    status: ClassVar[int] = 3

    def __init__(self, word: Refusal, said: str) -> None:
        """Keep the word."""
        self.word = word
        super().__init__(f"{word}: {said}")
