"""Take every secret out of a text: marks are searched for first, and expressions tried only where one stands."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

import msgspec

from blackstart.secrecy.addresses import ADDRESSES, QUERIES, WEBHOOKS
from blackstart.secrecy.form import Form, find_form
from blackstart.secrecy.lines import LINES
from blackstart.secrecy.marks import fold
from blackstart.secrecy.named import find_environment, find_named
from blackstart.secrecy.names import CHINESE, NAME_MARKS
from blackstart.secrecy.span import Span, replace_spans
from blackstart.secrecy.tokens import TOKENS
from blackstart.secrecy.tools import OPTIONS, WORDS
from blackstart.secrecy.values import compile_once

TRIES = 200_000
"""How often one finder tries a text: one that has more marks of secrets is no honest answer."""
SHORT = 200
"""Signs of a text up to which it is kept with what is shown of it: most hosts say the same in few words."""
MOST_KEPT = 4096
ROUNDS = 3
"""How often is looked for more in a text that secrets were taken out of."""


class TooManyMarksError(Exception):
    """So much in a text may be a secret that looking at all of it takes too long."""


class Finder(msgspec.Struct, frozen=True):
    """What is done where one of the marks stands in a folded text."""

    marks: tuple[str, ...]
    find: Callable[[str, str, int], Iterator[Span]]


def make_finder(form: Form) -> Finder:
    """Return what finds a form."""
    return Finder(form.marks, lambda text, folded, at: find_form(form, text, folded, at))


FOREIGN = "foreign"
ANYWHERE = (
    Finder((*NAME_MARKS, *CHINESE.split("|")), find_named),
    Finder(('"env"',), find_environment),
    *map(make_finder, (*LINES, *TOKENS, *ADDRESSES, *WEBHOOKS, *WORDS)),
)
BEHIND_SIGNS = (
    (r"[\s\"',]-", tuple(map(make_finder, OPTIONS))),
    (r"[?&]", tuple(map(make_finder, QUERIES))),
)
"""What is looked for only in texts that hold such signs, without which none of it can match."""
FINDERS = (*ANYWHERE, *(finder for _, finders in BEHIND_SIGNS for finder in finders))
GATES = ("://", "hook", "community", "pass", "auth", "$", "{", "_", "/", "-", ":", "=", ".", '"', " ")
"""Parts of marks: where one is missing, so are all marks with it, and most texts have few of them."""

Table = dict[str, tuple[Finder, ...]]


def list_by_mark(finders: Iterable[Finder]) -> Table:
    """Return finders by their marks."""
    found: Table = {}
    for finder in finders:
        for mark in finder.marks:
            found[mark] = (*found.get(mark, ()), finder)
    return found


def list_by_gate(table: Table) -> dict[str, Table]:
    """Return the same by what is looked for first: a part of the mark, nothing, or that a text is not all ASCII."""
    found: dict[str, Table] = {}
    for mark, finders in table.items():
        gate = next((gate for gate in GATES if gate in mark and gate != mark), "")
        found.setdefault(gate if mark.isascii() else FOREIGN, {})[mark] = finders
    return found


BY_GATE = list_by_gate(list_by_mark(ANYWHERE))
BY_SIGN = tuple((sign, list_by_mark(finders)) for sign, finders in BEHIND_SIGNS)


def redact_text(text: str) -> str:
    """Return the text with every secret replaced. JSON stays JSON. Raises TooManyMarksError."""
    return redact_short(text) if len(text) <= SHORT else redact_any(text)


def redact_any(text: str) -> str:
    """Return the text with every secret replaced, looking for more where some was found."""
    for _ in range(ROUNDS):
        spans = list(find_spans(text))
        if not spans:
            break
        text = replace_spans(text, spans)
    return text


redact_short = lru_cache(MOST_KEPT)(redact_any)


def find_spans(text: str) -> Iterator[Span]:
    """Yield each secret; parts may overlap."""
    folded = fold(text)
    marks: dict[Finder, list[str]] = {}
    for table in list_tables(folded):
        for mark in [mark for mark in table if mark in folded]:
            for finder in table[mark]:
                marks.setdefault(finder, []).append(mark)
    for finder, standing in marks.items():
        yield from find_at_marks(finder, text, folded, standing)


def list_tables(folded: str) -> Iterator[Table]:
    """Yield the tables whose marks may stand in the text."""
    for gate, table in BY_GATE.items():
        if not folded.isascii() if gate == FOREIGN else gate in folded:
            yield table
    for sign, table in BY_SIGN:
        if compile_once(sign).search(folded) is not None:
            yield table


def find_at_marks(finder: Finder, text: str, folded: str, marks: Iterable[str]) -> Iterator[Span]:
    """Yield what the finder finds at the marks, and none within another: so the price is the text's length."""
    pattern = compile_once("|".join(map(re.escape, marks)))
    at = tries = 0
    while (found := pattern.search(folded, at)) is not None:
        at, tries = found.start() + 1, tries + 1
        if tries > TRIES:
            raise TooManyMarksError
        for span in finder.find(text, folded, found.start()):
            yield span
            at = max(at, span.end)
