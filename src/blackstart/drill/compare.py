"""Compare what a rehearsal came to with what its scenario expects."""

from collections.abc import Iterator

from blackstart.drill.scenario import Expectation
from blackstart.model.scorecard import Scorecard


def compare(expect: Expectation, scorecard: Scorecard, text: str) -> list[str]:
    """Return the differences, a line each; none where all came as expected. `text` is the shown scorecard."""
    return [
        *compare_totals(expect, scorecard),
        *compare_checks(expect, scorecard),
        *compare_claims(expect, scorecard),
        *compare_words(expect, text),
    ]


def compare_totals(expect: Expectation, scorecard: Scorecard) -> Iterator[str]:
    """Yield differences in result and counts."""
    pairs = (
        ("result", expect.result, str(scorecard.result)),
        ("PASS", expect.passed, scorecard.passed),
        ("WARN", expect.warn, scorecard.warned),
        ("BLOCKED", expect.blocked, scorecard.blocked),
        ("HELD", expect.held, scorecard.held),
        ("first blocked gate", expect.first_blocked, scorecard.first_blocked),
        ("word", expect.word, scorecard.word),
        ("level", expect.level, scorecard.level),
    )
    for name, wanted, seen in pairs:
        if wanted is not None and wanted != seen:
            yield f"{name}: expected {wanted}, saw {seen}"


def compare_checks(expect: Expectation, scorecard: Scorecard) -> Iterator[str]:
    """Yield checks with another outcome than expected."""
    outcomes = {verdict.check: str(verdict.outcome) for verdict in scorecard.verdicts}
    for check, wanted in expect.checks.items():
        if outcomes.get(check) != wanted:
            yield f"{check}: expected {wanted}, saw {outcomes.get(check, 'no such check')}"


def compare_claims(expect: Expectation, scorecard: Scorecard) -> Iterator[str]:
    """Yield claims that are not allowed, or not forbidden, as expected."""
    allowed, forbidden = set(scorecard.allowed), set(scorecard.forbidden)
    for wanted, seen, names in (("allowed", allowed, expect.allowed), ("forbidden", forbidden, expect.forbidden)):
        for name in names:
            if name not in seen:
                found = "allowed" if name in allowed else "forbidden" if name in forbidden else "no such claim"
                yield f"{name}: expected {wanted}, saw {found}"


def compare_words(expect: Expectation, text: str) -> Iterator[str]:
    """Yield words that the scorecard does not say; it may break lines anywhere."""
    said = " ".join(text.split())
    for words in expect.words:
        if " ".join(words.split()) not in said:
            yield f"words: expected {words!r}, not said"
