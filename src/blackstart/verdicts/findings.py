"""What a run has to show: how bad checks, phases and subjects are, and how far the hosts have come."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from blackstart.model.fleet import Fleet, Phase
from blackstart.model.outcome import WARNING_SEVERITY, Outcome, Severity, WarningClass
from blackstart.model.scorecard import CONDITION_RANK, PhaseState, Scorecard, Verdict

FAILED = Severity.BLOCKED
"""What is taken of whatever was not looked at."""
Severities = Mapping[str, Severity]
Members = Mapping[str, tuple[str, ...]]


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """How bad checks, phases with all they need, and subjects are; the ranks of hosts' conditions.

    `of_phase` and `about` have the checks of each phase and about each subject. What is in none of these
    was not looked at, and failed.
    """

    checks: Severities
    phases: Severities
    subjects: Severities
    hosts: Mapping[str, int]
    of_phase: Members
    about: Members


def weigh(fleet: Fleet, scorecard: Scorecard) -> Findings:
    """Return what the run has to show."""
    checks = {verdict.check: weigh_verdict(verdict) for verdict in scorecard.every}
    about = group(list_subjects(fleet, scorecard.verdicts))
    of_phase = group((verdict.phase, verdict.check) for verdict in scorecard.verdicts)
    states = {state.phase: state for state in scorecard.phases}
    return Findings(
        checks=checks,
        phases=weigh_phases(fleet.phases, states, {phase: find_worst(own, checks) for phase, own in of_phase.items()}),
        subjects={subject: find_worst(own, checks) for subject, own in about.items()},
        hosts={state.host: CONDITION_RANK[state.condition] for state in scorecard.hosts},
        of_phase=of_phase,
        about=about,
    )


def weigh_verdict(verdict: Verdict) -> Severity:
    """Return how bad a verdict is; a warning of no class is of the worst. What was not asked is not proven."""
    match verdict.outcome:
        case Outcome.PASS:
            return Severity.PASS
        case Outcome.NOT_ASKED:
            return Severity.EVIDENCE
        case Outcome.WARN:
            return WARNING_SEVERITY[verdict.warns_as or WarningClass.SERVICE]
        case _:
            return Severity.BLOCKED


def list_subjects(fleet: Fleet, verdicts: Iterable[Verdict]) -> Iterator[tuple[str, str]]:
    """Yield subject and check of all that a run looks at, and of what no pack asks for where it failed."""
    about = {check.id: check.about for check in fleet.checks}
    yield from ((subject, name) for name, subject in about.items())
    yield from ((fleet.subjects[0], verdict.check) for verdict in verdicts if verdict.check not in about)


def group(pairs: Iterable[tuple[str, str]]) -> Members:
    """Return the second of each pair by the first."""
    found: dict[str, list[str]] = {}
    for key, name in pairs:
        found.setdefault(key, []).append(name)
    return {key: tuple(names) for key, names in found.items()}


def find_worst(names: Iterable[str], seen: Severities) -> Severity:
    """Return how bad the worst of them is."""
    return max((seen.get(name, FAILED) for name in names), default=FAILED)


def weigh_phases(phases: Iterable[Phase], states: Mapping[str, PhaseState], worst: Severities) -> dict[str, Severity]:
    """Return how bad the phases are; each is as bad as the worst phase it needs, which stands before it."""
    found: dict[str, Severity] = {}
    for phase in phases:
        own = weigh_phase(states.get(phase.id), worst.get(phase.id, FAILED))
        found[phase.id] = max((own, *(found[need] for need in phase.needs)))
    return found


def weigh_phase(state: PhaseState | None, worst: Severity) -> Severity:
    """Return how bad a phase's own checks make it; nothing passed is as bad as something blocked."""
    return worst if state is not None and state.passed and not state.blocked and not state.held else FAILED
