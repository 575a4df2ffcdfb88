"""Whether a piece of evidence says anything: a mark, a word, or the same words again show nothing to a reviewer."""

import re
from collections import Counter
from collections.abc import Iterator

from blackstart.gates.request_words import plain_words
from blackstart.gates.response_template import BLANKS
from blackstart.model.gates import GateTable
from blackstart.model.packets import OwnerResponse
from blackstart.secrecy.obfuscation import normalise_letters

STATUS = "blocked_evidence_without_substance"
TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W\d_\u3400-\u9fff]+")
"""A word of letters, or an ideograph."""
LEAST_WORDS, LEAST_SIGNS = 3, 4
"""Different words that a summary has at least, and different signs in a name or reference."""
MOST_PIECES = 10
"""Pieces of evidence for which one record may stand in the same words."""
LONG = 6
"""Words from which on a text may repeat itself."""
Fault = tuple[str, str]


def list_substance_faults(response: OwnerResponse, table: GateTable) -> Iterator[Fault]:
    """Yield what says nothing, and what says the same of too many things."""
    asked = list_own_words(table)
    for one in response.responses:
        for piece in one.evidence:
            if why := find_emptiness(piece.summary, asked):
                yield STATUS, f"the summary of {piece.id!a} {why}: say what a reviewer would see there"
            if len(set(filter(str.isalnum, piece.reference))) < LEAST_SIGNS:
                yield STATUS, f"the reference of {piece.id!a} names nothing: say where it can be reviewed"
        if len(set(filter(str.isalpha, one.owner.casefold()))) < 2:  # noqa: PLR2004  # the shortest name
            yield STATUS, f"the owner of {one.gate!a} is no name"
    yield from list_repeated(response)


def list_repeated(response: OwnerResponse) -> Iterator[Fault]:
    """Yield words that stand for so many pieces of evidence that nobody saw them all so."""
    told = Counter(" ".join(read_tokens(piece.summary)) for one in response.responses for piece in one.evidence)
    for words, times in told.items():
        if times > MOST_PIECES:
            yield STATUS, f"{times} pieces of evidence are told in the same words ({words[:40]!a}): say what each shows"


def list_own_words(table: GateTable) -> frozenset[str]:
    """Return what template and packets say themselves, in plain words."""
    named = [thing for gate in table.gates for thing in (*gate.evidence, *gate.forbidden_actions)]
    texts = [text for thing in named for text in (thing.id, *thing.says.values())]
    texts += [text for gate in table.gates for text in (gate.id, gate.owner, *gate.says.values())]
    return frozenset(map(plain_words, (*BLANKS, *texts)))


def find_emptiness(text: str, asked: frozenset[str]) -> str:
    """Say in which way a text says nothing; empty where it says something."""
    if plain_words(normalise_letters(text)) in asked:
        return "repeats what was asked"
    tokens = read_tokens(text)
    different = set(tokens)
    if len(different) < LEAST_WORDS:
        return "says nothing"
    if len(tokens) >= LONG and 3 * len(different) <= len(tokens):
        return "says the same again and again"
    return ""


def read_tokens(text: str) -> list[str]:
    """Return words of more than one letter, and ideographs; a letter again and again is no word."""
    found = TOKEN.findall(normalise_letters(text).casefold())
    return [token for token in found if len(set(token)) > 1 or "\u3400" <= token <= "\u9fff"]
