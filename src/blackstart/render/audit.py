"""An audit's findings: what is wrong first, with place and mend; then what holds."""

from collections import Counter
from collections.abc import Callable, Iterator

import msgspec

from blackstart.model.audit import WAIVED, AuditFinding, AuditReport, Waiver
from blackstart.model.outcome import Outcome, Result
from blackstart.render.document import FleetIdentity, write_document
from blackstart.render.labels import Labels, find_labels
from blackstart.render.layout import flow, hang, pad, widest
from blackstart.render.page import Line, lead, paint
from blackstart.render.style import Style
from blackstart.render.wording import plain

ORDER: tuple[str, ...] = (Outcome.BLOCKED, Outcome.WARN, WAIVED, Outcome.PASS)


class AuditDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What `audit` prints for programs."""

    fleet: FleetIdentity
    result: Result
    counts: dict[str, int]
    findings: tuple[AuditFinding, ...]


def show_audit(report: AuditReport, style: Style) -> str:
    """Return the report for a person."""
    labels = find_labels(style.language)
    blocks = [list(show_head(report, labels, style.width))]
    blocks += [list(show_findings(report, outcome, labels, style.width)) for outcome in ORDER]
    shown = ["\n".join(paint(*line, style) for line in block) for block in blocks if block]
    return "\n\n".join(shown) + "\n"


def show_head(report: AuditReport, labels: Labels, width: int) -> Iterator[Line]:
    """Say what the audit came to."""
    parts = [report.result, f"{labels.audit} {plain(report.fleet)}", describe_counts(report, labels)]
    yield from lead(flow(parts, "   ", width), report.result)


def describe_counts(report: AuditReport, labels: Labels) -> str:
    """Return how many findings there are of each outcome."""
    counts = Counter(str(finding.outcome) for finding in report.findings)
    text = labels.findings.format(
        passed=counts[Outcome.PASS], warned=counts[Outcome.WARN], blocked=counts[Outcome.BLOCKED]
    )
    return f"{text}  {labels.waived.format(waived=counts[WAIVED])}" if counts[WAIVED] else text


def show_findings(report: AuditReport, outcome: str, labels: Labels, width: int) -> Iterator[Line]:
    """Show the findings with that outcome, in the order of the rules."""
    column = widest(finding.rule for finding in report.findings)
    for finding in report.findings:
        if finding.outcome == outcome:
            head = f"  {outcome:<7}  {pad(finding.rule, column)}  "
            about = f"{plain(finding.about)}: " if finding.about else ""
            yield from lead(hang(head, about + plain(finding.message), width), outcome)
            yield from show_mend(finding, " " * len(head), labels, width)


def show_mend(finding: AuditFinding, indent: str, labels: Labels, width: int) -> Iterator[Line]:
    """Show how a finding is mended, where, and by what key it may be waived; or who waived it."""
    if finding.waived is not None:
        yield from show_waiver(finding.waived, indent, labels, width)
        return
    if finding.mend:
        yield from ((line, "") for line in hang(f"{indent}{labels.mend}  ", plain(finding.mend), width))
    if finding.place:
        yield f"{indent}{plain(finding.place)}", ""
    yield from ((f"{indent}{labels.key}  {plain(key)}", "") for key in finding.keys)


def show_waiver(waiver: Waiver, indent: str, labels: Labels, width: int) -> Iterator[Line]:
    """Show who waived a finding, until when, why, and where that stands."""
    said = labels.waived_by.format(by=plain(waiver.by), until=waiver.until, note=plain(waiver.note))
    yield from ((line, "") for line in hang(indent, said, width))
    yield f"{indent}{plain(waiver.place)}", ""


def write_audit(report: AuditReport, _style: Style) -> str:
    """Return the report for programs."""
    counts = Counter(str(finding.outcome) for finding in report.findings)
    return write_document(
        AuditDocument(
            fleet=FleetIdentity(name=report.fleet, digest=report.digest),
            result=report.result,
            counts={outcome: counts[outcome] for outcome in ORDER},
            findings=report.findings,
        )
    )


AUDIT_FORMATS: dict[str, Callable[[AuditReport, Style], str]] = {"json": write_audit, "terminal": show_audit}
"""The formats of an audit."""
