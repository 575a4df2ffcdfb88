"""What is behind each failure of a run: the check that nothing else explains, or the host that is away."""

from collections.abc import Iterator, Mapping

import msgspec

from blackstart.model.causes import RootCause
from blackstart.model.claims import ClaimAnswer, Missing, MissingKind
from blackstart.model.fleet import Fleet
from blackstart.model.kind import Proof
from blackstart.model.outcome import Outcome
from blackstart.model.scorecard import CONDITION_RANK, HostCondition, HostState, Verdict
from blackstart.verdicts.requirements import Evidence

HOST = "host:"
NO_CAUSE = frozenset({MissingKind.RUN, MissingKind.APPROVAL})
"""What is missing by itself: a run that counts, a person's word."""
READINESS = frozenset({Proof.READY, Proof.CAPACITY, Proof.CLOCK, Proof.BOOT})


class Causes(msgspec.Struct, frozen=True, kw_only=True):
    """The root cause of each check that did not PASS, by the check's id, in the order of the baseline.

    `blocking` are the names of those that are BLOCKED, or that a host is away.
    """

    fleet: Fleet
    of_checks: Mapping[str, RootCause]
    blocking: frozenset[str]


def find_causes(fleet: Fleet, evidence: Evidence) -> Causes:
    """Return what is behind each failure of the run."""
    verdicts = evidence.verdicts
    away = frozenset(state.host for state in evidence.hosts.values() if is_away(state))
    failed = [verdict for verdict in verdicts.values() if verdict.outcome is not Outcome.PASS]
    of_checks = {
        verdict.check: describe_cause(verdicts.get(verdict.held_by or "", verdict), away, fleet) for verdict in failed
    }
    own = [verdict for verdict in failed if verdict.held_by is None]
    return Causes(
        fleet=fleet,
        of_checks=of_checks,
        blocking=frozenset(
            of_checks[verdict.check].name
            for verdict in own
            if verdict.outcome is Outcome.BLOCKED or verdict.host in away
        ),
    )


def is_away(state: HostState) -> bool:
    """Tell whether the host is not known to have booted."""
    return CONDITION_RANK[state.condition] < CONDITION_RANK[HostCondition.BOOTED]


def describe_cause(verdict: Verdict, away: frozenset[str], fleet: Fleet) -> RootCause:
    """Return the root cause that a verdict tells: of a host that is away, the host and not the check."""
    check = fleet.by_id.get(verdict.check)
    return RootCause(
        name=HOST + verdict.host if verdict.host in away else verdict.check,
        host=verdict.host,
        phase=verdict.phase,
        outcome=verdict.outcome,
        reason=verdict.reason,
        why=verdict.why or ({} if check is None else check.why),
        next=verdict.next or ({} if check is None else check.next),
    )


def list_causes(missing: tuple[Missing, ...], causes: Causes) -> tuple[RootCause, ...]:
    """Return what is behind all that is missing, each root cause once, in the order of the baseline.

    What no failed check is behind stands for itself, at the end.
    """
    behind = [frozenset(list_checks(one, causes.fleet)) & causes.of_checks.keys() for one in missing]
    failed = frozenset[str]().union(*behind)
    found = {cause.name: cause for check, cause in causes.of_checks.items() if check in failed}
    alone = [describe_alone(one, causes.fleet) for one, checks in zip(missing, behind, strict=True) if not checks]
    return tuple({**found, **{cause.name: cause for cause in alone}}.values())


def list_all_causes(causes: Causes) -> tuple[RootCause, ...]:
    """Return what is behind all that failed or warns, each root cause once, in the order of the baseline."""
    found = {cause.name: cause for cause in causes.of_checks.values() if cause.outcome != Outcome.NOT_ASKED}
    return tuple(found.values())


def add_causes(answer: ClaimAnswer, causes: Causes) -> ClaimAnswer:
    """Return the answer with the root causes of what is missing; what a person decides on has none."""
    missing = tuple(one for one in answer.missing if one.kind not in NO_CAUSE)
    return msgspec.structs.replace(answer, causes=list_causes(missing, causes))


def describe_alone(missing: Missing, fleet: Fleet) -> RootCause:
    """Return something that is missing as its own root cause: no check failed that tells why."""
    about = fleet.by_id.get(missing.name)
    return RootCause(
        name=HOST + missing.name if missing.kind is MissingKind.HOST else missing.name,
        host=missing.host,
        phase="" if about is None else about.phase,
        outcome=missing.seen,
        reason=missing.reason or f"wanted {missing.wanted}",
        why={} if about is None else about.why,
        next=missing.next,
    )


def list_checks(missing: Missing, fleet: Fleet) -> Iterator[str]:
    """Yield the checks that can tell why something is missing."""
    if missing.kind is MissingKind.CHECK:
        yield missing.name
    elif missing.kind is MissingKind.PHASE:
        phases = find_phases_below(missing.name, fleet)
        yield from (check.id for check in fleet.checks if check.phase in phases)
    elif missing.kind is MissingKind.SUBJECT:
        yield from (check.id for check in fleet.checks if check.about == missing.name)
    elif missing.kind is MissingKind.HOST:
        ready = fleet.hosts[missing.name].ready
        for check in fleet.checks:
            proof = check.spec.proof() if check.host == missing.name else None
            if check.id in ready or (proof is not None and (proof <= Proof.LOGIN or proof in READINESS)):
                yield check.id


def find_phases_below(name: str, fleet: Fleet) -> frozenset[str]:
    """Return the phase and all that it needs, directly or not; what it needs stands before it."""
    found = {name}
    for phase in reversed(fleet.phases):
        if phase.id in found:
            found.update(phase.needs)
    return frozenset(found)
