"""The few words a judgement is made of."""

from enum import IntEnum, StrEnum


class Outcome(StrEnum):
    """What a check came to. HELD: it failed, and a failed dependency explains it.

    NOT_ASKED: the run was told not to ask, so it counts for nothing in the result, and proves nothing.
    """

    PASS = "PASS"  # noqa: S105  # the word, not a password
    WARN = "WARN"
    BLOCKED = "BLOCKED"
    HELD = "HELD"
    NOT_ASKED = "NOT_ASKED"


class Result(StrEnum):
    """What a whole run, or a phase by its own checks, came to."""

    GREEN = "GREEN"
    DEGRADED = "DEGRADED"
    BLOCKED = "BLOCKED"
    HELD = "HELD"


class WarningClass(StrEnum):
    """What a warning is about: the service, a boundary only people cross, or the evidence."""

    SERVICE = "service"
    BOUNDARY = "boundary"
    EVIDENCE = "evidence"


class Severity(IntEnum):
    """How bad a verdict is, the least first; of a warning it is its class.

    A note colours nothing. HELD is as bad as BLOCKED.
    """

    PASS = 0
    NOTE = 1
    EVIDENCE = 2
    BOUNDARY = 3
    SERVICE = 4
    BLOCKED = 5


WARNING_SEVERITY = {
    WarningClass.EVIDENCE: Severity.EVIDENCE,
    WarningClass.BOUNDARY: Severity.BOUNDARY,
    WarningClass.SERVICE: Severity.SERVICE,
}
RANK = {Outcome.PASS: 0, Outcome.WARN: 1, Outcome.NOT_ASKED: 1, Outcome.BLOCKED: 2, Outcome.HELD: 2}
"""Order of outcomes: a greater rank is worse; BLOCKED and HELD are equally bad, and not asked is as bad as a WARN."""
