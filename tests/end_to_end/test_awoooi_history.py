"""What the AWOOOI fleet went through, day by day: each row of its history comes out as it did."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from end_to_end.history_rows import HELD_ON_120, HISTORY, HISTORY_LINE, UNREADY, VIEWS

from blackstart.app.recording import render
from blackstart.app.rehearsing import Rehearsal, look_once, rehearse
from blackstart.drill.compare import compare
from blackstart.drill.reading import list_scenarios
from blackstart.drill.scenario import Expectation
from blackstart.model.outcome import Outcome, Result, WarningClass
from blackstart.model.scorecard import HostCondition, Scorecard
from blackstart.render.style import Style
from blackstart.verdicts.view import narrow

PACK = Path(__file__).parents[2] / "packs" / "awoooi"
DETAILED = Style(details=True, width=400)
LOOKED_AT_TWICE = {"2026-06-14-0926-stock-warming-up"}
ONE_NODE = "121-ready-120-not-ready"
Tell = Callable[[str, str, str], None]


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Tell:
    """Return what adds a line (row, expected, seen) to the table that is printed at the end."""
    return lambda row, expected, seen: record_property(HISTORY_LINE, (row, expected, seen))


@pytest.fixture(scope="module")
def days() -> "dict[str, Seen]":
    """Return the days rehearsed so far: each is raised once, and looked at by several tests."""
    return {}


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A rehearsed day: what was to come, what came at each look and by views, and the differences."""

    expect: Expectation
    scorecards: list[Scorecard]
    views: dict[str, Scorecard]
    differences: list[str]

    @property
    def first(self) -> Scorecard:
        """What the first look came to."""
        return self.scorecards[0]

    @property
    def outcomes(self) -> dict[str, Outcome]:
        """What each check came to at the first look."""
        return {verdict.check: verdict.outcome for verdict in self.first.verdicts}


async def rehearse_day(scenario: str, days: dict[str, Seen]) -> Seen:
    """Return what a day came to, looking at it unless that was done."""
    if scenario not in days:
        async with rehearse(str(PACK), scenario) as rehearsal:
            days[scenario] = await look_at(rehearsal, scenario)
    return days[scenario]


async def look_at(rehearsal: Rehearsal, scenario: str) -> Seen:
    """Look at the fleet of that day, twice where the row tells of two looks.

    A question that the fixtures have no answer to is a difference too.
    """
    first = await look_once(rehearsal)
    shown = render(rehearsal.fleet, first, "terminal", DETAILED)
    differences = rehearsal.unanswered() + compare(rehearsal.expect, first, shown)
    again = [await look_once(rehearsal)] if scenario in LOOKED_AT_TWICE else []
    views = {
        view: await look_once(msgspec.structs.replace(rehearsal, fleet=narrow(rehearsal.fleet, view)))
        for day, view in VIEWS
        if day == scenario
    }
    return Seen(expect=rehearsal.expect, scorecards=[first, *again], views=views, differences=differences)


def say_expected(expect: Expectation) -> str:
    """Say what was to come, as the table has it."""
    figures = f"WARN={expect.warn} BLOCKED={expect.blocked}".replace("=None", "=?")
    return " ".join(filter(None, (expect.result, figures, expect.first_blocked, expect.word)))


def say_seen(scorecard: Scorecard) -> str:
    """Say what came, and what was red or yellow by itself."""
    named = [v.check for v in scorecard.verdicts if v.outcome in {Outcome.WARN, Outcome.BLOCKED}]
    figures = f"{scorecard.result} WARN={scorecard.warned} BLOCKED={scorecard.blocked} HELD={scorecard.held}"
    return " ".join(filter(None, (figures, scorecard.word, ", ".join(named))))


def test_every_row_is_rehearsed() -> None:
    """No scenario of a day stands beside the table, and no row is without one."""
    dated = {name for name in list_scenarios(PACK / "drill") if name.startswith("2026-")}
    assert {name for name in HISTORY if name.startswith("2026-")} == dated


