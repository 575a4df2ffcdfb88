"""What a check says to people: one sentence, or one for each case, with what holds in all others as the last."""

from blackstart.baseline.fields import Fields, Name, open_fields, read_names, read_text, read_translations
from blackstart.baseline.nodes import Mapping, Sequence
from blackstart.model.fleet import Case, Text

CASE_KEYS = ("failed", "passed", "text", "when")
MEND = "as `- {when: 'days_behind > 2', text: …}`, and `- {text: …}` at the end"


def read_said(fields: Fields, key: str) -> tuple[Text, tuple[Case, ...]]:
    """Return what is said in general, and in special cases."""
    node = fields.get(key)
    if not isinstance(node, Sequence):
        return read_translations(fields, key), ()
    cases: list[Case] = []
    for item in node.items:
        if not isinstance(item, Mapping):
            fields.refuse(key, "a case with its text", item, MEND)
            continue
        inner = open_fields(item, CASE_KEYS, fields.report)
        inner.require("text", MEND)
        cases.append(read_case(inner))
    if not cases or is_special(cases[-1]) or not all(map(is_special, cases[:-1])):
        fields.report.add(fields.line(key), f"key '{key}': the last case, and no other, must hold always", MEND)
    return (cases[-1].text, tuple(cases[:-1])) if cases else ({}, ())


def read_case(fields: Fields) -> Case:
    """Return one case."""
    return Case(
        text=read_translations(fields, "text"),
        when=read_text(fields, "when") or "",
        passed=names_of(read_names(fields, "passed")),
        failed=names_of(read_names(fields, "failed")),
    )


def names_of(names: tuple[Name, ...]) -> tuple[str, ...]:
    """Return the names without their lines."""
    return tuple(name.text for name in names)


def is_special(case: Case) -> bool:
    """Tell whether it does not hold always."""
    return bool(case.when or case.passed or case.failed)
