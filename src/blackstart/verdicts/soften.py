"""Failures that a better witness of the same run explains away: warnings on evidence, or none of them is."""

from collections.abc import Iterator, Mapping

import msgspec

from blackstart.model.fleet import Check, ExplainedIf, Fleet
from blackstart.model.outcome import Outcome, WarningClass
from blackstart.model.scorecard import Verdict

FAILED = frozenset({Outcome.BLOCKED, Outcome.HELD})
Verdicts = dict[str, Verdict]


def soften(fleet: Fleet, alone: Mapping[str, Verdict], explained: Verdicts) -> Verdicts:
    """Return the verdicts; where another check explains every blocker of the run, these are warnings on evidence.

    `alone` are the verdicts before anything was held by a root cause: what was held comes back to its own. One blocker
    that nothing explains keeps all of them hard (runbook v1.76), as does one whose evidence is missing.
    """
    checks = {check.id: check for check in fleet.checks}
    failed = [name for name, verdict in explained.items() if verdict.outcome in FAILED]
    softened = {name: verdict for name in failed for verdict in soften_one(name, checks, alone)}
    return explained | softened if len(softened) == len(failed) else explained


def soften_one(name: str, checks: Mapping[str, Check], alone: Mapping[str, Verdict]) -> Iterator[Verdict]:
    """Yield what a failure comes to while its root cause is none: its own warning, or one on evidence."""
    verdict = alone[name]
    if verdict.outcome is Outcome.WARN:
        yield verdict
        return
    witness = next(list_witnesses(verdict, checks, alone), None)
    if witness is not None:
        yield msgspec.structs.replace(
            verdict,
            outcome=Outcome.WARN,
            warns_as=WarningClass.EVIDENCE,
            reason=f"{verdict.reason}{say_witness(witness)}",
            cause=None,
            explained_by=witness,
        )


def say_witness(witness: str) -> str:
    """Return what a reason says of the check that explains the failure."""
    return f"; {witness} answers"


def find_own_reason(verdict: Verdict) -> str:
    """Return the reason of the failure itself."""
    return verdict.reason.removesuffix(say_witness(verdict.explained_by or ""))


def list_witnesses(verdict: Verdict, checks: Mapping[str, Check], alone: Mapping[str, Verdict]) -> Iterator[str]:
    """Yield the checks that explain this failure: its own one, then those of the checks it needs.

    Of what it needs, they explain only an answer that says "not now", whether or not what it needs failed too: else a
    second failure would make the first one better.
    """
    for check in list_with_needs(checks[verdict.check], checks):
        witness = checks.get(check.explained_by or "")
        any_failure = check.id == verdict.check and check.explained_if is ExplainedIf.FAILED
        asked_of = any_failure or verdict.unavailable is True
        if witness is not None and asked_of and vouches(witness, alone[witness.id]):
            yield witness.id


def list_with_needs(check: Check, checks: Mapping[str, Check]) -> list[Check]:
    """Return the check and all it needs, however far down, each once."""
    found = {check.id: check}
    waiting = [check]
    for one in waiting:
        fresh = [checks[need] for need in one.needs if need in checks and need not in found]
        found |= {need.id: need for need in fresh}
        waiting += fresh
    return waiting


def vouches(witness: Check, verdict: Verdict) -> bool:
    """Tell whether a check passed, be it on a later try: one that met its expectation and only doubts the reading."""
    if verdict.outcome is Outcome.PASS:
        return True
    doubted = verdict.outcome is Outcome.WARN and verdict.warns_as is WarningClass.EVIDENCE
    return doubted and verdict.cause is None and witness.otherwise is Outcome.BLOCKED
