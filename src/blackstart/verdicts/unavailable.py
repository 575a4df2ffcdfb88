"""Answers that say only "not now": the service is being replaced, or has just stopped listening."""

import msgspec

from blackstart.model.outcome import Outcome
from blackstart.model.reply import Cause, Gap, HttpReply
from blackstart.model.request import CONTROLLER, HttpRequest, PostAlert, TcpConnect, TlsHandshake
from blackstart.model.scorecard import Verdict
from blackstart.verdicts.replay import Observation

STATUSES = frozenset({502, 503, 504})
"""What a proxy answers while what stands behind it is replaced (RFC 9110, 15.6.3 to 15.6.5)."""
OVER_THE_NETWORK = (HttpRequest, PostAlert, TcpConnect, TlsHandshake)


def note_unavailable(verdict: Verdict, seen: Observation, place: str, *, logged_in: bool) -> Verdict:
    """Return the verdict, marked where it is BLOCKED by an answer that says only "not now".

    A wrong answer is a fault, and silence is no evidence: neither is marked, so that losing evidence can never help.
    """
    blocked = verdict.outcome is Outcome.BLOCKED and verdict.cause is not Cause.STALE
    if blocked and (answers_not_now(seen) or (is_refused(seen) and (place == CONTROLLER or logged_in))):
        return msgspec.structs.replace(verdict, unavailable=True)
    return verdict


def answers_not_now(seen: Observation) -> bool:
    """Tell whether the last answer was a proxy's word for a service that is not there."""
    return isinstance(seen.answer, HttpReply) and seen.answer.status in STATUSES


def is_refused(seen: Observation) -> bool:
    """Tell whether the port refused: the host's own word that nothing listens there (RFC 9293, 3.10.7.1)."""
    refused = isinstance(seen.answer, Gap) and seen.answer.cause is Cause.REFUSED
    return refused and isinstance(seen.last, OVER_THE_NETWORK)
