"""SQL cut into words as PostgreSQL's own scanner cuts it, or refused where that could be otherwise."""

import re
from collections.abc import Iterator
from enum import Enum, auto

import msgspec


class RefusedSqlError(ValueError):
    """A text that a probe may not send; the message says why."""


class Sort(Enum):
    """What a word is."""

    NAME = auto()
    QUOTED = auto()
    STRING = auto()
    NUMBER = auto()
    SIGN = auto()


class SqlWord(msgspec.Struct, frozen=True):
    """A word of a query. A NAME is in lower case, a QUOTED name without its quotes."""

    sort: Sort
    text: str


# PostgreSQL's scan.l. Only ASCII is folded to lower case, and whatever is not ASCII belongs to a name.
SPACE = re.compile(r"(?:[ \t\n\r\f]|--[^\n\r]*)+")
WORD = re.compile(
    r"(?P<STRING>'(?:[^']|'')*')"
    r"|(?P<QUOTED>\"(?:[^\"]|\"\")+\")"
    r"|(?P<NUMBER>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)"
    r"|(?P<NAME>[A-Za-z_\x80-\U0010ffff][A-Za-z0-9_$\x80-\U0010ffff]*)"
    r"|(?P<SIGN>::|[-+*/<>=~!@#%^&|`?.,()\[\]])",
    re.ASCII,
)
COMMENT_MARK = re.compile(r"/\*|\*/")
ESCAPED = re.compile(r"(?:[EBXN]'|U&['\"])", re.IGNORECASE)
"""Strings and names whose letters are not what they look like."""
FOLDED = {ordinal: ordinal + 32 for ordinal in range(ord("A"), ord("Z") + 1)}


def read_words(query: str) -> Iterator[SqlWord]:
    """Yield the words without comments. Raises RefusedSqlError at anything that is none."""
    if "\\" in query or "\0" in query:
        raise RefusedSqlError("a query may not hold a backslash")
    place = skip_blank(query, 0)
    while place < len(query):
        found = WORD.match(query, place)
        if found is None or ESCAPED.match(query, place):
            raise RefusedSqlError(f"a query may not hold {query[place : place + 12]!r}")
        yield make_word(Sort[found.lastgroup or ""], found[0])
        place = skip_blank(query, found.end())


def make_word(sort: Sort, text: str) -> SqlWord:
    """Return the word as the server knows it."""
    match sort:
        case Sort.NAME:
            return SqlWord(sort, text.translate(FOLDED))
        case Sort.QUOTED:
            return SqlWord(sort, text[1:-1].replace('""', '"'))
        case _:
            return SqlWord(sort, text)


def skip_blank(query: str, place: int) -> int:
    """Return where the next word begins: after spaces and comments, which nest."""
    while True:
        found = SPACE.match(query, place)
        place = found.end() if found else place
        if not query.startswith("/*", place):
            return place
        place = skip_comment(query, place)


def skip_comment(query: str, place: int) -> int:
    """Return where the comment ends that begins here."""
    depth = 0
    for mark in COMMENT_MARK.finditer(query, place):
        depth += 1 if mark[0] == "/*" else -1
        if depth == 0:
            return mark.end()
    raise RefusedSqlError("a comment has no end")
