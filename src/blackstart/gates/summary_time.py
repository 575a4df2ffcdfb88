"""Whether a summary tells of now: what was true of a fleet once is no evidence later, nor before it was seen."""

from datetime import datetime

from blackstart.model.claims import DEFAULT_AGE, ClaimTable
from blackstart.model.fleet import Fleet
from blackstart.model.summary import ENDED, JUDGED, STARTED, VALID_UNTIL, Summary
from blackstart.verdicts.claims import find_age_limit

ANSWERABLE = 30 * 86400.0
"""Seconds in which owners may answer what a summary opened."""
SKEW = 2.0
"""Seconds that a file may be ahead of the clock of who reads it."""


def find_untimely(fleet: Fleet, summary: Summary, name: str, now: float) -> str:
    """Say why a declaration may not be made of the summary now; empty where it may.

    It may be as old as the claim of that name may, and all that it stands on.
    """
    table = fleet.claims or ClaimTable()
    return find_out_of_time(summary, now, find_age_limit(table.statements[name], table), skew=0.0)


def find_out_of_time(summary: Summary, now: float, most: float, *, skew: float = SKEW) -> str:
    """Say why a summary does not count now, if it may be so old (seconds); empty where it does."""
    try:
        started, ended, judged = (read_moment(summary.values.get(key, "")) for key in (STARTED, ENDED, JUDGED))
    except ValueError as error:
        return f"it does not tell when it was made: {error}"
    if (ahead := max(started, ended, judged) - now) > skew:
        return f"from the future: {JUDGED}={summary.values[JUDGED]} is {ahead:.0f} s ahead; a clock is wrong"
    if not started <= ended <= judged:
        return f"its times contradict each other: {STARTED}, {ENDED} and {JUDGED} are not in that order"
    if now - started > most + skew:
        return f"stale: {STARTED}={summary.values[STARTED]}, {now - started:.0f} s ago, and {most:.0f} s is the most"
    return ""


def read_moment(text: str) -> float:
    """Return Unix seconds. Raises ValueError for what is no time with an offset."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!a} has no offset")
    return moment.timestamp()


def list_wrong_times(summary: Summary) -> tuple[str, ...]:
    """Return the line that says until when it counts, where it is not what the others come to."""
    try:
        started, until = (read_moment(summary.values.get(key, "")) for key in (STARTED, VALID_UNTIL))
    except ValueError:
        return (VALID_UNTIL,)
    return () if until - started == DEFAULT_AGE else (VALID_UNTIL,)
