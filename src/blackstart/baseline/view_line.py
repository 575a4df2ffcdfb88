"""Lines KEY=VALUE that a view prints, checked against what their checks read."""

import re
from collections.abc import Collection
from collections.abc import Mapping as Map
from typing import Annotated, ClassVar, cast

import msgspec

from blackstart.baseline.check import Draft
from blackstart.baseline.choice import MISSING, Hosts, choose_checks
from blackstart.baseline.demand import find_fault
from blackstart.baseline.file_types import SomeNames, doc
from blackstart.baseline.needs import Directory
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.typed_struct import KeyLines
from blackstart.baseline.typed_values import Name
from blackstart.checks.spec import Spec
from blackstart.model.view import RESERVED_KEYS, UNKNOWN, Lookup, Question, Template, ViewLine
from blackstart.verdicts.expectation import ExpectationError

KEY = re.compile(r"[A-Z][A-Z0-9_]*")
PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+")
"""A doubled brace stands for itself; between single ones stands a check, and after `: ` CEL over its reading."""


class LineScope(msgspec.Struct, frozen=True, kw_only=True):
    """What the lines of one view may use."""

    checks: Collection[str]
    directory: Directory
    hosts: Hosts
    looker: str = "the view"
    mend: str = "add it to `checks`"


class QuestionEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Whether checks passed; `unknown` where evidence is missing."""

    subject: ClassVar = "line"

    lines: KeyLines
    passed: Annotated[SomeNames, doc("Checks, chosen as under `checks`.", missing=MISSING)] = ()
    yes: Annotated[str, doc("The answer where all of them passed.")] = "yes"
    no: Annotated[str, doc("The answer where one was seen not to.")] = "no"


LineEntry = str | QuestionEntry
"""Text with `{CHECK}` for its outcome and `{CHECK: CEL}` for a value that it read; or a question."""


def link_lines(entries: Map[Name, LineEntry], scope: LineScope, report: ProblemReport) -> tuple[ViewLine, ...]:
    """Return the lines; keys that no line may have, and checks that are not looked at, are reported."""
    return tuple(link_line(key, entry, scope, report) for key, entry in entries.items())


def link_line(key: Name, entry: LineEntry, scope: LineScope, outer: ProblemReport) -> ViewLine:
    """Return one line."""
    report = outer.within(f"line '{key.text}'")
    if not KEY.fullmatch(key.text):
        report.add(key.line, "no key for a shell", "use A-Z, digits and _")
    if key.text in RESERVED_KEYS:
        report.add(key.line, "every run's summary has that key", "name it otherwise")
    if isinstance(entry, QuestionEntry):
        return ViewLine(key=key.text, value=link_question(entry, scope, report))
    return ViewLine(key=key.text, value=link_template(Name(text=entry, line=key.line), scope, report))


def link_question(entry: QuestionEntry, scope: LineScope, report: ProblemReport) -> Question:
    """Return a question whose answer is whether checks passed."""
    checks = choose_checks(entry.passed, scope.directory, scope.hosts, report)
    for check in checks:
        require_check(Name(text=check, line=entry.lines.of("passed")), scope, report)
    if len({entry.yes, entry.no, UNKNOWN}) < len(("yes", "no", "unknown")):
        report.add(entry.lines.line, "two answers are the same word", f"no answer may be '{UNKNOWN}'")
    return Question(checks=checks, yes=entry.yes, no=entry.no)


def link_template(text: Name, scope: LineScope, report: ProblemReport) -> Template:
    """Return the parts of a text with values in braces; one without any would say the same whatever is seen."""
    parts: list[str | Lookup] = []
    for match in PART.finditer(text.text):
        if match[0] in ("{", "}"):
            report.add(text.line, f"a lone '{match[0]}'", "double it to have it as it is")
        elif match[1] is None:
            parts.append(match[0][:1] if match[0] in ("{{", "}}") else match[0])
        else:
            parts.append(link_lookup(Name(text=match[1], line=text.line), scope, report))
    if all(isinstance(part, str) for part in parts):
        report.add(text.line, "names no check, so it would say the same whatever is seen", "as `{CHECK: CEL}`")
    return Template(parts=tuple(parts))


def link_lookup(text: Name, scope: LineScope, report: ProblemReport) -> Lookup:
    """Return a value's check and the CEL over its reading."""
    check, _, source = (part.strip() for part in text.text.partition(": "))
    name = Name(text=check, line=text.line)
    if require_check(name, scope, report) and source:
        fault = find_source_fault(source, scope.directory.drafts[check])
        if fault is not None:
            report.add(text.line, f"'{{{text.text}}}': {fault}", fault.mend, fault.excerpt)
    return Lookup(check=check, source=source)


def find_source_fault(source: str, draft: Draft) -> ExpectationError | None:
    """Return what is wrong with CEL over the check's reading; a check with a problem of its own has none."""
    if draft.check is None:
        return None
    spec = cast("Spec", draft.check.spec)
    return find_fault(source, spec.reading, spec.columns())


def require_check(name: Name, scope: LineScope, report: ProblemReport) -> bool:
    """Tell whether the view looks at the check; that it does not is reported."""
    if name.text in scope.checks:
        return True
    if name.text in scope.directory.drafts:
        report.add(name.line, f"{scope.looker} does not look at '{name.text}'", scope.mend)
    else:
        report.add_unknown(name.line, f"no check '{name.text}'", name.text, scope.checks)
    return False
