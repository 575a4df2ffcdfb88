"""The lines that a summary has without being told: the run, where the fleet stands, what may be said, open gates."""

from collections.abc import Collection, Iterator
from enum import StrEnum

from blackstart.model.claims import ClaimTable, Requirements, Statement, StatementKind
from blackstart.model.summary import (
    OpenGates,
    RunField,
    RunValue,
    Standing,
    SummaryLine,
    SummaryTable,
    SummaryValue,
    Zero,
)
from blackstart.model.view import RESERVED_KEYS

Lines = dict[str, SummaryValue]


class LineGroup(StrEnum):
    """Lines by default that a pack takes or leaves together."""

    RUN = "run"
    STANDING = "standing"
    STATEMENTS = "statements"
    GATES = "gates"


RUN = {
    "RESULT": RunField.RESULT,
    "PASS": RunField.PASSED,
    "WARN": RunField.WARNED,
    "BLOCKED": RunField.BLOCKED,
    "HELD": RunField.HELD,
    "WARN_SERVICE": RunField.WARNED_SERVICE,
    "WARN_BOUNDARY": RunField.WARNED_BOUNDARY,
    "WARN_EVIDENCE": RunField.WARNED_EVIDENCE,
}
STANDING = {"WORD": RunField.WORD, "LEVEL": RunField.LEVEL, "FIRST_BLOCKED": RunField.FIRST_BLOCKED}
OPEN_GATES = "OPEN_GATES"
GROUPS = tuple(map(str, LineGroup))


def make_default_table(claims: ClaimTable | None) -> SummaryTable:
    """Return the table of a pack that declares none."""
    return SummaryTable(lines=arrange(list_defaults(claims or ClaimTable(), GROUPS), {}))


def arrange(defaults: Lines, own: Lines) -> tuple[SummaryLine, ...]:
    """Return the lines by default, then a pack's own; one that has a default's key stands in its place."""
    return tuple(SummaryLine(key=key, value=value) for key, value in {**defaults, **own}.items())


def list_defaults(claims: ClaimTable, groups: Collection[str], prefix: str = "") -> Lines:
    """Return the lines of these groups; the prefix stands before the keys of the run's own."""
    before = f"{prefix}_" if prefix else ""
    found: Lines = {}
    if LineGroup.RUN in groups:
        found |= {before + key: RunValue(field=field) for key, field in RUN.items()}
    if LineGroup.STANDING in groups:
        found |= {before + key: RunValue(field=field) for key, field in STANDING.items()}
    if LineGroup.STATEMENTS in groups:
        found |= {key: value for key, value in list_statements(claims) if key not in RESERVED_KEYS | found.keys()}
    return {**found, OPEN_GATES: OpenGates()} if LineGroup.GATES in groups else found


def list_statements(claims: ClaimTable) -> Iterator[tuple[str, SummaryValue]]:
    """Yield a line for each level, state and claim that evidence can prove, in the order of their file."""
    for name in (*claims.levels, *claims.listed):
        if claims.statements[name].requires is not None:
            yield name, tell_statement(claims.statements[name])


def find_default(key: str, claims: ClaimTable, prefix: str) -> SummaryValue | None:
    """Return the line by default of that key, whatever its group, or None; of what is never said it is 0."""
    statement = claims.statements.get(key)
    if statement is not None and statement.kind is not StatementKind.WORD:
        return tell_statement(statement)
    return list_defaults(claims, GROUPS, prefix).get(key)


def tell_statement(statement: Statement) -> SummaryValue:
    """Return the line that says whether a statement may be made."""
    if statement.requires is None:
        return Zero()
    return Standing(requires=Requirements(statements=(statement.name,)))
