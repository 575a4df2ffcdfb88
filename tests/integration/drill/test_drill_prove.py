"""`drill prove` looks at real simulated fleets; what is predicted of them is what is seen."""

import asyncio
import os
import signal
import sys
import time
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from integration.drill.drilling import run

from blackstart.app.loading import load_pack
from blackstart.app.rehearsing import look_once, prove_pack, raise_rehearsal
from blackstart.drill.prediction import Prediction
from blackstart.drill.proof import list_unproven
from blackstart.drill.reading import list_scenarios, read_fixtures, read_scenario
from blackstart.drill.scenario import Expectation
from blackstart.packs import find_pack
from blackstart.verdicts.view import add_on_demand

PACK = Path(__file__).parent / "pack"
GAPS: dict[str, dict[str, str]] = {
    str(PACK): {"110-boot": "it tells a boot and compares it with nothing; a restart meanwhile is the login's failure"},
    "awoooi": {},
    "localhost": {},
    "homelab-example": {},
}
"""Checks by pack that only a gap was seen of, and why nothing else can be: the whole list."""


def ignore(_done: int, _doing: str) -> None:
    """Show no progress."""


async def test_every_check_of_a_pack_is_seen_to_fail() -> None:
    """Each by its own fault, the pack's own where it has one."""
    proofs = {proof.check: proof for proof in await prove_pack(str(PACK), ignore)}
    assert list_unproven(proofs.values()) == []
    assert [name for name, proof in proofs.items() if proof.how == "gap"] == list(GAPS[str(PACK)])
    assert (proofs["188-clock"].source, proofs["188-clock"].fault) == ("pack", "The clock is a minute ahead")
    assert proofs["registry-certificate"].fault == "the certificate ends in 7 days"
    assert "503" in proofs["registry-route"].reason


@pytest.mark.parametrize("pack", [pack for pack in GAPS if pack != str(PACK)])
async def test_the_packs_that_come_along_list_none(pack: str) -> None:
    """What views alone look at is among them."""
    fleet = load_pack(pack)
    proofs = await prove_pack(pack, ignore)
    assert list_unproven(proofs) == []
    assert [proof.check for proof in proofs if proof.how == "gap"] == list(GAPS[pack])
    assert [proof.check for proof in proofs] == [one.id for one in (*fleet.checks, *fleet.checks_on_demand)]
    assert [proof.check for proof in proofs if proof.on_demand] == [one.id for one in fleet.checks_on_demand]


@pytest.mark.parametrize("scenario", list_scenarios(find_pack("awoooi") / "drill"))
async def test_what_is_foreseen_is_seen(scenario: str) -> None:
    """Outcome by outcome, of all views too: faults are chosen by prediction, so it must not differ from the look."""
    now, fleet = time.time(), add_on_demand(load_pack("awoooi"))
    fixtures = read_scenario(find_pack("awoooi") / "drill", scenario, now).fixtures
    async with raise_rehearsal(fleet, fixtures, Expectation(), now) as rehearsal:
        seen = {verdict.check: verdict.outcome for verdict in (await look_once(rehearsal)).verdicts}
    predicted = Prediction(fleet, fixtures, now).judge(fleet.checks)
    assert {check: verdict.outcome for check, verdict in predicted.items()} == seen


async def test_a_healthy_fleet_is_foreseen_as_healthy() -> None:
    """With no question left open."""
    now, fleet = time.time(), add_on_demand(load_pack(str(PACK)))
    predicted = Prediction(fleet, read_fixtures(PACK / "drill", now), now).judge(fleet.checks)
    assert Counter(str(verdict.outcome) for verdict in predicted.values()) == {"PASS": len(fleet.checks)}


async def test_the_command_shows_a_table_or_json_and_says_what_it_does() -> None:
    """Progress on standard error, exit 0 when nothing is listed, 65 for a pack that is none."""
    argv = (sys.executable, "-m", "blackstart", "drill", "prove")
    shown = await run(*argv, str(PACK), "--format", "json", limit=60)
    document = msgspec.json.decode(shown.stdout)
    assert (shown.status, document["never_seen"], document["counts"]["none"]) == (0, [], 0)
    assert shown.stderr.startswith("0 checks done; the healthy fleet\n")
    none = await run(*argv, "no-such-pack")
    assert (none.status, none.stdout) == (65, b"")


async def test_what_never_fails_is_listed(tmp_path: Path) -> None:
    """A check that is red on the healthy fleet already shows nothing; exit 2."""
    (tmp_path / "phases").mkdir()
    (tmp_path / "drill").mkdir()
    (tmp_path / "fleet.yml").write_text("name: a\nhosts: {a: {address: 192.0.2.1}}\n")
    (tmp_path / "phases/p.yml").write_text(
        "phase: P0\nchecks:\n- {id: x, on: a, systemd_unit: x}\n- {id: y, on: a, systemd_unit: y}\n"
    )
    (tmp_path / "drill/fleet.yml").write_text("hosts: {a: {units: {x: active, y: failed}}}\n")
    ran = await run(sys.executable, "-m", "blackstart", "drill", "prove", str(tmp_path), limit=60)
    shown = ran.stdout.decode()
    assert ran.status == 2
    assert "x  BLOCKED  fault  x.service failed\n" in shown
    assert "y  systemd_unit: BLOCKED on the healthy fleet" in shown


def is_raised(folder: Path) -> bool:
    """Tell whether a fleet is up."""
    return any(folder.glob("blackstart-drill-*/drill/ssh_config"))


def list_left(folder: Path) -> list[Path]:
    """Return what is in a folder."""
    return list(folder.iterdir())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_takes_everything_down(tmp_path: Path, number: signal.Signals) -> None:
    """No process and no folder is left, and the exit status says that it was interrupted."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "blackstart", "drill", "prove", "awoooi"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert process.stderr is not None
    for _ in range(2):
        await process.stderr.readline()
    async with asyncio.timeout(20):
        while not is_raised(tmp_path):  # noqa: ASYNC110  # nobody is told of a folder
            await asyncio.sleep(0.02)
        process.send_signal(number)
        stdout, _ = await process.communicate()
    assert (process.returncode, stdout) == (130, b"")
    assert list_left(tmp_path) == []
