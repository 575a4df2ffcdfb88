"""Which gates are open by a summary, and on what evidence."""

from collections.abc import Iterable, Iterator

from blackstart.model.gates import Condition, GateTable, OpenGate, Unmet
from blackstart.model.summary import INTERRUPTED, Summary
from blackstart.model.view import UNKNOWN

NO_ANSWERS = frozenset({"", UNKNOWN})
"""Values that tell nothing, so that no condition can be met by one, whatever it asks for."""


def find_open_gates(table: GateTable, summary: Summary) -> tuple[OpenGate, ...]:
    """Return the gates that are not cleared, in the pack's order."""
    opened = []
    for gate in table.gates:
        unmet = tuple(list_unmet(gate.cleared_by, summary))
        if unmet:
            current = {key: summary.values.get(key, "") for key in gate.current}
            opened.append(OpenGate(gate=gate, unmet=unmet, current=current))
    return tuple(opened)


def list_unmet(conditions: Iterable[Condition], summary: Summary) -> Iterator[Unmet]:
    """Yield the conditions that do not hold; a run that was cut short or does not tell meets none."""
    whole = Condition(key=INTERRUPTED, values=("0",))
    for condition in (whole, *conditions):
        seen = summary.values.get(condition.key)
        if seen not in condition.values or seen in NO_ANSWERS:
            yield Unmet(key=condition.key, wanted=condition.values, seen=seen)
