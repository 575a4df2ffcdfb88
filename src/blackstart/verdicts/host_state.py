"""How far each host has come, from the minimum evidence for each state (runbook sections 0.2, 3.1)."""

import msgspec

from blackstart.model.fleet import Check, Fleet, Host
from blackstart.model.kind import Proof
from blackstart.model.outcome import Outcome
from blackstart.model.reply import Cause
from blackstart.model.scorecard import HostCondition, HostState, Verdict
from blackstart.verdicts.judge import BootBinding

INSIDE = frozenset({Proof.LOGIN, Proof.BOOT, Proof.READY, Proof.CAPACITY, Proof.CLOCK})
"""What only the host itself can prove."""
UNANSWERED = frozenset({Cause.REFUSED, Cause.NO_ROUTE, Cause.CONNECT_TIMED_OUT, Cause.CONNECTION_LOST})
"""Ends of a login in which nobody was heard who speaks SSH."""
SPOKEN = frozenset(
    {
        *(Cause.HOST_KEY_CHANGED, Cause.HOST_KEY_UNKNOWN, Cause.AUTH_REFUSED, Cause.LOGIN_HUNG, Cause.SHELL_BROKEN),
        *(Cause.UNREADABLE, Cause.TIME_LIMIT),
    }
)
"""Ends of a login, or of the first command after it, in which the host spoke SSH."""
Judgement = tuple[HostCondition, str]


class HostEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """What was seen of one host: verdicts by what they prove of it, and those that its role asks for.

    `blind` tells that this machine can see no host at all.
    """

    host: Host
    binding: BootBinding
    proofs: dict[Proof, list[Verdict]]
    asked: tuple[Verdict | None, ...]
    blind: bool = False

    def proves(self, proof: Proof) -> bool:
        """Tell whether there is proof and none of it failed."""
        verdicts = self.proofs.get(proof, [])
        return bool(verdicts) and all(verdict.outcome is Outcome.PASS for verdict in verdicts)

    def disproves(self, proof: Proof) -> bool:
        """Tell whether it was looked at each time and seen not to be so; what could not be looked at shows nothing."""
        if self.blind:
            return False
        verdicts = self.proofs.get(proof, [])
        return bool(verdicts) and all(v.outcome is not Outcome.PASS and v.cause is None for v in verdicts)

    def reason(self, proof: Proof) -> str:
        """Return the reason of the first failure under that proof."""
        return next((v.reason for v in self.proofs.get(proof, ()) if v.outcome is not Outcome.PASS), "")


def find_host_states(
    fleet: Fleet, verdicts: dict[str, Verdict], bindings: dict[str, BootBinding]
) -> tuple[HostState, ...]:
    """Return the state of every host, in the fleet's order, but for those that views alone look at.

    From a machine without a network it is not known of any that it cannot be reached.
    """
    blind = fleet.implied.uplink is not None and fleet.implied.uplink.id in verdicts
    looked_at = {check.host for check in fleet.checks}
    left = {check.host for check in fleet.checks_on_demand} - looked_at
    proofs: dict[str, dict[Proof, list[Verdict]]] = {host: {} for host in fleet.hosts if host not in left}
    for check in fleet.checks:
        add_proof(proofs, check, verdicts[check.id])
    return tuple(
        find_host_state(
            HostEvidence(
                host=(about := fleet.hosts[host]),
                binding=bindings[host],
                proofs=found,
                asked=tuple(verdicts.get(check) for check in about.ready),
                blind=blind,
            )
        )
        for host, found in proofs.items()
    )


def add_proof(proofs: dict[str, dict[Proof, list[Verdict]]], check: Check, verdict: Verdict) -> None:
    """File the verdict under what it proves of its host.

    What is read on a host proves nothing of another one that the check is said to be about.
    """
    proof = check.spec.proof()
    elsewhere = proof in INSIDE and check.place != check.host
    if proof is not None and check.host in proofs and not elsewhere:
        proofs[check.host].setdefault(proof, []).append(verdict)


def find_host_state(evidence: HostEvidence) -> HostState:
    """Return the state one host's evidence allows."""
    binding = evidence.binding
    if evidence.host.login == "none":
        condition, reason = judge_from_outside(evidence)
    elif binding.boot_id is None:
        condition, reason = judge_without_login(evidence)
    else:
        condition, reason = judge_with_login(evidence)
    return HostState(host=evidence.host.id, condition=condition, reason=reason, boot_id=binding.boot_id)


def judge_from_outside(evidence: HostEvidence) -> Judgement:
    """Judge a host that nobody logs in to: that it has power is all that can be seen."""
    if any(map(evidence.proves, (Proof.PING, Proof.LINK, Proof.PORT))):
        return HostCondition.POWERED, "nobody logs in to it, so no more is said of it"
    if evidence.disproves(Proof.PING) and not is_link_unseen(evidence):
        return HostCondition.UNREACHABLE, evidence.reason(Proof.PING)
    return HostCondition.POWERED_UNKNOWN, evidence.reason(Proof.PING)


def judge_without_login(evidence: HostEvidence) -> Judgement:
    """Judge a host nobody could log in to: above BOOTED_UNKNOWN nothing can be said, but what its login says itself."""
    binding = evidence.binding
    if binding.cause is Cause.LOGIN_CLOSED and not binding.began:
        return HostCondition.BOOTED, binding.problem
    spoke = binding.began or binding.cause in SPOKEN
    if spoke or evidence.proves(Proof.PING) or evidence.proves(Proof.PORT):
        return HostCondition.BOOTED_UNKNOWN, binding.problem
    if evidence.proves(Proof.LINK):
        return HostCondition.POWERED, f"answers ARP only; {binding.problem}"
    unheard = Proof.LOGIN in evidence.proofs and binding.cause in UNANSWERED
    if unheard and evidence.disproves(Proof.PING) and not is_link_unseen(evidence):
        return HostCondition.UNREACHABLE, evidence.reason(Proof.PING)
    return HostCondition.POWERED_UNKNOWN, binding.problem


def is_link_unseen(evidence: HostEvidence) -> bool:
    """Tell whether the link was to be looked at and could not be: then nobody knows that nothing answers there."""
    return Proof.LINK in evidence.proofs and not evidence.disproves(Proof.LINK)


def judge_with_login(evidence: HostEvidence) -> Judgement:
    """Judge a host that answered over its login, by its boot, its readiness, and what its role asks for."""
    if Proof.BOOT in evidence.proofs and not evidence.proves(Proof.BOOT):
        return HostCondition.BOOTED_UNKNOWN, evidence.reason(Proof.BOOT)
    ready = evidence.proofs.get(Proof.READY, [])
    seen = [verdict for verdict in evidence.asked if verdict is not None]
    beside = [verdict for proof in (Proof.CAPACITY, Proof.CLOCK) for verdict in evidence.proofs.get(proof, ())]
    needed = [*ready, *beside, *seen]
    failed = [verdict for verdict in needed if verdict.outcome is not Outcome.PASS]
    if not ready and not seen:
        return HostCondition.BOOTED, "no check tells whether it is ready"
    if not failed and len(seen) < len(evidence.asked):
        return HostCondition.BOOTED, "not all was looked at that its role asks for"
    if not failed:
        return HostCondition.READY, ""
    condition = HostCondition.BOOTED if all(verdict.cause for verdict in failed) else HostCondition.DEGRADED
    worst = next((verdict for verdict in failed if verdict.cause is None), failed[0])
    return condition, f"{worst.check}: {worst.reason}"
