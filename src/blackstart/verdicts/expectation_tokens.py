"""CEL split into tokens, with calls as one token each: enough to tell what an expectation compares with what."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

import msgspec


class TokenKind(StrEnum):
    """What a token is."""

    NUMBER = "number"
    TEXT = "text"
    WORD = "word"
    NAME = "name"
    CALL = "call"
    COMPARISON = "comparison"
    SIGN = "sign"


class Token(msgspec.Struct, frozen=True):
    """A token as it is written, and what it is."""

    kind: TokenKind
    text: str


WORDS = frozenset({"true", "false", "null", "in"})
COMPARISONS = frozenset({"==", "!=", "<=", ">=", "<", ">"})
LOGIC = frozenset({"&&", "||", "!", "(", ")", "[", "]", ",", "?", ":"})
"""Signs that join comparisons, or stand round lists of constants."""
NAMED = frozenset({TokenKind.NAME, TokenKind.CALL})
CONSTANTS = frozenset({TokenKind.NUMBER, TokenKind.TEXT, TokenKind.WORD})
PATTERN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<text>r?'(?:\\.|[^'\\])*'|r?\"(?:\\.|[^\"\\])*\")"
    r"|(?P<number>(?<![\w.)\]])-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?u?)"
    r"|(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)"
    r"|(?P<sign>&&|\|\||[=!<>]=|.)",
    re.DOTALL,
)


def read_tokens(source: str) -> tuple[Token, ...]:
    """Return the tokens of an expectation that compiles; a call and what it is about are one token."""
    return tuple(join_calls(split(source)))


def split(source: str) -> list[Token]:
    """Return the tokens, calls still in pieces."""
    return [
        classify(str(match.lastgroup), match[0]) for match in PATTERN.finditer(source) if match.lastgroup != "space"
    ]


def classify(group: str, text: str) -> Token:
    """Return the token of a text that the group of the pattern took."""
    if group == "name":
        return Token(TokenKind.WORD if text in WORDS else TokenKind.NAME, text)
    if text in COMPARISONS:
        return Token(TokenKind.COMPARISON, text)
    return Token(TokenKind(group), text)


def join_calls(tokens: list[Token]) -> Iterator[Token]:
    """Yield the tokens, each call or index with its arguments, and all that is asked of its result, as one."""
    at = 0
    while at < len(tokens):
        end = find_call_end(tokens, at) if tokens[at].kind is TokenKind.NAME else at + 1
        text = "".join(token.text for token in tokens[at:end])
        yield tokens[at] if end == at + 1 else Token(TokenKind.CALL, text)
        at = end


def find_call_end(tokens: list[Token], start: int) -> int:
    """Return where a name ends with all its brackets and what is asked of their results."""
    at = start + 1
    while at < len(tokens):
        if tokens[at].text in "([":
            at = find_closing(tokens, at) + 1
        elif tokens[at].text == "." and at + 1 < len(tokens):
            at += 2
        else:
            break
    return at


def find_closing(tokens: Sequence[Token], start: int) -> int:
    """Return where the bracket that opens at `start` is closed; the end where it never is."""
    depth = 0
    for at in range(start, len(tokens)):
        depth += (tokens[at].text in "([") - (tokens[at].text in ")]")
        if depth == 0:
            return at
    return len(tokens) - 1


def compares_constants_alone(tokens: tuple[Token, ...]) -> bool:
    """Tell whether every comparison is of one name with one constant, and nothing is reckoned."""
    if any(token.kind is TokenKind.SIGN and token.text not in LOGIC for token in tokens):
        return False
    sides = (
        {left.kind, right.kind}
        for left, middle, right in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if middle.kind is TokenKind.COMPARISON
    )
    lists = (list_members(tokens, at + 1) for at, token in enumerate(tokens) if token.text == "in")
    return all(side & NAMED and side & CONSTANTS for side in sides) and all(
        members and all(member.kind in CONSTANTS for member in members) for members in lists
    )


def list_members(tokens: tuple[Token, ...], start: int) -> tuple[Token, ...]:
    """Return what stands in the list that begins at that place; nothing where none does."""
    if start >= len(tokens) or tokens[start].text != "[":
        return ()
    return tuple(token for token in tokens[start + 1 : find_closing(tokens, start)] if token.text != ",")
