"""What an expectation holds for, tried at every value where a comparison in it can change its answer."""

from collections.abc import Iterator, Mapping
from itertools import pairwise, product
from math import prod
from typing import Any

from blackstart.verdicts.expectation import EvaluationError, compile_expectation, evaluate
from blackstart.verdicts.expectation_numbers import compare_numbers
from blackstart.verdicts.expectation_tokens import (
    CONSTANTS,
    NAMED,
    Token,
    TokenKind,
    compares_constants_alone,
    list_members,
    read_tokens,
)

MOST_CASES = 4000
"""Readings that are tried at most; an expectation that takes more is not decided."""
OTHER_TEXT = "\x00"
"""A text that nobody compares with."""

Values = Mapping[str, tuple[Any, ...]]
"""What each name may be, by the name as it is written."""


def can_hold(source: str) -> bool | None:
    """Tell whether some reading meets the expectation; None where that is not decided."""
    found = list_answers(source)
    return None if found is None else any(answer for (answer,) in found)


def compare_cases(old: str, new: str) -> tuple[bool, bool] | None:
    """Tell whether some reading meets the new one alone, and whether some meets the old one alone; None if undecided.

    An empty expectation is met by every reading.
    """
    old, new = old or "true", new or "true"
    found = list_answers(old, new) if list_calls(old) == list_calls(new) else None
    if found is None:
        return compare_numbers(old, new)
    answers = set(found)
    return (False, True) in answers, (True, False) in answers


def list_calls(source: str) -> set[str]:
    """Return the calls of the expectation: what two different ones come to is not independent."""
    return {token.text for token in read_tokens(source) if token.kind is TokenKind.CALL}


def list_answers(*sources: str) -> list[tuple[bool, ...]] | None:
    """Return what the expectations come to for each reading that makes a difference; None where that is not decided."""
    written = [read_tokens(source) for source in sources]
    if not all(map(compares_constants_alone, written)):
        return None
    values = collect_values(tuple(token for tokens in written for token in (*tokens, Token(TokenKind.SIGN, "&&"))))
    if prod(len(some) for some in values.values()) > MOST_CASES:
        return None
    named = {name: f"v{number}" for number, name in enumerate(values)}
    plain = [rename(tokens, named) for tokens in written]
    cases = (dict(zip(named.values(), case, strict=True)) for case in product(*values.values()))
    return [tuple(holds(source, case) for source in plain) for case in cases]


def rename(tokens: tuple[Token, ...], named: Mapping[str, str]) -> str:
    """Return the expectation with plain names in place of paths and calls."""
    return " ".join(named.get(token.text, token.text) if token.kind in NAMED else token.text for token in tokens)


def holds(source: str, case: dict[str, Any]) -> bool:
    """Tell whether the expectation holds; what cannot be evaluated does not."""
    try:
        return evaluate(source, case)
    except EvaluationError:
        return False


def collect_values(tokens: tuple[Token, ...]) -> Values:
    """Return for each name the constants it is compared with, and values on either side of each."""
    found: dict[str, dict[tuple[type, Any], Any]] = {}
    for at, token in enumerate(tokens):
        if token.kind in NAMED:
            constants = found.setdefault(token.text, {})
            constants.update({(type(value), value): value for value in list_constants(tokens, at)})
    return {name: tuple(list_tried(tuple(constants.values()))) for name, constants in found.items()}


def list_constants(tokens: tuple[Token, ...], at: int) -> Iterator[Any]:
    """Yield the constants that the name at that place is compared with; a sign ends the tokens."""
    for beside, constant in ((at - 1, at - 2), (at + 1, at + 2)):
        if constant >= 0 and tokens[beside].kind is TokenKind.COMPARISON and tokens[constant].kind in CONSTANTS:
            yield read_constant(tokens[constant])
    if tokens[at + 1].text == "in":
        yield from map(read_constant, list_members(tokens, at + 2))


def read_constant(token: Token) -> Any:
    """Return what a constant stands for."""
    return compile_expectation(token.text).execute({})


def list_tried(constants: tuple[Any, ...]) -> Iterator[Any]:
    """Yield what a name is tried at: each constant, between and beside numbers, and what is none of them."""
    numbers = sorted(value for value in constants if isinstance(value, int | float) and not isinstance(value, bool))
    yield from constants
    if numbers:
        yield from (numbers[0] - 1, *((left + right) / 2 for left, right in pairwise(numbers)), numbers[-1] + 1)
    if len(numbers) < len(constants):
        yield OTHER_TEXT
    if not numbers or len(numbers) < len(constants):
        yield from (value for value in (True, False) if value not in constants)
