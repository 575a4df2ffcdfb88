"""When evidence was seen: on a day that there was, not ahead, and not long before what it answers."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from blackstart.gates.summary_time import ANSWERABLE, read_moment
from blackstart.model.packets import EvidenceReference, OwnerResponse, PacketSet
from blackstart.model.summary import JUDGED

OLDEST = 366 * 86400.0
"""Seconds that evidence may be older than the summary it answers."""
EAST = timedelta(hours=14)
"""A day begins so much earlier at the most than in UTC."""
Fault = tuple[str, str]


def list_date_faults(response: OwnerResponse, packets: PacketSet, now: float | None) -> Iterator[Fault]:
    """Yield evidence of no day, of the future, and of long ago.

    Without `now` (Unix seconds) the response is as late as it may be.
    """
    asked = find_asked(packets)
    latest = asked + ANSWERABLE if now is None and asked is not None else now
    for one in response.responses:
        for piece in one.evidence:
            yield from judge_date(piece, asked, latest)


def find_asked(packets: PacketSet) -> float | None:
    """Return when the summary was judged that the packets were made of, or None where it does not tell."""
    try:
        return read_moment(packets.source.summary.get(JUDGED, ""))
    except ValueError:
        return None


def judge_date(piece: EvidenceReference, asked: float | None, latest: float | None) -> Iterator[Fault]:
    """Yield what is wrong with one piece's date."""
    try:
        seen = read_observed(piece.observed_at)
    except (ValueError, OverflowError):
        yield "blocked_evidence_date_invalid", f"{piece.observed_at!a} of {piece.id!a} is no day of the calendar"
        return
    if latest is not None and seen > latest:
        yield "blocked_evidence_from_future", f"{piece.observed_at!a} of {piece.id!a} has not come yet"
    if asked is not None and seen < asked - OLDEST:
        yield "blocked_evidence_too_old", f"{piece.observed_at!a} of {piece.id!a} is long before what it answers"


def read_observed(text: str) -> float:
    """Return the earliest moment (Unix seconds) that a day or time can mean. Raises ValueError, OverflowError."""
    if not text.isascii():
        raise ValueError(text)
    if "T" in text:
        return datetime.fromisoformat(text).timestamp()
    day = date.fromisoformat(text)
    return (datetime(day.year, day.month, day.day, tzinfo=UTC) - EAST).timestamp()
