"""Statements that ask for what views alone look at: nothing that every run must reach may stand on one."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from blackstart.baseline.recovery_statement import StatementDraft
from blackstart.model.claims import Requirements, Statement

MEND = "most runs would never reach it: name what every run looks at"


def list_asked_checks(requires: Requirements) -> Iterator[str]:
    """Yield the checks that requirements name."""
    yield from requires.checks
    for some in requires.some:
        yield from some.checks


def find_seldom(statements: Mapping[str, Statement], further: AbstractSet[str]) -> frozenset[str]:
    """Return the statements that ask for one of these checks, themselves or through others, which stand before them."""
    seldom: set[str] = set()
    for name, statement in statements.items():
        asked = {*list_asked_checks(statement.asked), *statement.asked.statements}
        if not asked.isdisjoint(further | seldom):
            seldom.add(name)
    return frozenset(seldom)


def refuse_seldom_levels(
    drafts: Iterable[StatementDraft], statements: Iterable[Statement], seldom: AbstractSet[str]
) -> None:
    """Report levels, and words, that stand on what only some runs can show."""
    behind = {statement.name: seldom & {*statement.asked.statements} for statement in statements}
    for draft in drafts:
        for name in behind[draft.name.text]:
            said = f"stands on '{name}', which asks for what views alone look at"
            draft.report.add(draft.name.line, said, MEND)
