"""What may be declared from one summary: what its lines, its gates and the pack's table of claims all allow."""

import msgspec

from blackstart.gates.open_gates import find_open_gates, list_unmet
from blackstart.gates.summary_time import find_untimely
from blackstart.model.fleet import Fleet
from blackstart.model.gates import Declaration, DeclarationAnswer, GateTable
from blackstart.model.summary import ALLOWED, Summary


def guard_declarations(fleet: Fleet, summary: Summary) -> tuple[DeclarationAnswer, ...]:
    """Return an answer for each declaration. An open gate forbids, whatever else is green."""
    table = fleet.gates or GateTable()
    forbidding: dict[str, list[str]] = {}
    for opened in find_open_gates(table, summary):
        for name in opened.gate.forbids:
            forbidding.setdefault(name, []).append(opened.gate.id)
    return tuple(
        answer(declaration, tuple(forbidding.get(declaration.name, ())), fleet, summary)
        for declaration in table.declarations
    )


def guard_in_time(
    answers: tuple[DeclarationAnswer, ...], fleet: Fleet, summary: Summary, now: float
) -> tuple[DeclarationAnswer, ...]:
    """Return the answers as of a moment (Unix seconds): a summary of another time allows nothing."""
    return tuple(
        msgspec.structs.replace(one, untimely=find_untimely(fleet, summary, one.declaration.name, now))
        for one in answers
    )


def answer(declaration: Declaration, gates: tuple[str, ...], fleet: Fleet, summary: Summary) -> DeclarationAnswer:
    """Return the answer for one."""
    unmet = () if declaration.requires is None else tuple(list_unmet(declaration.requires, summary))
    return DeclarationAnswer(
        declaration=declaration,
        unmet=unmet,
        gates=gates,
        claim=lacks_claim(declaration.name, fleet, summary),
        approval=declaration.requires is None,
    )


def lacks_claim(name: str, fleet: Fleet, summary: Summary) -> bool:
    """Tell whether the pack has a statement of that name which the run does not allow."""
    if fleet.claims is None or name not in fleet.claims.listed:
        return False
    return name not in summary.values.get(ALLOWED, "").split(",")
