"""The file `audit.yml` of a pack: findings of its audit that somebody waives, each with a note, a name and an end."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Annotated, ClassVar

import msgspec

from blackstart.baseline.file_types import SomeNames, doc
from blackstart.baseline.problems import BaselineError, Problem, ProblemReport
from blackstart.baseline.typed import read_file
from blackstart.baseline.typed_values import Name
from blackstart.model.audit import WAIVER_ENDS, Waiver, is_waivable

WAIVER_FILES = ("audit.yml", "audit.yaml")


class WaiverEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Findings that somebody looked at and lets stand for a time."""

    example: ClassVar = "- {finding: KEY, by: NAME, note: WHY, until: 2026-12-31}"

    finding: Annotated[SomeNames, doc("Keys of findings, as `blackstart audit` shows them.")]
    by: Annotated[str, doc("Who looked at it.")]
    note: Annotated[str, doc("Why it may stand.")]
    until: Annotated[date, doc("The last day that it counts (UTC).")]


class WaiverFile(msgspec.Struct, frozen=True, kw_only=True):
    """audit.yml: findings of the audit that are waived."""

    waived: Annotated[tuple[WaiverEntry, ...], doc("The waivers.", missing=f"a list as `{WaiverEntry.example}`")]


def load_waivers(text: str, file: str, rules: Collection[str]) -> tuple[Waiver, ...]:
    """Return the waivers of findings by these rules. Raises BaselineError with every problem."""
    problems: list[Problem] = []
    report = ProblemReport(file=file, problems=problems)
    read = read_file(text, WaiverFile, report)
    waivers = () if read is None else tuple(link_waivers(read, rules, report))
    if problems:
        raise BaselineError(problems)
    return waivers


def link_waivers(file: WaiverFile, rules: Collection[str], report: ProblemReport) -> Iterator[Waiver]:
    """Yield each waiver, one for each finding that an entry names."""
    seen: dict[str, int] = {}
    for entry in file.waived:
        for name in entry.finding:
            refuse_finding(name, rules, report)
            if name.text in seen:
                report.add(name.line, f"'{name.text}' is waived twice, first in line {seen[name.text]}", "keep one")
            seen.setdefault(name.text, name.line)
            place, until = f"{report.file}:{name.line}", entry.until.isoformat()
            yield Waiver(finding=name.text, by=entry.by, note=entry.note, until=until, place=place)


def refuse_finding(name: Name, rules: Collection[str], report: ProblemReport) -> None:
    """Report a key that names no finding which may be waived."""
    rule, end = name.text.partition(":")[0], name.text.rpartition(":")[2]
    if rule not in rules:
        report.add_unknown(name.line, f"'{name.text}' is of no rule: '{rule}'", rule, rules)
    elif end not in WAIVER_ENDS:
        mend = f"take the key from `blackstart audit`; it ends in :{' or :'.join(WAIVER_ENDS)}"
        report.add(name.line, f"'{name.text}' names no finding", mend)
    elif not is_waivable(rule, end):
        report.add(name.line, f"'{name.text}' is never waived", "mend what it is about")
