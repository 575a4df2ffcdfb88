"""The example pack, of a fleet that has nothing to do with any other, on its simulated fleet."""

import re
from pathlib import Path

import pytest

from blackstart.app.loading import load_pack
from blackstart.app.looking import Look, check_once
from blackstart.app.recording import render
from blackstart.app.rehearsing import prove_pack, rehearse
from blackstart.drill.compare import compare
from blackstart.drill.proof import list_unproven
from blackstart.drill.reading import list_scenarios
from blackstart.model.fleet import Fleet
from blackstart.model.outcome import Outcome, Result
from blackstart.model.scorecard import Scorecard
from blackstart.render.style import Style
from blackstart.verdicts.view import narrow

PACK = Path(__file__).parents[2] / "packs" / "homelab-example"
DETAILED = Style(details=True, width=400)
PHASES = {
    "P0-NETWORK": (),
    "P1-STORAGE-POWER": ("P0-NETWORK",),
    "P2-DATA": ("P1-STORAGE-POWER",),
    "P3-APPS": ("P2-DATA",),
    "P4-ROUTES": ("P3-APPS",),
    "P5-SCHEDULES-BACKUPS": ("P3-APPS",),
    "P6-NEXT-BOOT": ("P1-STORAGE-POWER", "P3-APPS"),
}
PAGE = Path(__file__).parents[2] / "docs" / "packs.md"
FILE = re.compile(r"^```yaml\n# (?P<path>lab/\S+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
"""A file of the pack that the page on packs makes."""
NEW_TO_IT = {"boot_enabled", "certificate_file", "pending_kernel", "restart_policies", "restic_snapshots", "trend"}
"""Kinds that the example is there to show, among others."""


@pytest.fixture(scope="module")
def fleet() -> Fleet:
    """Load the pack once."""
    return load_pack(str(PACK))


def ignore(*_told: object) -> None:
    """Show no progress."""


async def look(scenario: str | None, view: str | None = None, pack: Path = PACK) -> tuple[Scorecard, str, list[str]]:
    """Look at the simulated fleet once, or at a view of it; return what came out, and how it differs from expected."""
    looks: list[Look] = []
    async with rehearse(str(pack), scenario) as rehearsal:
        seen = rehearsal.fleet if view is None else narrow(rehearsal.fleet, view)
        await check_once(seen, rehearsal.connections, ignore, looks.append)
        unanswered = rehearsal.unanswered()
    shown = render(seen, looks[0].scorecard, "terminal", DETAILED)
    return looks[0].scorecard, shown, unanswered + compare(rehearsal.expect, looks[0].scorecard, shown)


def test_pack_loads_with_its_phases(fleet: Fleet) -> None:
    """A pack needs no change elsewhere: it is read, and its phases need each other as it says."""
    assert {phase.id: phase.needs for phase in fleet.phases} == PHASES
    assert set(fleet.hosts) == {"hyper", "apps", "nas"}
    assert {check.spec.name for check in fleet.checks} >= NEW_TO_IT


def test_every_check_says_why_and_what_is_next(fleet: Fleet) -> None:
    """Short enough to be read at 3 am, with every name filled in."""
    texts = [(check.id, text.get("en", "")) for check in fleet.checks for text in (check.why, check.next)]
    assert [name for name, text in texts if not 0 < len(text) <= 130 or "{" in text] == []


async def test_healthy_fleet_is_green() -> None:
    """Every question has an answer, and every answer is the right one."""
    scorecard, _, differences = await look(None)
    assert differences == []
    assert [(verdict.check, verdict.reason) for verdict in scorecard.verdicts if verdict.outcome != Outcome.PASS] == []
    assert scorecard.result is Result.GREEN


@pytest.mark.parametrize("scenario", list_scenarios(PACK / "drill"))
async def test_scenario_comes_out_as_it_says(scenario: str) -> None:
    """One root cause is one red line at most, and it holds what hangs on it."""
    scorecard, _, differences = await look(scenario)
    red = [verdict.check for verdict in scorecard.verdicts if verdict.outcome is Outcome.BLOCKED]
    assert differences == []
    assert red == [scorecard.first_blocked] * len(red)
    assert len(red) <= 1
    assert {verdict.held_by for verdict in scorecard.verdicts} <= {None, *red}


async def test_survivability_says_who_would_not_come_back() -> None:
    """The view says in its own words whether the next power cut needs a person."""
    assert "COMES_BACK" in (await look(None, "survivability"))[1]
    shown = (await look("guest-not-started", "survivability"))[1]
    assert "NOT_KNOWN_TO_COME_BACK" in shown
    assert "GUEST_STARTS=no" in shown


async def test_every_check_fails_under_some_fault() -> None:
    """A check that nothing can make fail would be green by saying nothing."""
    proofs = await prove_pack(str(PACK), ignore)
    fleet = load_pack(str(PACK))
    assert len(proofs) == len(fleet.checks) + len(fleet.checks_on_demand)
    assert [proof.check for proof in list_unproven(proofs)] == []
    assert [proof.check for proof in proofs if proof.how == "gap"] == []


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    """Write the files of the page on packs."""
    for found in FILE.finditer(PAGE.read_text("utf-8")):
        path = tmp_path / found["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(found["text"], "utf-8")
    return tmp_path / "lab"


async def test_the_pages_pack_does_what_the_page_says(lab: Path) -> None:
    """Healthy it is GREEN, its scenario comes out, and its own fault is the one that is shown."""
    scorecard, _, differences = await look(None, pack=lab)
    assert (scorecard.result, differences) == (Result.GREEN, [])
    assert list_scenarios(lab / "drill") == ["cluster-down"]
    assert (await look("cluster-down", pack=lab))[2] == []
    proofs = {proof.check: proof for proof in await prove_pack(str(lab), ignore)}
    assert proofs["nas-databases"].source == "pack"
    assert list_unproven(proofs.values()) == []
