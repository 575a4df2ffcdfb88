"""Two expectations that differ in the numbers alone that something is compared with."""

from itertools import pairwise

from blackstart.verdicts.expectation_tokens import Token, TokenKind, split

TURNED = frozenset({"!", "?", "exists_one"})
"""With one of these, more readings that meet a part may be fewer that meet the whole."""
EQUALITY = frozenset({"==", "!="})
TRUTH = frozenset({"true", "false", "(", ")"})
UPPER = {"<": True, "<=": True, ">": False, ">=": False}
"""By the comparison before a number: whether a greater one lets more through."""
RECKONED = frozenset("+-*/%")
END = Token(TokenKind.SIGN, "")


def compare_numbers(old: str, new: str) -> tuple[bool, bool] | None:
    """Tell whether some reading may meet the new one alone, and whether some may meet the old one alone.

    None where more differs than numbers beside `<`, `<=`, `>` or `>=`, or where that says nothing of the whole.
    """
    before, after = split(old), split(new)
    if len(before) != len(after) or any(map(turns, pairwise(before))):
        return None
    changed = [at for at, (left, right) in enumerate(zip(before, after, strict=True)) if left != right]
    loosened = [is_looser(before, after, at) for at in changed]
    if any(one is None for one in loosened):
        return None
    return any(loosened), not all(loosened)


def turns(pair: tuple[Token, Token]) -> bool:
    """Tell whether a part that lets more through may let less through the whole."""
    names = {word for token in pair for word in token.text.split(".")}
    texts = {token.text for token in pair}
    return not names.isdisjoint(TURNED) or (not texts.isdisjoint(EQUALITY) and not texts.isdisjoint(TRUTH))


def is_looser(before: list[Token], after: list[Token], at: int) -> bool | None:
    """Tell whether the change of that token lets more through; None where it is no bound."""
    framed = [END, *before, END]
    if before[at].kind is not TokenKind.NUMBER or after[at].kind is not TokenKind.NUMBER:
        return None
    upper = find_side(framed[at], framed[at + 2])
    greater = float(after[at].text.rstrip("u")) > float(before[at].text.rstrip("u"))
    return None if upper is None else upper is greater


def find_side(left: Token, right: Token) -> bool | None:
    """Tell whether a number between these is an upper bound; None where it is no bound or something is reckoned."""
    if {left.text, right.text} & RECKONED:
        return None
    if left.text in UPPER:
        return UPPER[left.text]
    return not UPPER[right.text] if right.text in UPPER else None
