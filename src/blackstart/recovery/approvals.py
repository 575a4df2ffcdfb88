"""Signatures of an approve step: whose last word is yes or no, at a moment."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from blackstart.model.recovery_plan import PlanStep
from blackstart.model.session import Signed, StepStanding

APPROVE, DENY = "approve", "deny"
DECISIONS = (APPROVE, DENY)


def find_last_words(signatures: Iterable[Signed]) -> dict[str, Signed]:
    """Return the last word of each key: who said no may say yes later, by a signature of their own."""
    return {signed.key: signed for signed in signatures}


def is_denied(standing: StepStanding) -> bool:
    """Tell whether somebody's last word is no; a no has no end."""
    return any(signed.decision == DENY for signed in find_last_words(standing.signatures).values())


def count_valid(standing: StepStanding, at: float) -> int:
    """Return how many different keys approve at that moment."""
    words = find_last_words(standing.signatures).values()
    return sum(signed.decision == APPROVE and signed.opens <= at < signed.until for signed in words)


def may_approve(step: PlanStep, approver: str) -> bool:
    """Tell whether the plan takes that person's signature."""
    return not step.approvers or any(fnmatchcase(approver, pattern) for pattern in step.approvers)
