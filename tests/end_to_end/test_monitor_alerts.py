"""What a monitor's run of the AWOOOI fleet makes the pack's alert rules do: nothing while it is well, and speak else.

The metrics are those of a real look under --monitor-read-only, given to Prometheus' own rule engine for nine hours: as
many runs of the same outcome, one every five minutes.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import yaml

from blackstart.app.looking import Look, check_once
from blackstart.app.recording import render
from blackstart.app.rehearsing import rehearse
from blackstart.model.outcome import Outcome, Result
from blackstart.model.scorecard import Scorecard
from blackstart.render.style import Style

PACK = Path(__file__).parents[2] / "packs/awoooi"
RULES = PACK / "rules/recovery.rules.yml"
ALERTS = {
    rule["alert"]: rule
    for group in yaml.safe_load(RULES.read_text())["groups"]
    for rule in group["rules"]
    if "alert" in rule
}
HOURS = 9
EVERY = 300
RUNS = HOURS * 3600 // EVERY
FIRED = {
    None: set[str](),
    "120-down": {"ColdStartRecoveryBlocked", "ColdStartNotGreen", "ColdStartHost120Unreachable"},
    "2026-06-12-1519-all-back-escrow-missing": {"ColdStartRecoveryDegraded", "ColdStartNotGreen"},
}
"""The alerts that fire on a fleet that stays so: on a healthy one none."""


async def monitor(scenario: str | None) -> tuple[Scorecard, str]:
    """Look as the monitor does: nothing is sent. Return what it came to, and its metrics by the fleet's own name."""
    looks: list[Look] = []
    async with rehearse(str(PACK), scenario) as rehearsal:
        connections = msgspec.structs.replace(rehearsal.connections, send_alert_test=False, only_reads=True)
        await check_once(rehearsal.fleet, connections, lambda *_: None, looks.append)
    scorecard = looks[0].scorecard
    metrics = render(rehearsal.fleet, scorecard, "prometheus", Style())
    return scorecard, re.sub(r'fleet="awoooi-drill",origin="[^"]*"', 'fleet="awoooi"', metrics)


def list_series(metrics: str, span_start: float) -> Iterator[dict[str, str]]:
    """Yield each metric as the series of as many runs: times go on, all else stays as it was seen."""
    for line in metrics.splitlines():
        if line and not line.startswith("#"):
            name, _, value = line.rpartition(" ")
            if "timestamp" in name:
                # The engine's clock begins at 0, so that is when the first run begins.
                yield {"series": name, "values": f"{float(value) - span_start:.3f}+{EVERY}x{RUNS}"}
            else:
                yield {"series": name, "values": f"{value}x{RUNS}"}


def find_firing(metrics: str, span_start: float, folder: Path) -> set[str]:
    """Return the alerts that Prometheus says fire at the end."""
    return {name for name in ALERTS if not is_silent(name, list(list_series(metrics, span_start)), folder)}


def is_silent(alert: str, series: list[dict[str, str]], folder: Path) -> bool:
    """Ask promtool whether an alert does not fire at the end; whatever else it objects to fails the test."""
    case = {
        "interval": f"{EVERY}s",
        "input_series": series,
        "alert_rule_test": [{"eval_time": f"{HOURS}h", "alertname": alert, "exp_alerts": []}],
    }
    file = folder / f"{alert}.test.yml"
    file.write_text(json.dumps({"rule_files": [str(RULES)], "evaluation_interval": f"{EVERY}s", "tests": [case]}))
    done = subprocess.run(["promtool", "test", "rules", file], capture_output=True, text=True, check=False, timeout=60)
    said = done.stdout + done.stderr
    assert done.returncode == 0 or f"alertname: {alert}" in said, said
    return done.returncode == 0


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
@pytest.mark.parametrize("scenario", FIRED)
async def test_only_what_is_so_rings(scenario: str | None, tmp_path: Path) -> None:
    """A healthy fleet rings nothing, though its test alert is not asked; what is missing or down rings."""
    scorecard, metrics = await monitor(scenario)
    assert find_firing(metrics, scorecard.span.started, tmp_path) == FIRED[scenario]


async def test_the_monitor_of_a_healthy_fleet_is_green_and_proves_no_alert_chain() -> None:
    """What was not asked is counted nowhere, and what needs it stays forbidden."""
    scorecard, metrics = await monitor(None)
    assert (scorecard.result, scorecard.warned, scorecard.blocked) == (Result.GREEN, 0, 0)
    assert [one.check for one in scorecard.verdicts if one.outcome is Outcome.NOT_ASKED] == ["alert-chain"]
    assert 'blackstart_alert_chain_proven{fleet="awoooi"} 0\n' in metrics
    assert {"DR_COMPLETE"} <= {*scorecard.forbidden}
    assert {"SERVICE_GREEN", "FULL_STACK_GREEN"} <= {*scorecard.allowed}
