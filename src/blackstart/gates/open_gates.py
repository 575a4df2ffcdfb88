"""Which gates are open: by a run, while one of their checks is not PASS; by a summary, as it names them."""

from collections.abc import Iterable, Iterator, Mapping

from blackstart.model.gates import Condition, Gate, GateTable, OpenGate, Unmet
from blackstart.model.outcome import Outcome
from blackstart.model.scorecard import Verdict
from blackstart.model.summary import ALLOWED, INTERRUPTED, NONE, Summary
from blackstart.model.view import UNKNOWN

NO_ANSWERS = frozenset({"", UNKNOWN})
"""Values that tell nothing, so that no condition can be met by one, whatever it asks for."""


def list_open(table: GateTable, verdicts: Mapping[str, Verdict], *, interrupted: bool) -> tuple[str, ...]:
    """Return the gates that a run leaves open, in the pack's order; what was not asked clears none."""
    return tuple(gate.id for gate in table.gates if interrupted or not is_cleared(gate, verdicts))


def is_cleared(gate: Gate, verdicts: Mapping[str, Verdict]) -> bool:
    """Tell whether all of the gate's checks passed."""
    return all(check in verdicts and verdicts[check].outcome is Outcome.PASS for check in gate.checks)


def find_open_gates(table: GateTable, summary: Summary) -> tuple[OpenGate, ...]:
    """Return the gates that the summary does not clear, in the pack's order."""
    opened = []
    for gate in table.gates:
        unmet = tuple(list_unmet(gate.cleared_by, summary))
        if unmet or is_named(gate, table, summary):
            current = {key: summary.values.get(key, "") for key in gate.current}
            opened.append(
                OpenGate(gate=gate, unmet=unmet, current=current, forbids=tuple(list_forbidden(gate, summary)))
            )
    return tuple(opened)


def list_forbidden(gate: Gate, summary: Summary) -> Iterator[str]:
    """Yield what the gate forbids while it is open: what the run does not allow, and what none could, each once."""
    said = summary.values.get(ALLOWED, "").split(",")
    for name in dict.fromkeys(name for names in gate.forbids.values() for name in names):
        if name not in said or all(name in names for names in gate.forbids.values()):
            yield name


def is_named(gate: Gate, table: GateTable, summary: Summary) -> bool:
    """Tell whether the summary names the gate as open; where it has no line that could, it clears nothing."""
    lines = [summary.values.get(key, UNKNOWN) for key in table.named_in] or [UNKNOWN]
    return any(line in NO_ANSWERS or (line != NONE and gate.id in line.split(",")) for line in lines)


def list_unmet(conditions: Iterable[Condition], summary: Summary) -> Iterator[Unmet]:
    """Yield the conditions that do not hold; a run that was cut short or does not tell meets none."""
    whole = Condition(key=INTERRUPTED, values=("0",))
    for condition in (whole, *conditions):
        seen = summary.values.get(condition.key)
        if seen not in condition.values or seen in NO_ANSWERS:
            yield Unmet(key=condition.key, wanted=condition.values, seen=seen)
