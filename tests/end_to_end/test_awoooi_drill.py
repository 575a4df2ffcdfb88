"""The AWOOOI pack on its simulated fleet: healthy, and with each scenario's faults."""

from pathlib import Path

import pytest

from blackstart.app.loading import load_pack
from blackstart.app.looking import Look, check_once
from blackstart.app.recording import render
from blackstart.app.rehearsing import rehearse
from blackstart.drill.compare import compare
from blackstart.model.fleet import Check
from blackstart.model.outcome import Outcome, Result
from blackstart.model.scorecard import HostCondition, Scorecard
from blackstart.render.style import Style
from blackstart.verdicts.view import narrow

PACK = Path(__file__).parents[2] / "packs" / "awoooi"
UNREADY: dict[str, dict[str, HostCondition]] = {
    "110-harbor-503": {},
    "120-down": {"120": HostCondition.UNREACHABLE},
    "188-host-cluster-down": {"188": HostCondition.DEGRADED},
    "188-known-hosts-clobbered": {"188": HostCondition.BOOTED_UNKNOWN},
    "188-redis-down": {"188": HostCondition.DEGRADED},
}
"""Scenarios beside those of history, with the hosts they leave unready: a lost key is not a lost host."""
DETAILED = Style(details=True, width=400)


def ignore(_check: Check, _done: int) -> None:
    """Show no progress."""


async def look(scenario: str | None, view: str | None = None) -> tuple[Scorecard, list[str]]:
    """Look at the simulated fleet once; return the scorecard, and how it differs from what is expected.

    A question that the fixtures have no answer to is a difference too.
    """
    looks: list[Look] = []
    async with rehearse(str(PACK), scenario) as rehearsal:
        fleet = rehearsal.fleet if view is None else narrow(rehearsal.fleet, view)
        await check_once(fleet, rehearsal.connections, ignore, looks.append)
        unanswered = rehearsal.unanswered()
    scorecard = looks[0].scorecard
    shown = render(fleet, scorecard, "terminal", DETAILED)
    return scorecard, unanswered + compare(rehearsal.expect, scorecard, shown)


async def test_healthy_fleet_is_green() -> None:
    """Every question has an answer, and every answer is the right one."""
    scorecard, differences = await look(None)
    assert differences == []
    assert [(verdict.check, verdict.reason) for verdict in scorecard.verdicts if verdict.outcome != Outcome.PASS] == []
    assert scorecard.result is Result.GREEN


@pytest.mark.parametrize("view", sorted(load_pack(str(PACK)).views))
async def test_every_view_is_green_on_the_healthy_fleet(view: str) -> None:
    """And says all of its lines."""
    scorecard, differences = await look(None, view)
    assert differences == []
    assert [(verdict.check, verdict.reason) for verdict in scorecard.verdicts if verdict.outcome != Outcome.PASS] == []
    assert scorecard.view is not None
    assert [key for key, value in scorecard.view.lines.items() if "unknown" in value] == []


@pytest.mark.parametrize("scenario", sorted(UNREADY))
async def test_scenario_comes_out_as_it_did(scenario: str) -> None:
    """One root cause is one red line; what hangs on it is held, and the rest is judged on its own."""
    scorecard, differences = await look(scenario)
    red = [verdict.check for verdict in scorecard.verdicts if verdict.outcome is Outcome.BLOCKED]
    print(f"{scenario}: {scorecard.result}, {scorecard.warned} warn, {scorecard.held} held, red: {', '.join(red)}")  # noqa: T201  # the table of scenarios, shown with -s
    assert differences == []
    assert red == [scorecard.first_blocked]
    assert {verdict.held_by for verdict in scorecard.verdicts} <= {None, *red}
    unready = {state.host: state.condition for state in scorecard.hosts if state.condition is not HostCondition.READY}
    assert unready == UNREADY[scenario]
