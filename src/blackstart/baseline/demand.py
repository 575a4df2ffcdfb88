"""What a check demands beside its kind's parameters, and what becomes of it where that fails."""

from collections.abc import Iterable
from functools import cache

import msgspec

from blackstart.baseline.advice import read_said
from blackstart.baseline.fields import Fields, read_age, read_choice, read_text
from blackstart.checks.spec import Spec
from blackstart.model.fleet import Case, ExplainedIf, Text
from blackstart.model.kind import Reading, Target
from blackstart.model.outcome import Outcome, WarningClass
from blackstart.model.request import Request
from blackstart.verdicts.expectation import ExpectationError, check_expectation

OUTCOMES = {"blocked": Outcome.BLOCKED, "warn": Outcome.WARN}
WARNING_CLASSES = {str(word): word for word in WarningClass}
EXPLAINED_IF = tuple(str(word) for word in ExplainedIf)


class Demand(msgspec.Struct, frozen=True, kw_only=True):
    """What is expected, preferred, and said where it is not so."""

    expect: str
    prefer: str
    otherwise: Outcome
    warns_as: WarningClass
    explained_if: ExplainedIf
    max_age: float
    why: Text
    next: Text
    why_cases: tuple[Case, ...]
    next_cases: tuple[Case, ...]


def read_demand(fields: Fields, kind: type[Spec] | None, max_age: float) -> Demand:
    """Return the demand; expectations are checked against what the kind reads, where it is known."""
    expect = read_expectation(fields, "expect", kind)
    if kind is not None and kind.needs_expect and fields.get("expect") is None:
        names = ", ".join(field.name for field in msgspec.structs.fields(kind.reading))
        mend = f"add `expect:` over {names}"
        fields.report.add(fields.line(kind.name), f"kind '{kind.name}' demands nothing by itself", mend)
    why, why_cases = read_said(fields, "why")
    advice, next_cases = read_said(fields, "next")
    if kind is not None and not has_columns(kind):
        refuse_cases(fields, (*why_cases, *next_cases), kind.reading, frozenset())
    return Demand(
        expect=expect,
        prefer=read_expectation(fields, "prefer", kind),
        otherwise=OUTCOMES[read_choice(fields, "else", OUTCOMES) or "blocked"],
        warns_as=WARNING_CLASSES[read_choice(fields, "warns_as", WARNING_CLASSES) or "service"],
        explained_if=ExplainedIf(read_choice(fields, "explained_if", EXPLAINED_IF) or ExplainedIf.FAILED),
        max_age=read_age(fields, "max_age") or max_age,
        why=why,
        next=advice,
        why_cases=why_cases,
        next_cases=next_cases,
    )


def refuse_cases(fields: Fields, cases: Iterable[Case], reading: type[Reading], columns: frozenset[str]) -> None:
    """Report cases that name what the reading has not."""
    for case in cases:
        fault = find_fault(case.when, reading, columns) if case.when else None
        if fault is not None:
            fields.report.add(fields.line("next"), f"key 'when': {fault}")


def read_expectation(fields: Fields, key: str, kind: type[Spec] | None) -> str:
    """Return CEL that names fields of the kind's reading, or nothing."""
    source = read_text(fields, key)
    if source is None:
        return ""
    if kind is not None and not has_columns(kind):
        report_fault(fields, key, find_fault(source, kind.reading, frozenset()))
    return source


def has_columns(kind: type[Spec]) -> bool:
    """Tell whether the names an expectation may use depend on the kind's parameters."""
    return kind.columns is not Spec.columns


def require_columns(fields: Fields, demand: Demand, spec: Spec) -> None:
    """Report names in the expectations that are neither of the reading nor columns of its row."""
    for key, source in (("expect", demand.expect), ("prefer", demand.prefer)):
        if source:
            report_fault(fields, key, find_fault(source, spec.reading, spec.columns()))
    refuse_cases(fields, (*demand.why_cases, *demand.next_cases), spec.reading, spec.columns())


def report_fault(fields: Fields, key: str, fault: ExpectationError | None) -> None:
    """Report a fault where there is one."""
    if fault is not None:
        fields.report.add(fields.line(key), f"key '{key}': {fault}", fault.mend, fault.excerpt)


@cache
def find_fault(source: str, reading: type[Reading], columns: frozenset[str]) -> ExpectationError | None:
    """Return what is wrong with an expectation over the reading. Many checks share one."""
    try:
        check_expectation(source, reading, columns)
    except ExpectationError as error:
        return error
    return None


def require_read_only(fields: Fields, spec: Spec, target: Target, allowed: tuple[tuple[str, ...], ...]) -> None:
    """Report a check whose first request does more than look; those that follow from answers the transports see to."""
    from blackstart.checks.read_only.request import refuse_request  # noqa: PLC0415  only where there are checks

    request = find_first_request(spec, target)
    reason = None if request is None else refuse_request(request, allowed)
    if reason is not None:
        mend = "read it another way, or name it under `read_only_commands` in fleet.yml"
        fields.report.add(fields.line(spec.name), reason, mend if hasattr(spec, "argv") else "let it only look")


def find_first_request(spec: Spec, target: Target) -> Request | None:
    """Return what the kind asks before it has any answer, if it asks at all."""
    steps = spec.steps(target)
    try:
        return next(steps, None)
    finally:
        steps.close()
