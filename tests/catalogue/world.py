"""Worlds in a few lines of YAML: a baseline, the fleet it describes, and what a look at it comes to.

The baseline is loaded as any pack is; hosts answer as a drill's do; kinds, judging and explaining are the product's.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from blackstart.baseline.load import load_baseline
from blackstart.baseline.problems import BaselineError
from blackstart.drill.merge import merge
from blackstart.drill.prediction import Prediction
from blackstart.drill.reading import to_fixtures
from blackstart.model.fleet import Fleet
from blackstart.model.outcome import Outcome, Result
from blackstart.model.request import CONTROLLER
from blackstart.model.scorecard import RunSpan, Scorecard, Verdict
from blackstart.verdicts.scorecard import judge

NOW = 1_780_000_000.0
HOSTS = "name: small\nhosts: {a: {address: 192.0.2.1}, b: {address: 192.0.2.2}}\n"
REACHED = ("{id: '{host}-ping', on: all, ping: {}}", "{id: '{host}-login', on: all, ssh_login: {}}")
"""What tells of every host whether it can be reached at all."""

HEARTBEAT = "2026-05-28T20:26:30Z"


def write_phase(name: str, *checks: str, needs: str = "") -> str:
    """Return a phase file of checks that are written in braces."""
    lines = (f"- {check}" for check in checks)
    return "\n".join([f"phase: {name}", *([f"needs: [{needs}]"] if needs else []), "checks:", *lines, ""])


def load(*checks: str, **files: str) -> Fleet:
    """Load a baseline of two hosts with these checks in one phase; `files` are phase files instead, by name."""
    named = {f"phases/{name}.yml": text for name, text in files.items()}
    return load_baseline({"fleet.yml": HOSTS, **(named or {"phases/p0.yml": write_phase("P0", *checks)})}, "pack")


def refusal(sources: Mapping[str, str]) -> str:
    """Return why a baseline is refused; empty where it is not."""
    try:
        load_baseline({"fleet.yml": HOSTS, **sources}, "pack")
    except BaselineError as error:
        return str(error)
    return ""


def look(fleet: Fleet, hosts: str, changes: str = "{}", *, later: float = 0.0) -> Scorecard:
    """Look at the fleet when its hosts answer so, and judge `later` (seconds) than that."""
    plain: dict[str, Any] = {CONTROLLER: {}, **merge(yaml.safe_load(hosts), yaml.safe_load(changes))}
    seen = Prediction(fleet, to_fixtures(plain), NOW)
    return judge(fleet, seen, RunSpan(started=NOW, ended=NOW), now=NOW + later)


def spoil(fleet: Fleet, hosts: str, changes: str) -> Scorecard:
    """Look at the fleet with a change, having seen that it is GREEN without."""
    healthy = look(fleet, hosts)
    assert healthy.result is Result.GREEN, reds(healthy)
    return look(fleet, hosts, changes)


def find(scorecard: Scorecard, check: str) -> Verdict:
    """Return what a check came to."""
    return next(verdict for verdict in scorecard.verdicts if verdict.check == check)


def reds(scorecard: Scorecard) -> dict[str, str]:
    """Return the reasons of all that did not pass, by check."""
    return {verdict.check: verdict.reason for verdict in scorecard.verdicts if verdict.outcome is not Outcome.PASS}


def outcomes(scorecard: Scorecard) -> dict[str, str]:
    """Return what each check came to."""
    return {verdict.check: str(verdict.outcome) for verdict in scorecard.verdicts}


def write_pack(folder: Path, checks: str, hosts: str, *scenarios: tuple[str, str]) -> Path:
    """Write a pack of host `a` with its drill, and return its folder."""
    files = {
        "fleet.yml": "name: small\nhosts: {a: {address: 192.0.2.1}}\n",
        "phases/p0.yml": f"phase: P0\nchecks:\n{checks}",
        "drill/fleet.yml": hosts,
        **{f"drill/scenarios/{name}.yml": text for name, text in scenarios},
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def write_node(name: str, *, cordoned: bool = False) -> str:
    """Return a node as the kind's template prints it."""
    pressures = "".join(f',{{"type":"{one}Pressure","status":"False"}}' for one in ("Memory", "Disk", "PID"))
    return (
        f'{{"name":"{name}","labels":["node-role.kubernetes.io/control-plane",null],"cordoned":{str(cordoned).lower()},'
        f'"version":"v1.30.4","conditions":[{{"type":"Ready","status":"True","heartbeat":"{HEARTBEAT}"}}{pressures}]}}'
    )
