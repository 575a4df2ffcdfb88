"""Whether the hosts run what is in the pack: what views of them came to."""

from collections.abc import Iterator

from blackstart.audit.readiness import FILE, LIVE_VIEWS
from blackstart.audit.readiness_rules import readiness_of
from blackstart.audit.subject import Subject
from blackstart.model.audit import Complaint
from blackstart.model.outcome import Outcome
from blackstart.model.scorecard import Verdict


def find_live_differences(subject: Subject) -> Iterator[Complaint]:
    """Say what the hosts came to; that they were not asked is a warning, that nothing was asked of them blocks."""
    live = readiness_of(subject).live
    if live is None:
        message = "the hosts were not asked whether they run what is here"
        yield Complaint(outcome=Outcome.WARN, about="live", message=message, mend="audit with --live")
        return
    if not live:
        message, mend = "no view says what to ask the hosts", f"name views under `{LIVE_VIEWS}` of {FILE}"
        yield Complaint(outcome=Outcome.BLOCKED, about="live", message=message, mend=mend)
    for view, verdicts in live.items():
        if not verdicts:
            message, mend = "there is no such view", f"name one that there is under `{LIVE_VIEWS}` of {FILE}"
            yield Complaint(outcome=Outcome.BLOCKED, about=view, message=message, mend=mend)
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
