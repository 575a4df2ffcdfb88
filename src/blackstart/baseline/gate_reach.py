"""What an open gate forbids: every statement that needs its check, or the check's subject, to be green."""

from collections.abc import Collection

from blackstart.model.claims import ClaimTable, Requirements
from blackstart.model.fleet import Check
from blackstart.model.outcome import Severity


def find_forbidden(check: Check, claims: ClaimTable, counted: Collection[str]) -> tuple[str, ...]:
    """Return the states, claims and decisions, in their order, that no run allows in which the check is not PASS.

    `counted` are the checks of every run: what a subject or phase comes to is told by them alone.
    """
    needed: set[str] = set()
    for name, statement in claims.statements.items():
        if needs_green(statement.asked, check, counted) or not needed.isdisjoint(statement.asked.statements):
            needed.add(name)
    return tuple(name for name in claims.listed if name in needed)


def needs_green(requires: Requirements, check: Check, counted: Collection[str]) -> bool:
    """Tell whether not even the mildest warning of the check is borne."""
    if requires.checks.get(check.id, Severity.BLOCKED) <= Severity.NOTE:
        return True
    asked = (requires.about.get(check.about, Severity.BLOCKED), requires.phases.get(check.phase, Severity.BLOCKED))
    return check.id in counted and min(asked) <= Severity.NOTE
