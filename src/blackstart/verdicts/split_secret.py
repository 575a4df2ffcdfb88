"""Secrets that were cut into pieces, which stand in neighbouring texts of a document."""

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise, permutations

from blackstart.verdicts.disguise import is_encoded
from blackstart.verdicts.leaves import Leaf
from blackstart.verdicts.secret_scan import NAMED_VALUES, PATTERNS, is_mixed, is_opaque, is_told_by_form, is_unspoken

PIECES = (2, 3)
DAY = re.compile(r"\d{4}-\d\d-\d\d(?:T[0-9:+Z-]*)?")
"""A day or time, which stands between two pieces as the form of a response has it, and is none."""
EDGE = 200
"""Signs of a text beside its neighbour that are looked at."""


def find_split_secret(leaves: Iterable[Leaf], known: Collection[str], own: Collection[re.Pattern[str]]) -> str | None:
    """Return the key under which the first piece stands of a secret that neighbours make together, or None.

    Neighbours stand one after the other in the document, or under the same key; pieces may be turned round.
    """
    strange = (leaf for leaf in leaves if not leaf.is_key and leaf.text not in known and leaf.text.strip())
    texts = [leaf for leaf in strange if not DAY.fullmatch(leaf.text)]
    patterns = (*(pattern for pattern in PATTERNS if pattern not in NAMED_VALUES), *own)
    groups: dict[str, list[Leaf]] = {}
    for leaf in texts:
        groups.setdefault(leaf.key, []).append(leaf)
    for group in (texts, *groups.values()):
        for number in PIECES:
            for window in list_windows(group, number):
                if any(makes_secret(pieces, patterns) for pieces in permutations(window)):
                    return window[0].key
    return None


def list_windows(group: list[Leaf], number: int) -> Iterator[tuple[Leaf, ...]]:
    """Yield so many leaves that stand side by side."""
    yield from zip(*(group[start:] for start in range(number)), strict=False)


def makes_secret(pieces: tuple[Leaf, ...], patterns: Collection[re.Pattern[str]]) -> bool:
    """Tell whether the texts are a secret together that none of them is alone."""
    texts = [leaf.text.strip() for leaf in pieces]
    texts = [texts[0][-EDGE:], *texts[1:-1], texts[-1][:EDGE]]
    if any(len(text) > EDGE for text in texts[1:-1]):
        return False
    seams = [(left.split()[-1], right.split()[0]) for left, right in pairwise(texts)]
    word = texts[0].split()[-1] + "".join(texts[1:-1]) + texts[-1].split()[0]
    if " " not in word and all(is_unspoken(left) and is_unspoken(right) for left, right in seams):
        return (is_mixed(word) and is_opaque(word)) or is_encoded(word) or is_told_by_form(word, patterns)
    if len(texts) > PIECES[0]:
        return is_told_by_form(word, patterns)
    return any(pattern.search(f"{texts[0]} {texts[1]}") for pattern in NAMED_VALUES) or is_told_by_form(word, patterns)