@pytest.mark.parametrize("scenario", HISTORY)
async def test_row_comes_out_as_it_did(scenario: str, days: dict[str, Seen], tell: Tell) -> None:
    """WARN, BLOCKED, the first blocked gate and the words are those of the day; what is held has one cause."""
    seen = await rehearse_day(scenario, days)
    tell(HISTORY[scenario], say_expected(seen.expect), say_seen(seen.first))
    assert seen.differences == []
    red = {verdict.check for verdict in seen.first.verdicts if verdict.outcome is Outcome.BLOCKED}
    assert {verdict.held_by for verdict in seen.first.verdicts} <= {None, *red}
    unready = {state.host: state.condition for state in seen.first.hosts if state.condition is not HostCondition.READY}
    assert unready == UNREADY.get(scenario, {})


@pytest.mark.parametrize(("scenario", "view"), VIEWS)
async def test_view_says_it_in_its_words(scenario: str, view: str, days: dict[str, Seen], tell: Tell) -> None:
    """What the runbook's own scripts printed on that day stands in the view's word and lines."""
    word, lines = VIEWS[scenario, view]
    seen = (await rehearse_day(scenario, days)).views[view]
    told = {} if seen.view is None else seen.view.lines
    tell(f"{HISTORY[scenario]}, view {view}", word, f"{seen.level} {say_seen(seen)}")
    assert seen.level == word
    assert {key: told.get(key) for key in lines} == lines


async def test_route_of_a_warm_container_answers_on_the_second_look(days: dict[str, Seen], tell: Tell) -> None:
    """2026-06-14 09:27: the 502 of a minute ago blocks nothing, and leaves nothing."""
    first, second = (await rehearse_day("2026-06-14-0926-stock-warming-up", days)).scorecards
    tell("2026-06-14 09:27", "GREEN WARN=0 BLOCKED=0", say_seen(second))
    assert first.result is Result.DEGRADED
    assert second.result is Result.GREEN


async def test_warnings_of_21_14_are_split_as_they_were(days: dict[str, Seen]) -> None:
    """2026-06-25 21:14: SERVICE=0 BOUNDARY=1 EVIDENCE=1."""
    seen = await rehearse_day("2026-06-25-2114-escrow-missing", days)
    classes = [verdict.warns_as for verdict in seen.first.verdicts]
    assert [classes.count(name) for name in WarningClass] == [0, 1, 1]


@pytest.mark.parametrize("scenario", ["2026-06-06-host-120-down", "2026-06-12-after-110-reboot"])
async def test_one_unreachable_host_is_one_root_cause(scenario: str, days: dict[str, Seen]) -> None:
    """120 is all that is red; what hangs on it is held by it, and the others are judged by themselves."""
    scorecard = (await rehearse_day(scenario, days)).first
    held = {verdict.check: verdict.held_by for verdict in scorecard.verdicts if verdict.outcome is Outcome.HELD}
    assert scorecard.first_blocked == "120-ping"
    assert scorecard.blocked == 1
    assert set(held.values()) == {"120-ping"}
    assert {verdict.check for verdict in scorecard.verdicts if verdict.host == "120"} == {*HELD_ON_120, "120-ping"}
    assert set(held) == {*HELD_ON_120, "110-targets", "110-backup-status"}
    assert {verdict.outcome for verdict in scorecard.verdicts if verdict.host in {"121", "188"}} == {Outcome.PASS}


@pytest.mark.parametrize("scenario", ["2026-06-06-host-120-down", ONE_NODE])
async def test_one_ready_node_is_no_green_cluster(scenario: str, days: dict[str, Seen]) -> None:
    """121 serves and holds its own, and K3s is not green: neither by its phase nor by what may be said."""
    seen = await rehearse_day(scenario, days)
    phases = {phase.phase: phase for phase in seen.first.phases}
    assert seen.differences == []
    assert {state.host: state.condition for state in seen.first.hosts}["121"] is HostCondition.READY
    assert seen.outcomes["121-k3s"] is Outcome.PASS
    assert seen.outcomes["k3s-nodes"] in {Outcome.BLOCKED, Outcome.HELD}
    assert phases["P1-K3S"].result in {Result.BLOCKED, Result.HELD}
    assert phases["P2-WORKLOAD-ALERTCHAIN"].held_by == "P1-K3S"
    assert {"K3S_CONTROL_PLANE_AA", "FULL_STACK_GREEN"} <= set(seen.first.forbidden)
