"""Findings of an audit that somebody waives: for a time, by name, and only what is found as it was."""

from collections.abc import Collection, Iterator

from blackstart.model.audit import WAIVER_RULE, AuditFinding, Complaint, Waivers, is_waivable
from blackstart.model.outcome import Outcome


def name_key(rule: str, complaint: Complaint) -> str:
    """Return what a waiver names the finding by, empty where it may not be waived.

    It is made of names of the pack, so that it stays whatever line they stand in and whatever is found beside it.
    """
    if not is_waivable(rule, complaint.outcome):
        return ""
    return ":".join(filter(None, (rule, complaint.about, complaint.of, complaint.outcome.lower())))


def judge_waivers(
    waivers: Waivers, rules: Collection[str], findings: Collection[AuditFinding]
) -> Iterator[AuditFinding]:
    """Say of the waivers for these rules which are over, and which are of nothing that is found; or that none is."""
    keys = {key for finding in findings for key in finding.keys}
    entries = [waiver for waiver in waivers.entries if waiver.finding.partition(":")[0] in rules]
    fine = True
    for waiver in entries:
        if waiver.until < waivers.today:
            message = f"the waiver by {waiver.by} ended on {waiver.until}"
            mend = "mend what it was for, or look at it again and set another date"
        elif waiver.finding not in keys:
            message = "nothing of that name is found, so that the waiver is of nothing"
            mend = "take it out; what is found now has the key that stands beside it"
        else:
            continue
        fine = False
        yield AuditFinding(
            rule=WAIVER_RULE, outcome=Outcome.WARN, about=waiver.finding, message=message, mend=mend, place=waiver.place
        )
    if entries and fine:
        yield AuditFinding(
            rule=WAIVER_RULE, outcome=Outcome.PASS, message="every waiver is of a finding, and in its time"
        )
