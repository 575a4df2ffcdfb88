"""How a form of secrets is written down: what to search for, and an expression whose groups are secrets."""

from collections.abc import Iterator

import msgspec

from blackstart.secrecy.span import Span, redact_span
from blackstart.secrecy.values import compile_once


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """What begins with one of the marks and matches the expression; each group of it is a secret.

    Marks are in small letters. An expression is matched in folded text, if it is not `exact`, and begins where its mark
    does, or up to `reach` signs before, and no earlier than the line.
    """

    marks: tuple[str, ...]
    expression: str
    exact: bool = False
    reach: int = 0


def find_form(form: Form, text: str, folded: str, at: int) -> Iterator[Span]:
    """Yield what is a secret in the form whose mark stands there, if it has that form."""
    searched = text if form.exact else folded
    pattern = compile_once(form.expression)
    if form.reach:
        begin = max(0, at - form.reach, text.rfind("\n", max(0, at - form.reach), at) + 1)
        found = pattern.search(searched, begin, at + form.reach)
    else:
        found = pattern.match(searched, at)
    if found is not None:
        for start, end in (found.span(group) for group in range(1, pattern.groups + 1)):
            yield from redact_span(text, start, end)
