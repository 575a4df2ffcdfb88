"""Whether the hosts run what is in the pack: what views of them came to."""

from collections.abc import Iterator

from blackstart.audit.prometheus_rules import readiness_of
from blackstart.audit.subject import Subject
from blackstart.model.audit import Complaint
from blackstart.model.outcome import Outcome
from blackstart.model.scorecard import Verdict


def find_live_differences(subject: Subject) -> Iterator[Complaint]:
    """Say what the hosts came to; that they were not asked is a warning."""
    live = readiness_of(subject).live
    if live is None:
        message = "the hosts were not asked whether they run what is here"
        yield Complaint(outcome=Outcome.WARN, about="live", message=message, mend="audit with --live VIEW")
        return
    for verdicts in live.values():
        yield from (tell(verdict, subject) for verdict in verdicts)


def tell(verdict: Verdict, subject: Subject) -> Complaint:
    """Return what a check came to as a finding."""
    check = subject.checks.get(verdict.check)
    outcome = Outcome.BLOCKED if verdict.outcome is Outcome.HELD else verdict.outcome
    passed = outcome is Outcome.PASS
    return Complaint(
        outcome=outcome,
        about=verdict.check,
        message="it holds on the host" if passed else verdict.reason,
        mend="" if passed or check is None else check.next.get("en", ""),
    )
