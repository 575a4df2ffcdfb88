"""What may be declared from one summary: the statements that its run allows, and that no open gate forbids."""

import msgspec

from blackstart.gates.open_gates import find_open_gates
from blackstart.gates.summary_time import find_untimely
from blackstart.model.claims import ClaimTable, Missing, MissingKind, Statement
from blackstart.model.fleet import Fleet
from blackstart.model.gates import DeclarationAnswer, GateTable, OpenGate
from blackstart.model.scorecard import Scorecard
from blackstart.model.summary import ALLOWED, INTERRUPTED, Summary
from blackstart.verdicts.claims import answer_claims, list_behind


def guard_declarations(fleet: Fleet, summary: Summary) -> tuple[DeclarationAnswer, ...]:
    """Return an answer for each state and claim of the pack, and for what no evidence allows."""
    table = fleet.claims or ClaimTable()
    said = summary.values.get(ALLOWED, "").split(",") if summary.values.get(INTERRUPTED) == "0" else []
    opened = find_open_gates(fleet.gates or GateTable(), summary)
    return tuple(answer(table.statements[name], said, opened, table) for name in table.listed)


def answer(statement: Statement, said: list[str], opened: tuple[OpenGate, ...], table: ClaimTable) -> DeclarationAnswer:
    """Return the answer for one statement; one that a person decides on is never allowed."""
    behind = (one.name for one in list_behind(statement, table)[1:] if one.name in table.listed)
    return DeclarationAnswer(
        name=statement.name,
        says=statement.says,
        approval=statement.approval,
        run=statement.requires is None or statement.name not in said,
        gates=tuple(one.gate.id for one in opened if statement.name in one.forbids),
        behind=tuple(name for name in behind if name not in said),
    )


def guard_in_time(
    answers: tuple[DeclarationAnswer, ...], fleet: Fleet, summary: Summary, now: float
) -> tuple[DeclarationAnswer, ...]:
    """Return the answers as of a moment (Unix seconds): a summary of another time allows nothing."""
    return tuple(msgspec.structs.replace(one, untimely=find_untimely(fleet, summary, one.name, now)) for one in answers)


def name_missing(
    answers: tuple[DeclarationAnswer, ...], fleet: Fleet, scorecard: Scorecard, now: float
) -> tuple[DeclarationAnswer, ...]:
    """Return the answers with what each lacks by its run: hosts, phases and checks."""
    found = answer_claims(fleet, scorecard, tuple(one.name for one in answers), now=now)
    return tuple(
        msgspec.structs.replace(one, missing=list_seen(claim.missing))
        for one, claim in zip(answers, found, strict=True)
    )


def list_seen(missing: tuple[Missing, ...]) -> tuple[Missing, ...]:
    """Return what is missing of the run's evidence."""
    return tuple(one for one in missing if one.kind not in {MissingKind.RUN, MissingKind.APPROVAL})
