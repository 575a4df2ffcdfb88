"""What a check demands beside its kind's parameters: its expectations, and that it only looks."""

from collections.abc import Iterator
from functools import cache

import msgspec

from blackstart.baseline.advice import Saying
from blackstart.baseline.check_entry import CheckEntry
from blackstart.baseline.problems import ProblemReport
from blackstart.checks.spec import Spec
from blackstart.model.kind import Reading, Target
from blackstart.model.request import Request
from blackstart.verdicts.expectation import ExpectationError, check_expectation


def require_expectation(entry: CheckEntry, kind: type[Spec], report: ProblemReport) -> None:
    """Report a check that expects nothing, of a kind that demands nothing by itself."""
    if kind.needs_expect and "expect" not in entry.lines.keys:
        names = ", ".join(field.name for field in msgspec.structs.fields(kind.reading))
        line = entry.kinds.lines[kind.name]
        report.add(line, f"kind '{kind.name}' demands nothing by itself", f"add `expect:` over {names}")


def has_columns(kind: type[Spec]) -> bool:
    """Tell whether the names an expectation may use depend on the kind's parameters."""
    return kind.columns is not Spec.columns


def refuse_faults(
    entry: CheckEntry, sayings: tuple[Saying, ...], kind: type[Spec], columns: frozenset[str], report: ProblemReport
) -> None:
    """Report expectations and cases that are no CEL over the reading, or name what it has not."""
    for key, line, source in list_sources(entry, sayings):
        fault = find_fault(source, kind.reading, columns)
        if fault is not None:
            report.add(line, f"key '{key}': {fault}", fault.mend, fault.excerpt)


def list_sources(entry: CheckEntry, sayings: tuple[Saying, ...]) -> Iterator[tuple[str, int, str]]:
    """Yield key, line and text of each piece of CEL in a check."""
    for key, source in (("expect", entry.expect), ("prefer", entry.prefer)):
        if source:
            yield key, entry.lines.of(key), source
    for saying in sayings:
        for case in saying.cases:
            if case.when:
                yield "when", entry.lines.of("next"), case.when


@cache
def find_fault(source: str, reading: type[Reading], columns: frozenset[str]) -> ExpectationError | None:
    """Return what is wrong with an expectation over the reading. Many checks share one."""
    try:
        check_expectation(source, reading, columns)
    except ExpectationError as error:
        return error
    return None


def require_read_only(
    spec: Spec, line: int, target: Target, allowed: tuple[tuple[str, ...], ...], report: ProblemReport
) -> None:
    """Report a check whose first request does more than look; those that follow from answers the transports see to."""
    from blackstart.checks.read_only.request import refuse_request  # noqa: PLC0415  only where there are checks

    request = find_first_request(spec, target)
    reason = None if request is None else refuse_request(request, allowed)
    if reason is not None:
        mend = "read it another way, or name it under `read_only_commands` in fleet.yml"
        report.add(line, reason, mend if hasattr(spec, "argv") else "let it only look")


def find_first_request(spec: Spec, target: Target) -> Request | None:
    """Return what the kind asks before it has any answer, if it asks at all."""
    steps = spec.steps(target)
    try:
        return next(steps, None)
    finally:
        steps.close()
