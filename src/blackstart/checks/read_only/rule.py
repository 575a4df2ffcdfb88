"""How the table of read-only commands says what may follow a program."""

import re
from collections.abc import Callable
from functools import cache

import msgspec

Allows = Callable[[str], object]
"""Comes to something true for a word that may stand there."""


def pattern(expression: str) -> Allows:
    """Allow what matches the expression as a whole; it is compiled when first asked, as few of them ever are."""
    return lambda word: compile_whole(expression).fullmatch(word)


@cache
def compile_whole(expression: str) -> re.Pattern[str]:
    """Compile once."""
    return re.compile(expression, re.DOTALL)


CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""What ends a line or steers a terminal: a word with it can be two words, or two lines, to whatever reads it."""
ANYTHING = pattern(".*")
NAME = pattern(r"[A-Za-z0-9][\w.:/@-]*")
ADDRESS = pattern(r"[A-Za-z0-9:][\w.:%-]*")
NUMBER = pattern(r"\d{1,9}")


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """What may follow a program or a verb. All that is not named is refused, and so are control characters.

    `flags` and `valued` are the letters of short options without and with a value; `long`
    (names divided by spaces) may be given as `--x` or `--x=v`, `long_valued` as `--x=v` or
    `--x v`; `words` are whole arguments. `values` restricts an option's values; those of
    `many_lines` may have more lines than one. Of each `required` group (`c|command`) exactly
    one is given, once; of each `wanted` group at least one. What follows a first word of
    `instead` is judged by the rule there. With `verbs`, the first operand must be one of
    them and is judged by its own rule (`bare`: it may be missing). With `inner`, that many
    operands are followed by a command which must be read-only itself. `raw` replaces all the
    rest: it is asked of every argument; so does `whole`, which is asked of all together, and
    `refusal`, which says why all together are refused, or None.
    """

    flags: str = ""
    valued: str = ""
    long: str = ""
    long_valued: str = ""
    words: tuple[str, ...] = ()
    values: dict[str, Allows] = {}
    required: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    many_lines: tuple[str, ...] = ()
    instead: dict[str, "Rule"] = {}
    operands: Allows | None = None
    verbs: dict[str, "Rule"] = {}
    bare: bool = False
    inner: int | None = None
    raw: Allows | None = None
    whole: Callable[[tuple[str, ...]], bool] | None = None
    refusal: Callable[[tuple[str, ...]], str | None] | None = None


ANY = Rule(raw=ANYTHING)


def same(names: str, allows: Allows) -> dict[str, Allows]:
    """Restrict the values of an option that has several names."""
    return dict.fromkeys(names.split(), allows)
