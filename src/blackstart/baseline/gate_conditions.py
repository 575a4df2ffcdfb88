"""What clears a gate, in the lines of the summary: what they say where its checks pass."""

from collections.abc import Iterator, Mapping, Sequence

from blackstart.model.claims import Requirements
from blackstart.model.fleet import Check
from blackstart.model.gates import Condition
from blackstart.model.summary import Standing, SummaryValue
from blackstart.model.view import Lookup, Question, Template


def list_conditions(checks: Sequence[Check], lines: Mapping[str, SummaryValue]) -> Iterator[Condition]:
    """Yield the lines that must say one thing while all the checks pass: values that were read, then answers."""
    shown = {(check.id, path): value for check in checks for path, value in check.spec.passes_at().items()}
    for place, value in shown.items():
        for key, line in lines.items():
            if isinstance(line, Template) and line.parts == (Lookup(check=place[0], source=place[1]),):
                yield Condition(key=key, values=(value,))
    ids = {check.id for check in checks}
    for key, line in lines.items():
        if isinstance(line, Question | Standing) and asks_alone(line, ids):
            yield Condition(key=key, values=(line.yes,))


def asks_alone(line: Question | Standing, ids: set[str]) -> bool:
    """Tell whether the line asks whether some of these checks passed, and nothing else."""
    if isinstance(line, Question):
        return ids.issuperset(line.checks)
    return line.requires == Requirements(checks=line.requires.checks) and ids.issuperset(line.requires.checks)
