"""How far each host has come, from the minimum evidence for each state (runbook sections 0.2, 3.1)."""

from blackstart.model.fleet import Check, Fleet
from blackstart.model.kind import Proof
from blackstart.model.outcome import Outcome
from blackstart.model.scorecard import HostCondition, HostState, Verdict
from blackstart.verdicts.judge import BootBinding

Evidence = dict[Proof, list[Verdict]]
INSIDE = frozenset({Proof.LOGIN, Proof.BOOT, Proof.READY, Proof.CAPACITY})
"""What only the host itself can prove."""


def find_host_states(
    fleet: Fleet, verdicts: dict[str, Verdict], bindings: dict[str, BootBinding]
) -> tuple[HostState, ...]:
    """Return the state of every host, in the fleet's order, but for those that views alone look at."""
    looked_at = {check.host for check in fleet.checks}
    left = {check.host for check in fleet.checks_on_demand} - looked_at
    evidence: dict[str, Evidence] = {host: {} for host in fleet.hosts if host not in left}
    for check in fleet.checks:
        add_evidence(evidence, check, verdicts[check.id])
    return tuple(find_host_state(host, found, bindings[host]) for host, found in evidence.items())


def add_evidence(evidence: dict[str, Evidence], check: Check, verdict: Verdict) -> None:
    """File the verdict under what it proves of its host.

    What is read on a host proves nothing of another one that the check is said to be about.
    """
    proof = check.spec.proof()
    elsewhere = proof in INSIDE and check.place != check.host
    if proof is not None and check.host in evidence and not elsewhere:
        evidence[check.host].setdefault(proof, []).append(verdict)


def find_host_state(host: str, evidence: Evidence, binding: BootBinding) -> HostState:
    """Return the state one host's evidence allows."""
    condition, reason = (
        judge_without_login(evidence, binding) if binding.boot_id is None else judge_with_login(evidence)
    )
    return HostState(host=host, condition=condition, reason=reason, boot_id=binding.boot_id)


def judge_without_login(evidence: Evidence, binding: BootBinding) -> tuple[HostCondition, str]:
    """Judge a host nobody could log in to: nothing above BOOTED_UNKNOWN can be said."""
    if passed(evidence, Proof.PING) or passed(evidence, Proof.PORT):
        return HostCondition.BOOTED_UNKNOWN, binding.problem
    if passed(evidence, Proof.LINK):
        return HostCondition.POWERED, f"answers ARP only; {binding.problem}"
    if Proof.PING in evidence and Proof.LOGIN in evidence:
        return HostCondition.UNREACHABLE, first_reason(evidence, Proof.PING)
    return HostCondition.POWERED_UNKNOWN, binding.problem


def judge_with_login(evidence: Evidence) -> tuple[HostCondition, str]:
    """Judge a host that answered over its login, by its boot and readiness checks."""
    if Proof.BOOT in evidence and not passed(evidence, Proof.BOOT):
        return HostCondition.BOOTED_UNKNOWN, first_reason(evidence, Proof.BOOT)
    ready = evidence.get(Proof.READY, [])
    needed = [*ready, *evidence.get(Proof.CAPACITY, [])]
    failed = [verdict for verdict in needed if verdict.outcome is not Outcome.PASS]
    if not ready:
        return HostCondition.BOOTED, "no check tells whether it is ready"
    if not failed:
        return HostCondition.READY, ""
    condition = HostCondition.BOOTED if all(verdict.cause for verdict in failed) else HostCondition.DEGRADED
    worst = next((verdict for verdict in failed if verdict.cause is None), failed[0])
    return condition, f"{worst.check}: {worst.reason}"


def passed(evidence: Evidence, proof: Proof) -> bool:
    """Tell whether there is proof and none of it failed."""
    verdicts = evidence.get(proof, [])
    return bool(verdicts) and all(verdict.outcome is Outcome.PASS for verdict in verdicts)


def first_reason(evidence: Evidence, proof: Proof) -> str:
    """Return the reason of the first failure under that proof."""
    return next((v.reason for v in evidence[proof] if v.outcome is not Outcome.PASS), "")
