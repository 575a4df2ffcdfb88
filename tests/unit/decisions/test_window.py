"""Windows by the clock of a place, and by what was seen of the work."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from unit.decisions.deciding import T0, load, make_case, see, with_verdict

from blackstart.decisions.grounds import Grounds, find_grounds
from blackstart.decisions.window import describe_open, find_opening, follow
from blackstart.model.go import Window
from blackstart.model.outcome import Outcome
from blackstart.model.scorecard import RunSpan

TAIPEI = ZoneInfo("Asia/Taipei")
FLEET = load()
BY_EVIDENCE = Window(opens=120, timezone="Asia/Taipei", check="backup", reading="stated_age")


def at(day: int, clock: str) -> float:
    """Return the moment a clock in Taipei shows that time in June 2026."""
    return datetime.fromisoformat(f"2026-06-{day:02}T{clock}").replace(tzinfo=TAIPEI).timestamp()


def ground(now: float, **backup: Any) -> Grounds:
    """Return what counts of a run begun a second ago, with these values in the verdict on the backup."""
    scorecard = with_verdict(FLEET, see(FLEET, span=RunSpan(started=now - 1, ended=now)), "backup", **backup)
    return find_grounds(FLEET, make_case(FLEET, scorecard, after=now - T0), 900.0)


@pytest.mark.parametrize(
    ("now", "opening"),
    [("02:00", (26, "02:00")), ("01:59", (25, "02:00")), ("23:59", (26, "02:00"))],
)
def test_the_last_opening_is_of_today_or_yesterday(now: str, opening: tuple[int, str]) -> None:
    """By the clock of the window's own place."""
    assert find_opening(BY_EVIDENCE, at(26, now)) == at(*opening)


@pytest.mark.parametrize(
    ("opens", "closes", "now", "is_open"),
    [
        (1380, 60, "23:30", True),
        (1380, 60, "00:30", True),
        (1380, 60, "01:00", False),
        (1380, 60, "22:59", False),
        (0, 1, "00:00", True),
    ],
)
def test_a_window_may_go_over_midnight(opens: int, closes: int, now: str, is_open: bool) -> None:  # noqa: FBT001  # a case
    """It closes on the next day."""
    moment = at(26, now)
    window = Window(opens=opens, closes=closes, timezone="Asia/Taipei")
    assert bool(describe_open(window, ground(moment), moment)) is is_open


@pytest.mark.parametrize(
    ("backup", "is_open"),
    [
        ({"reading": {"stated_age": 3600.0}}, False),
        ({"reading": {"stated_age": 3599.0}}, False),
        ({"reading": {"stated_age": 3601.0}}, True),
        ({"reading": {"stated_age": None}}, True),
        ({"reading": {"stated_age": True}}, True),
        ({"reading": {"stated_age": "10"}}, True),
        ({"reading": {"stated_age": -1}}, True),
        ({"reading": {"stated_age": float("nan")}}, True),
        ({"reading": {}}, True),
        ({"reading": None}, True),
        ({"reading": {"stated_age": 10}, "outcome": Outcome.WARN}, False),
        ({"reading": {"stated_age": 10}, "outcome": Outcome.BLOCKED}, False),
        ({"reading": {"stated_age": 10}, "outcome": Outcome.HELD, "held_by": "data"}, False),
        ({"reading": {"stated_age": 4000.0}, "outcome": Outcome.HELD, "held_by": "data"}, True),
        ({"outcome": Outcome.HELD, "held_by": "data"}, True),
    ],
)
def test_evidence_alone_closes_a_window_that_the_clock_does_not(backup: dict[str, Any], is_open: bool) -> None:  # noqa: FBT001  # a case
    """At 03:00 and one second, by a run begun at 03:00: the work must have been done since 02:00.

    What the check as a whole came to does not matter: a report may be red or held for something else.
    """
    now = at(26, "03:00") + 1
    reason = describe_open(BY_EVIDENCE, ground(now, **backup), now)
    assert bool(reason) is is_open
    assert not reason or reason.endswith("backup does not tell that the work was done since")


def test_nothing_is_known_of_the_work_where_the_run_does_not_count() -> None:
    """An old run, however well it tells of the work."""
    now = at(26, "03:00") + 1
    grounds = ground(now, reading={"stated_age": 10})
    old = type(grounds)(
        table=grounds.table,
        evidence=find_grounds(FLEET, make_case(FLEET, see(FLEET), after=9999), 900.0).evidence,
        said=frozenset(),
        span=grounds.span,
        obstacles=grounds.obstacles,
    )
    assert describe_open(BY_EVIDENCE, old, now)


def test_with_both_the_clock_must_have_passed_and_the_work_be_done() -> None:
    """Whichever comes last."""
    window = Window(opens=120, closes=300, timezone="Asia/Taipei", check="backup", reading="stated_age")
    done = {"reading": {"stated_age": 0}}
    for clock, backup, is_open in (("04:00", done, True), ("05:00", done, False), ("05:00", {}, True)):
        assert bool(describe_open(window, ground(at(26, clock), **backup), at(26, clock))) is is_open


def test_a_path_leads_through_mappings_and_lists() -> None:
    """And nowhere else."""
    reading = {"hosts": [{"age": 5}], "text": "x"}
    assert follow(reading, "hosts.0.age") == 5.0
    assert [follow(reading, path) for path in ("hosts.1.age", "hosts.x", "text.age", "hosts")] == [None] * 4
