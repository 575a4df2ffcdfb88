"""Lines KEY=VALUE that a view prints, checked against what their checks read."""

import re
from collections.abc import Collection
from typing import cast

import msgspec

from blackstart.baseline.check import Draft
from blackstart.baseline.choice import Hosts, choose_checks
from blackstart.baseline.demand import find_fault
from blackstart.baseline.fields import Fields, Name, open_fields, read_text
from blackstart.baseline.needs import Directory
from blackstart.baseline.nodes import Mapping, Node
from blackstart.baseline.problems import Report
from blackstart.checks.spec import Spec
from blackstart.model.view import RESERVED_KEYS, UNKNOWN, Lookup, Question, Template, ViewLine
from blackstart.verdicts.expectation import ExpectationError

KEY = re.compile(r"[A-Z][A-Z0-9_]*")
QUESTION_KEYS = ("no", "passed", "yes")
PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+")
"""A doubled brace stands for itself; between single ones stands a check, and after `: ` CEL over its reading."""


class Lines(msgspec.Struct, frozen=True, kw_only=True):
    """What the lines of one view may use."""

    checks: Collection[str]
    directory: Directory
    hosts: Hosts
    looker: str = "the view"
    mend: str = "add it to `checks`"


def read_lines(fields: Fields, checks: Collection[str], directory: Directory, hosts: Hosts) -> tuple[ViewLine, ...]:
    """Return the view's lines; problems go to the report."""
    node = fields.get("lines")
    if node is None:
        return ()
    if not isinstance(node, Mapping):
        fields.refuse("lines", "a mapping from key to value", node, 'as `DAYS: "{sales: row.days}"`')
        return ()
    inner = Fields(mapping=node, report=fields.report)
    scope = Lines(checks=checks, directory=directory, hosts=hosts)
    return tuple(line for key, value in node.entries.items() if (line := read_line(key, value, inner, scope)))


def read_line(key: str, node: Node, fields: Fields, scope: Lines) -> ViewLine | None:
    """Return one line, or None where it cannot be read."""
    subject = fields.report.subject
    report = fields.report.about(f"{subject}: line '{key}'" if subject else f"line '{key}'")
    if not KEY.fullmatch(key):
        report.add(fields.line(key), "no key for a shell", "use A-Z, digits and _")
    if key in RESERVED_KEYS:
        report.add(fields.line(key), "every run's summary has that key", "name it otherwise")
    if isinstance(node, Mapping):
        return ViewLine(key=key, value=read_question(open_fields(node, QUESTION_KEYS, report), scope))
    text = read_text(fields, key)
    if text is None:
        return None
    return ViewLine(key=key, value=read_template(Name(text=text, line=fields.line(key)), scope, report))


def read_question(fields: Fields, scope: Lines) -> Question:
    """Return a question whose answer is whether checks passed."""
    checks = choose_checks(fields, "passed", scope.directory, scope.hosts)
    for check in checks:
        require_check(Name(text=check, line=fields.line("passed")), scope, fields.report)
    question = Question(checks=checks, yes=read_text(fields, "yes") or "yes", no=read_text(fields, "no") or "no")
    if len({question.yes, question.no, UNKNOWN}) < len(("yes", "no", "unknown")):
        fields.report.add(fields.mapping.line, "two answers are the same word", f"no answer may be '{UNKNOWN}'")
    return question


def read_template(text: Name, scope: Lines, report: Report) -> Template:
    """Return the parts of a text with values in braces; one without any would say the same whatever is seen."""
    parts: list[str | Lookup] = []
    for match in PART.finditer(text.text):
        if match[0] in ("{", "}"):
            report.add(text.line, f"a lone '{match[0]}'", "double it to have it as it is")
        elif match[1] is None:
            parts.append(match[0][:1] if match[0] in ("{{", "}}") else match[0])
        else:
            parts.append(read_lookup(Name(text=match[1], line=text.line), scope, report))
    if all(isinstance(part, str) for part in parts):
        report.add(text.line, "names no check, so it would say the same whatever is seen", "as `{CHECK: CEL}`")
    return Template(parts=tuple(parts))


def read_lookup(text: Name, scope: Lines, report: Report) -> Lookup:
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


def require_check(name: Name, scope: Lines, report: Report) -> bool:
    """Tell whether the view looks at the check; that it does not is reported."""
    if name.text in scope.checks:
        return True
    if name.text in scope.directory.drafts:
        report.add(name.line, f"{scope.looker} does not look at '{name.text}'", scope.mend)
    else:
        report.add_unknown(name.line, f"no check '{name.text}'", name.text, scope.checks)
    return False
