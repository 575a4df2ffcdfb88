"""Secrets that were cut into pieces, which stand in neighbouring texts of a document."""

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise, permutations

from blackstart.gates.encodings import is_encoded
from blackstart.gates.json_values import JsonValue
from blackstart.gates.secret_scan import (
    NAMED_VALUES,
    PATTERNS,
    gives_value,
    is_mixed,
    is_opaque,
    is_told_by_form,
    is_unspoken,
)

PIECES = (2, 3)
DAY = re.compile(r"\d{4}-\d\d-\d\d(?:T[0-9:+Z-]*)?")
"""A day or time, which stands between two pieces as the form of a response has it, and is none."""
EDGE = 200
"""Signs of a text beside its neighbour that are looked at."""


def find_split_secret(
    values: Iterable[JsonValue], known: Collection[str], own: Collection[re.Pattern[str]]
) -> str | None:
    """Return the key under which the first piece stands of a secret that neighbours make together, or None.

    Neighbours stand one after the other in the document, or under the same key; pieces may be turned round.
    """
    strange = (value for value in values if not value.is_key and value.text not in known and value.text.strip())
    texts = [value for value in strange if not DAY.fullmatch(value.text)]
    patterns = (*(pattern for pattern in PATTERNS if pattern not in NAMED_VALUES), *own)
    groups: dict[str, list[JsonValue]] = {}
    for value in texts:
        groups.setdefault(value.key, []).append(value)
    for group in (texts, *groups.values()):
        for number in PIECES:
            for window in list_windows(group, number):
                if any(makes_secret(pieces, patterns) for pieces in permutations(window)):
                    return window[0].key
    return None


def list_windows(group: list[JsonValue], number: int) -> Iterator[tuple[JsonValue, ...]]:
    """Yield so many values that stand side by side."""
    yield from zip(*(group[start:] for start in range(number)), strict=False)


def makes_secret(pieces: tuple[JsonValue, ...], patterns: tuple[re.Pattern[str], ...]) -> bool:
    """Tell whether the texts are a secret together that none of them is alone."""
    texts = [value.text.strip() for value in pieces]
    texts = [texts[0][-EDGE:], *texts[1:-1], texts[-1][:EDGE]]
    if any(len(text) > EDGE for text in texts[1:-1]):
        return False
    seams = [(left.split()[-1], right.split()[0]) for left, right in pairwise(texts)]
    word = texts[0].split()[-1] + "".join(texts[1:-1]) + texts[-1].split()[0]
    if " " not in word and all(is_unspoken(left) and is_unspoken(right) for left, right in seams):
        return (is_mixed(word) and is_opaque(word)) or is_encoded(word) or is_told_by_form(word, patterns)
    if len(texts) > PIECES[0]:
        return is_told_by_form(word, patterns)
    return gives_value(f"{texts[0]} {texts[1]}") or is_told_by_form(word, patterns)
