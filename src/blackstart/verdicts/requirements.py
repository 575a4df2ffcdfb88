"""Which requirements a run meets, and for those it does not, every missing piece."""

from collections.abc import Container, Iterable, Iterator, Mapping

import msgspec

from blackstart.model.claims import Missing, MissingKind, Requirements, SomeOf
from blackstart.model.fleet import Check, Fleet, Text
from blackstart.model.outcome import Outcome, Severity
from blackstart.model.scorecard import CONDITION_RANK, HostCondition, HostState, PhaseState, Scorecard, Verdict
from blackstart.verdicts.findings import FAILED, Findings, weigh

WANTED_OF_CHECKS = {
    Severity.PASS: "PASS",
    Severity.NOTE: "PASS",
    Severity.EVIDENCE: "PASS or WARN on evidence",
    Severity.BOUNDARY: "PASS or WARN on evidence or a boundary",
    Severity.SERVICE: "PASS or WARN",
}
WANTED_OF_PHASES = {
    Severity.PASS: "GREEN",
    Severity.NOTE: "GREEN",
    Severity.EVIDENCE: "GREEN or DEGRADED by evidence",
    Severity.BOUNDARY: "GREEN or DEGRADED by evidence or a boundary",
    Severity.SERVICE: "GREEN or DEGRADED",
}
NOT_LOOKED_AT = "not looked at"

Worst = Mapping[str, Severity]
"""The worst that each of some things may be, by name."""


def is_met(requires: Requirements, findings: Findings, said: Container[str]) -> bool:
    """Tell whether all of it holds; `said` are the statements that do."""
    return (
        not any(list_worse(requires.about, findings.subjects))
        and not any(list_worse(requires.checks, findings.checks))
        and not any(list_worse(requires.phases, findings.phases))
        and not any(list_lower(requires.hosts, findings.hosts))
        and all(has_enough(some, findings) for some in requires.some)
        and all(name in said for name in requires.statements)
    )


def list_worse(worst: Worst, seen: Worst) -> Iterator[str]:
    """Yield the names of what is worse than it may be; what was not looked at is."""
    return (name for name, most in worst.items() if seen.get(name, FAILED) > most)


def list_lower(least: Mapping[str, HostCondition], seen: Mapping[str, int]) -> Iterator[str]:
    """Yield the hosts that have not come as far as they must."""
    return (host for host, condition in least.items() if seen.get(host, 0) < CONDITION_RANK[condition])


def has_enough(some: SomeOf, findings: Findings) -> bool:
    """Tell whether as many of them are as they must be."""
    short = sum(1 for _ in list_short(some, findings))
    return len(some.checks) + len(some.hosts) - short >= some.at_least


def list_short(some: SomeOf, findings: Findings) -> Iterator[str]:
    """Yield those of them that are not as they must be."""
    yield from list_worse(some.checks, findings.checks)
    yield from list_lower(some.hosts, findings.hosts)


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
        verdicts={verdict.check: verdict for verdict in scorecard.every},
        phases={state.phase: state for state in scorecard.phases},
        hosts={state.host: state for state in scorecard.hosts},
        checks={**{check.id: check for check in fleet.checks_on_demand}, **fleet.by_id},
        origins=fleet.origins,
    )


def list_missing(requires: Requirements, evidence: Evidence) -> Iterator[Missing]:
    """Yield what of hosts, phases and checks is not as required; of a phase or subject, the checks that spoil it."""
    findings = evidence.findings
    for host in list_lower(requires.hosts, findings.hosts):
        yield describe_host(host, requires.hosts[host], evidence)
    for phase in list_worse(requires.phases, findings.phases):
        yield describe_phase(phase, requires.phases[phase], evidence)
        yield from list_spoilers(findings.of_phase.get(phase, ()), requires.phases[phase], evidence)
    for subject in list_worse(requires.about, findings.subjects):
        yield from list_about(subject, requires.about[subject], evidence)
    for check in list_worse(requires.checks, findings.checks):
        yield describe_check(check, requires.checks[check], evidence)
    for some in requires.some:
        if not has_enough(some, findings):
            yield from list_of_some(some, evidence)


def list_about(subject: str, most: Severity, evidence: Evidence) -> Iterator[Missing]:
    """Yield the checks about a subject that are worse than they may be; that none is about it proves nothing."""
    checks = evidence.findings.about.get(subject, ())
    yield from list_spoilers(checks, most, evidence)
    if not checks:
        yield Missing(kind=MissingKind.SUBJECT, name=subject, wanted="checks about it", seen="none")


def list_of_some(some: SomeOf, evidence: Evidence) -> Iterator[Missing]:
    """Yield those that are not as they must be, where too few are."""
    enough = f" (at least {some.at_least} of {len(some.checks) + len(some.hosts)})"
    for host in list_lower(some.hosts, evidence.findings.hosts):
        yield add_to_wanted(describe_host(host, some.hosts[host], evidence), enough)
    for check in list_worse(some.checks, evidence.findings.checks):
        yield add_to_wanted(describe_check(check, some.checks[check], evidence), enough)


def add_to_wanted(missing: Missing, text: str) -> Missing:
    """Return it with a text after what was wanted."""
    return msgspec.structs.replace(missing, wanted=missing.wanted + text)


def list_spoilers(checks: Iterable[str], most: Severity, evidence: Evidence) -> Iterator[Missing]:
    """Yield those of the checks that are worse than they may be."""
    for check in list_worse(dict.fromkeys(checks, most), evidence.findings.checks):
        yield describe_check(check, most, evidence)


def describe_host(host: str, least: HostCondition, evidence: Evidence) -> Missing:
    """Say how far a host has come."""
    state = evidence.hosts.get(host)
    return Missing(
        kind=MissingKind.HOST,
        name=host,
        host=host,
        wanted=least,
        seen=NOT_LOOKED_AT if state is None else state.condition,
        reason="" if state is None else state.reason,
        source=evidence.origins.get(f"host:{host}", ""),
    )


def describe_phase(phase: str, most: Severity, evidence: Evidence) -> Missing:
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


def describe_check(check: str, most: Severity, evidence: Evidence) -> Missing:
    """Say what a check came to, and what to do."""
    verdict, about = evidence.verdicts.get(check), evidence.checks.get(check)
    return Missing(
        kind=MissingKind.CHECK,
        name=check,
        wanted=WANTED_OF_CHECKS[most],
        seen=NOT_LOOKED_AT if verdict is None else describe_outcome(verdict, most),
        host="" if verdict is None else verdict.host,
        reason="" if verdict is None else describe_reason(verdict),
        source=evidence.origins.get(check, ""),
        next=find_advice(verdict, about),
    )


def describe_outcome(verdict: Verdict, most: Severity) -> str:
    """Say what a check came to, with the class of a warning where some may be."""
    classified = verdict.outcome is Outcome.WARN and verdict.warns_as is not None and most > Severity.NOTE
    return f"{verdict.outcome} ({verdict.warns_as})" if classified else verdict.outcome


def find_advice(verdict: Verdict | None, about: Check | None) -> Text:
    """Return what to do: by the case, or as the check says."""
    own = {} if about is None else about.next
    return own if verdict is None else verdict.next or own


def describe_reason(verdict: Verdict) -> str:
    """Say why, and what holds the check."""
    return f"held by {verdict.held_by}: {verdict.reason}" if verdict.held_by else verdict.reason
