"""The ladder to each host: its checks that prove it reachable, from the wire up to the login."""

from blackstart.model.fleet import Check, Fleet
from blackstart.model.kind import Proof
from blackstart.model.request import CONTROLLER

Rungs = dict[str, list[Check]]
"""Checks by host, the lowest rung first."""


def collect_rungs(fleet: Fleet) -> Rungs:
    """Return each host's checks that prove it reachable, from the wire up to the login."""
    rungs: Rungs = {host: [] for host in fleet.hosts}
    for check in fleet.checks:
        if check.host != CONTROLLER and rung_of(check) is not None:
            rungs[check.host].append(check)
    for checks in rungs.values():
        checks.sort(key=lambda check: rung_of(check) or 0)
    return rungs


def rung_of(check: Check) -> int | None:
    """Return the check's place on its host's ladder, if it has one."""
    proof = check.spec.proof()
    return proof if proof is not None and proof <= Proof.LOGIN else None


def list_below(check: Check, rungs: Rungs) -> list[Check]:
    """Return the rungs of the check's host that are below it."""
    own = rung_of(check) or 0
    return [rung for rung in rungs.get(check.host, ()) if (rung_of(rung) or 0) < own]
