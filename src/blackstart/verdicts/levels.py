"""The level a run has reached and the word for its result, by its pack's table."""

from collections.abc import Container, Iterable, Iterator

from blackstart.model.claims import NO_LEVEL, NO_WORD, ClaimTable, Statement, Word
from blackstart.model.outcome import Severity
from blackstart.verdicts.findings import Findings
from blackstart.verdicts.requirements import is_met


def find_said(table: ClaimTable, findings: Findings, age: float = 0.0) -> frozenset[str]:
    """Return the names of all statements whose requirements are met by a run that is `age` seconds old.

    Each stands behind those it requires, so what is not said any more takes along what stands on it.
    """
    said: set[str] = set()
    for statement in table.statements.values():
        if may_be_said(statement, findings, said, age):
            said.add(statement.name)
    return frozenset(said)


def may_be_said(statement: Statement, findings: Findings, said: Container[str], age: float = 0.0) -> bool:
    """Tell whether evidence allows the statement; `said` are those that hold."""
    if statement.requires is None or age > statement.max_age:
        return False
    return is_met(statement.requires, findings, said)


def find_highest_level(table: ClaimTable, said: Container[str]) -> str:
    """Return the highest level that holds."""
    return next((level for level in reversed(table.levels) if level in said), NO_LEVEL)


def find_word(table: ClaimTable, findings: Findings, said: Container[str]) -> str:
    """Return the strongest word that holds, with the suffixes of the subjects that are not green."""
    for word in table.words:
        if may_be_said(word.statement, findings, said):
            return "_".join((word.name, *list_suffixes(word, findings)))
    return NO_WORD


def list_suffixes(word: Word, findings: Findings) -> Iterator[str]:
    """Yield what follows the word, in the order of its declaration."""
    for subject, suffix in word.but.items():
        if findings.subjects.get(subject, Severity.BLOCKED) > Severity.NOTE:
            yield suffix


def list_words(words: Iterable[Word]) -> Iterator[str]:
    """Yield every word that a run may have, the strongest first: each is followed by those with more suffixes."""
    for word in words:
        said = [word.name]
        for suffix in word.but.values():
            said += [f"{one}_{suffix}" for one in said]
        yield from said
