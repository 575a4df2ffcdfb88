"""Exit statuses, the same for every command."""

from blackstart.errors import BadDataError, BlackstartError, CannotWriteError
from blackstart.model.outcome import Result
from blackstart.model.scorecard import Scorecard

CLEAN = 0
WARNINGS = 1
BLOCKED = 2
FORBIDDEN = 3
USAGE = 64
BAD_DATA = BadDataError.status
INTERNAL = BlackstartError.status
CANNOT_WRITE = CannotWriteError.status
INTERRUPTED = 130

BY_RESULT = {
    Result.GREEN: CLEAN,
    Result.DEGRADED: WARNINGS,
    Result.BLOCKED: BLOCKED,
    Result.HELD: BLOCKED,
}


def status_of(scorecard: Scorecard) -> int:
    """Return the status a scorecard exits with."""
    return INTERRUPTED if scorecard.span.interrupted else BY_RESULT[scorecard.result]
