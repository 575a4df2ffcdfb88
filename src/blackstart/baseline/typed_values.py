"""Readers of texts, choices, names, ids, days, and of true and false."""

import re
from base64 import b64decode
from collections.abc import Iterable
from collections.abc import Mapping as Map
from datetime import date
from functools import partial
from typing import Any

import msgspec

from blackstart.baseline.look_alikes import find_look_alike
from blackstart.baseline.nodes import Node, Scalar
from blackstart.baseline.problems import suggest
from blackstart.baseline.typed_place import UNREAD, At
from blackstart.baseline.typed_scalars import ScalarReader, Shape

ID = re.compile(r"\w[\w.:@+-]*")
"""Ids stand in file names, metrics and shell lines, so blanks and quotes are none of them."""
ID_MEND = "use letters, digits and . _ - only"
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
SOME_TEXT: Shape = {"type": "string", "pattern": r"\S"}
ANY_TEXT: Shape = {"type": "string"}
WORD: Shape = {"type": ["string", "number"], "pattern": r"\S"}


class Name(msgspec.Struct, frozen=True, kw_only=True):
    """A name that stands in a file, with its line."""

    text: str
    line: int


def make_text(*, blank: bool = False) -> ScalarReader:
    """Return the reader of text that says something; with `blank`, of empty text too."""
    take, schema = partial(take_text, blank), ANY_TEXT if blank else SOME_TEXT
    return ScalarReader(wanted="text", many="texts", take=take, refuse=refuse_text, schema=schema, rank=4)


def take_text(blank: bool, node: Scalar, line: int) -> Any:  # noqa: ARG001, FBT001  # as every take
    """Return the text; a number is none until it stands in quotes."""
    value = node.value
    return value if isinstance(value, str) and (blank or value.strip()) else UNREAD


def refuse_text(reader: ScalarReader, node: Scalar, at: At) -> None:
    """Report what is no text; a number would be in quotes."""
    quotable = not isinstance(node.value, str) and node.text.strip()
    at.refuse(reader.wanted, node, "put it in quotes" if quotable else "")


def make_matching_text(pattern: str, title: str = "") -> ScalarReader:
    """Return the reader of text in which the pattern is found."""
    wanted = title or f"text matching {pattern!r}"
    schema = {"type": "string", "pattern": pattern}
    return ScalarReader(wanted=wanted, many="texts", take=partial(take_match, re.compile(pattern)), schema=schema)


def take_match(pattern: re.Pattern[str], node: Scalar, line: int) -> Any:  # noqa: ARG001  # as every take
    """Return text that matches."""
    return node.value if isinstance(node.value, str) and pattern.search(node.value) else UNREAD


def make_bytes() -> ScalarReader:
    """Return the reader of bytes, which are written in base64."""
    return ScalarReader(wanted="text in base64", many="texts", take=take_bytes, schema=ANY_TEXT)


def take_bytes(node: Scalar, line: int) -> Any:  # noqa: ARG001  # as every take
    """Return the bytes."""
    try:
        return b64decode(node.value, validate=True) if isinstance(node.value, str) else UNREAD
    except ValueError:
        return UNREAD


def make_flag() -> ScalarReader:
    """Return the reader of true and false."""
    wanted = "true or false"
    return ScalarReader(wanted=wanted, many=wanted, take=take_flag, schema={"type": "boolean"})


def take_flag(node: Scalar, line: int) -> Any:  # noqa: ARG001  # as every take
    """Return whether it is true."""
    return node.value if isinstance(node.value, bool) else UNREAD


def make_choice(choices: Iterable[tuple[Any, Any]]) -> ScalarReader:
    """Return the reader of one of several words or numbers, each with its meaning; capitals make no difference."""
    meanings = {str(word).lower(): (word, meaning) for word, meaning in choices}
    values = [word for word, _ in meanings.values()]
    words = tuple(map(str, values))
    wanted = " or ".join(words)
    take = partial(take_choice, meanings)
    return ScalarReader(
        wanted=wanted, many=wanted, take=take, refuse=refuse_choice, schema={"enum": values}, words=words
    )


def take_choice(meanings: Map[str, tuple[Any, Any]], node: Scalar, line: int) -> Any:  # noqa: ARG001  # as every take
    """Return the choice's meaning; `1` is the number or the text, whichever is meant."""
    word, meaning = meanings.get(node.text.lower(), (None, UNREAD))
    return meaning if isinstance(word, str) is isinstance(node.value, str) else UNREAD


def refuse_choice(reader: ScalarReader, node: Scalar, at: At) -> None:
    """Report another word, with the nearest that may stand there."""
    if not node.text:
        at.refuse(reader.wanted, node)
        return
    mend = suggest(node.text, reader.words) if len(reader.words) > 1 else ""
    at.complain(f"expected {reader.wanted}, found '{node.text}'", mend)


def make_day() -> ScalarReader:
    """Return the reader of a day."""
    schema = {"type": "string", "pattern": rf"^{DAY.pattern}$"}
    return ScalarReader(wanted="text as 2026-12-31", many="days", take=take_day, refuse=refuse_day, schema=schema)


def take_day(node: Scalar, line: int) -> Any:  # noqa: ARG001  # as every take
    """Return the day; `2026-W01-1` and `20261231` are other ways of ISO 8601, which fewer people read."""
    try:
        return date.fromisoformat(node.text) if DAY.fullmatch(node.text) else UNREAD
    except ValueError:
        return UNREAD


def refuse_day(reader: ScalarReader, node: Scalar, at: At) -> None:
    """Report text that is no day."""
    if isinstance(node.value, str) and node.text.strip():
        at.complain(f"'{node.text}' is no day", "as 2026-12-31")
    else:
        at.refuse(reader.wanted, node)


def make_name() -> ScalarReader:
    """Return the reader of a name with its line; a number stands for its text, as `110` does for a host."""
    return ScalarReader(wanted="a name", many="names", take=take_name, schema=WORD, rank=5)


def take_name(node: Scalar, line: int) -> Any:
    """Return the name."""
    text = word_of(node)
    return UNREAD if text is None else Name(text=text, line=line)


def make_word() -> ScalarReader:
    """Return the reader of a name whose line nobody asks for."""
    return ScalarReader(wanted="a name", many="names", take=take_word, schema=WORD, rank=5)


def take_word(node: Scalar, line: int) -> Any:  # noqa: ARG001  # as every take
    """Return the name's text."""
    text = word_of(node)
    return UNREAD if text is None else text


def word_of(node: Node) -> str | None:
    """Return the text of a name or number, or None for anything else."""
    if not isinstance(node, Scalar) or node.value is None or isinstance(node.value, bool):
        return None
    return node.text.strip() or None


def make_id(pattern: re.Pattern[str] = ID, mend: str = ID_MEND) -> ScalarReader:
    """Return the reader of a name that is made of certain signs only, and of none that looks like another."""
    check = partial(check_id, pattern, mend)
    return ScalarReader(wanted="a name", many="names", take=take_name, check=check, schema=WORD)


def check_id(pattern: re.Pattern[str], mend: str, name: Name, at: At) -> None:
    """Report an id of other signs than it may have."""
    if not pattern.fullmatch(name.text):
        at.complain(f"'{name.text}' is no id", mend)
    if seems := find_look_alike(name.text):
        at.complain(f"'{name.text}' is not what it seems: {seems}", "use plain letters")
