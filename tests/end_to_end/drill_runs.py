"""Looks at simulated fleets, recorded as runs that a pack of the same addresses can be decided by."""

import shutil
from pathlib import Path

import yaml

from blackstart.app.loading import load_pack
from blackstart.app.looking import Look, check_once
from blackstart.app.recording import save
from blackstart.app.rehearsing import rehearse
from blackstart.model.exchange import Transcript
from blackstart.model.fleet import Check, Fleet
from blackstart.verdicts.scorecard import judge


def ignore(_check: Check, _done: int) -> None:
    """Show no progress."""


async def record(pack: Path, scenario: str | None, folder: Path) -> tuple[Path, Path]:
    """Look at the pack's simulated fleet once; return a pack with its addresses, and the run by that."""
    copy = folder / "pack"
    shutil.copytree(pack, copy)
    leave_windows_out(copy / "recovery.yml")
    looks: list[Look] = []
    async with rehearse(str(copy), scenario) as rehearsal:
        await check_once(rehearsal.fleet, rehearsal.connections, ignore, looks.append)
        move_in(copy, rehearsal.fleet)
    return copy, keep(copy, looks[0], folder / "runs")


def leave_windows_out(path: Path) -> None:
    """Take the rules that look at the clock out of a file: a test runs at any time of day."""
    document = yaml.safe_load(path.read_text())
    document["go"]["rules"] = [rule for rule in document["go"]["rules"] if "window" not in rule]
    path.write_text(yaml.safe_dump(document, allow_unicode=True))


def move_in(pack: Path, simulated: Fleet) -> None:
    """Give the pack's hosts the addresses and ports of the simulated ones, by which they were asked."""
    path = pack / "fleet.yml"
    document = yaml.safe_load(path.read_text())
    for name, host in simulated.hosts.items():
        document["hosts"][name] |= {"address": host.address, "port": host.target.ssh_port}
    for tier in document.get("protection", {}).values():
        tier["on"] = tier.pop(True)  # the key `on` is a truth value to this library (YAML 1.1), and to ours a word
    path.write_text(yaml.safe_dump(document, allow_unicode=True))


def keep(pack: Path, seen: Look, runs: Path) -> Path:
    """Judge what was seen by the pack and record it."""
    fleet = load_pack(str(pack))
    span = seen.scorecard.span
    scorecard = judge(fleet, Transcript(seen.exchanges), span, now=seen.scorecard.judged)
    return save(runs, str(pack), fleet, Look(exchanges=seen.exchanges, scorecard=scorecard), send_alert_test=True)
