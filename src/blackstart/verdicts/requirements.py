"""Which requirements a run meets, and for those it does not, every missing piece."""

from collections.abc import Container, Iterable, Iterator, Mapping

import msgspec

from blackstart.model.claims import Missing, MissingKind, Requirements
from blackstart.model.fleet import Check, Fleet, Phase, Text
from blackstart.model.outcome import RANK, Outcome
from blackstart.model.scorecard import CONDITION_RANK, HostState, PhaseState, Scorecard, Verdict

PASSED, WARNED, FAILED = RANK[Outcome.PASS], RANK[Outcome.WARN], RANK[Outcome.BLOCKED]
WANTED_OF_CHECKS = {PASSED: "PASS", WARNED: "PASS or WARN"}
WANTED_OF_PHASES = {PASSED: "GREEN", WARNED: "GREEN or DEGRADED"}
NOT_LOOKED_AT = "not looked at"

Ranks = Mapping[str, int]
"""Outcome's rank by name: a greater one is worse. What is not in it was not looked at, and failed."""


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """What a run has to show: ranks of checks, of phases with all they need, and of hosts' conditions."""

    checks: Ranks
    phases: Ranks
    hosts: Ranks


def weigh(fleet: Fleet, scorecard: Scorecard) -> Findings:
    """Return what the run has to show."""
    return Findings(
        checks={verdict.check: RANK[verdict.outcome] for verdict in scorecard.verdicts},
        phases=weigh_phases(fleet.phases, {state.phase: state for state in scorecard.phases}),
        hosts={state.host: CONDITION_RANK[state.condition] for state in scorecard.hosts},
    )


def weigh_phases(phases: Iterable[Phase], states: Mapping[str, PhaseState]) -> Ranks:
    """Return the phases' ranks; each is as bad as the worst phase it needs, which stands before it."""
    ranks: dict[str, int] = {}
    for phase in phases:
        own = weigh_phase(states[phase.id]) if phase.id in states else FAILED
        ranks[phase.id] = max((own, *(ranks[need] for need in phase.needs)))
    return ranks


def weigh_phase(state: PhaseState) -> int:
    """Return the rank a phase's own checks give it; nothing passed is as bad as something blocked."""
    if state.blocked or state.held or not state.passed:
        return FAILED
    return WARNED if state.warned else PASSED


def is_met(requires: Requirements, findings: Findings, said: Container[str]) -> bool:
    """Tell whether all of it holds; `said` are the statements that do."""
    return (
        not any(list_worse(requires.checks, findings.checks, PASSED))
        and not any(list_worse(requires.phases, findings.phases, PASSED))
        and not any(list_worse(requires.warned_checks, findings.checks, WARNED))
        and not any(list_worse(requires.warned_phases, findings.phases, WARNED))
        and all(findings.hosts.get(host, 0) >= CONDITION_RANK[least] for host, least in requires.hosts.items())
        and all(name in said for name in requires.statements)
    )


def list_worse(names: Iterable[str], ranks: Ranks, most: int) -> Iterator[str]:
    """Yield the names that are worse than allowed."""
    return (name for name in names if ranks.get(name, FAILED) > most)


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A run of a fleet by the names in it, to tell what it lacks; `age` is in seconds."""

    fleet: str
    age: float
    findings: Findings
    verdicts: Mapping[str, Verdict]
    phases: Mapping[str, PhaseState]
    hosts: Mapping[str, HostState]
    checks: Mapping[str, Check]
    origins: Mapping[str, str]


def gather(fleet: Fleet, scorecard: Scorecard, *, age: float) -> Evidence:
    """Return the run by the names in it."""
    return Evidence(
        fleet=scorecard.fleet,
        age=age,
        findings=weigh(fleet, scorecard),
        verdicts={verdict.check: verdict for verdict in scorecard.verdicts},
        phases={state.phase: state for state in scorecard.phases},
        hosts={state.host: state for state in scorecard.hosts},
        checks=fleet.by_id,
        origins=fleet.origins,
    )


def list_missing(requires: Requirements, evidence: Evidence) -> Iterator[Missing]:
    """Yield what of hosts, phases and checks is not as required; of a phase, also the checks that spoil it."""
    yield from list_missing_hosts(requires, evidence)
    asked = ((requires.phases, PASSED), (requires.warned_phases, WARNED))
    for names, most in asked:
        for phase in list_worse(names, evidence.findings.phases, most):
            yield describe_phase(phase, most, evidence)
            yield from list_spoilers(phase, most, evidence)
    for names, most in ((requires.checks, PASSED), (requires.warned_checks, WARNED)):
        for check in list_worse(names, evidence.findings.checks, most):
            yield describe_check(check, most, evidence)


def list_missing_hosts(requires: Requirements, evidence: Evidence) -> Iterator[Missing]:
    """Yield the hosts that have not come as far as required."""
    for host, least in requires.hosts.items():
        if evidence.findings.hosts.get(host, 0) < CONDITION_RANK[least]:
            state = evidence.hosts.get(host)
            yield Missing(
                kind=MissingKind.HOST,
                name=host,
                host=host,
                wanted=least,
                seen=NOT_LOOKED_AT if state is None else state.condition,
                reason="" if state is None else state.reason,
                source=evidence.origins.get(f"host:{host}", ""),
            )


def describe_phase(phase: str, most: int, evidence: Evidence) -> Missing:
    """Say what a phase came to."""
    state = evidence.phases.get(phase)
    return Missing(
        kind=MissingKind.PHASE,
        name=phase,
        wanted=WANTED_OF_PHASES[most],
        seen=NOT_LOOKED_AT if state is None else state.result,
        reason="" if state is None or state.held_by is None else f"held by {state.held_by}",
        source=evidence.origins.get(f"phase:{phase}", ""),
    )


def list_spoilers(phase: str, most: int, evidence: Evidence) -> Iterator[Missing]:
    """Yield the checks of the phase that are worse than allowed."""
    own = (verdict.check for verdict in evidence.verdicts.values() if verdict.phase == phase)
    for check in list_worse(own, evidence.findings.checks, most):
        yield describe_check(check, most, evidence)


def describe_check(check: str, most: int, evidence: Evidence) -> Missing:
    """Say what a check came to, and what to do."""
    verdict, about = evidence.verdicts.get(check), evidence.checks.get(check)
    return Missing(
        kind=MissingKind.CHECK,
        name=check,
        wanted=WANTED_OF_CHECKS[most],
        seen=NOT_LOOKED_AT if verdict is None else verdict.outcome,
        host="" if verdict is None else verdict.host,
        reason="" if verdict is None else describe_reason(verdict),
        source=evidence.origins.get(check, ""),
        next=find_advice(verdict, about),
    )


def find_advice(verdict: Verdict | None, about: Check | None) -> Text:
    """Return what to do: by the case, or as the check says."""
    own = {} if about is None else about.next
    return own if verdict is None else verdict.next or own


def describe_reason(verdict: Verdict) -> str:
    """Say why, and what holds the check."""
    return f"held by {verdict.held_by}: {verdict.reason}" if verdict.held_by else verdict.reason
