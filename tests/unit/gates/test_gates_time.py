"""A summary tells of the time it was made at: neither an old one nor one from the future allows anything."""

import msgspec
import pytest
from gates_pack import make_summary

from blackstart.gates.declarations import guard_declarations, guard_in_time
from blackstart.gates.summary_time import find_out_of_time, find_untimely
from blackstart.model.fleet import Fleet

JUDGED = 1782475980.0
"""2026-06-26T12:13:00Z, when the summary was made."""
DAY = 86400.0


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (JUDGED, ""),
        (JUDGED - 1, "from the future"),
        (JUDGED + 890, ""),
        (JUDGED + 910, "stale"),
        (JUDGED + 400 * DAY, "stale"),
        (JUDGED - 60, "from the future"),
        (JUDGED - 73 * 365 * DAY, "from the future"),
    ],
)
def test_declarations_are_of_their_time(fleet: Fleet, now: float, said: str) -> None:
    """All of them; the reason stands with what else is missing."""
    summary = make_summary(fleet)
    answers = guard_in_time(guard_declarations(fleet, summary), fleet, summary, now)
    for answer in answers:
        assert said in answer.untimely
        assert bool(answer.untimely) is bool(said)
        assert not (answer.allowed and said)
    assert any(answer.allowed for answer in answers) is not bool(said)


def test_claim_of_the_same_name_sets_the_age(fleet: Fleet) -> None:
    """So that `claim` and the guard give one answer."""
    assert fleet.claims is not None
    served = msgspec.structs.replace(fleet.claims.statements["SERVED"], max_age=3600.0)
    table = msgspec.structs.replace(fleet.claims, statements={**fleet.claims.statements, "SERVED": served})
    longer = msgspec.structs.replace(fleet, claims=table)
    assert find_untimely(longer, make_summary(fleet), "SERVED", JUDGED + 3000) == ""
    assert "stale" in find_untimely(fleet, make_summary(fleet), "SERVED", JUDGED + 3000)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"STARTED": ""}, "does not tell when"),
        ({"JUDGED": "2026-02-31T00:00:00Z"}, "does not tell when"),
        ({"ENDED": "2026-06-26T12:13:00"}, "no offset"),
        ({"ENDED": "2026-06-26T12:12:00Z"}, "contradict"),
        ({"JUDGED": "2026-06-26T12:12:00Z"}, "contradict"),
    ],
)
def test_times_that_cannot_be_are_refused(fleet: Fleet, values: dict[str, str], said: str) -> None:
    """What tells no time is never of now."""
    assert said in find_out_of_time(make_summary(fleet, **values), JUDGED, 900.0)
