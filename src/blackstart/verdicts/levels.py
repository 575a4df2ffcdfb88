"""The level a run has reached and the word for its result, by its pack's table."""

from collections.abc import Container

from blackstart.model.claims import NO_LEVEL, NO_WORD, ClaimTable
from blackstart.verdicts.requirements import Findings, is_met


def find_said(table: ClaimTable, findings: Findings, age: float = 0.0) -> frozenset[str]:
    """Return the names of all statements whose requirements are met by a run that is `age` seconds old.

    Each stands behind those it requires, so what is not said any more takes along what stands on it.
    """
    said: set[str] = set()
    for statement in table.statements.values():
        if statement.requires is None or age > statement.max_age:
            continue
        if is_met(statement.requires, findings, said):
            said.add(statement.name)
    return frozenset(said)


def find_highest_level(table: ClaimTable, said: Container[str]) -> str:
    """Return the highest level that holds."""
    return next((level for level in reversed(table.levels) if level in said), NO_LEVEL)


def find_strongest_word(table: ClaimTable, said: Container[str]) -> str:
    """Return the strongest word that holds."""
    return next((word for word in table.words if word in said), NO_WORD)
