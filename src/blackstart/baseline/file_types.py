"""Types that the structs of a pack's files are made of, beside Python's own."""

from typing import Annotated

from msgspec import Meta

from blackstart.baseline.typed_texts import TextsReader
from blackstart.baseline.typed_values import Name, make_id, make_word
from blackstart.checks.duration import WORDS

SINGLE = Meta(extra={"single": True})
"""Of a list: one part may stand without a list around it."""
Names = Annotated[tuple[Name, ...], SINGLE]
"""Names with their lines, or one name."""
SomeNames = Annotated[Names, Meta(min_length=1)]
"""As `Names`, and never an empty list: what names nothing proves nothing."""
Word = Annotated[str, Meta(extra={"reader": make_word()})]
"""A name or number, as text."""
Words = Annotated[tuple[Word, ...], SINGLE]
"""Names as text, or one name."""
Id = Annotated[Name, Meta(extra={"reader": make_id()})]
"""A name that stands in file names, metrics and shell lines, with its line."""
Texts = Annotated[dict[str, str], Meta(extra={"reader": TextsReader()})]
"""A sentence by language tag; bare text is English."""
Age = Annotated[float, Meta(title=WORDS, gt=0.0)]
"""A stretch of time in seconds, more than none; written as 15m or in seconds."""
Port = Annotated[int, Meta(title="a port from 1 to 65535", ge=1, le=65535)]
"""A TCP port."""


def doc(description: str, *, missing: str = "", empty: tuple[str, str] | None = None) -> Meta:
    """Return what is said of a key: what it is for, and, where it must be there, the mend for a file without it.

    A key with `missing` must be there. If its field has a default too, a struct without the key is made all the
    same, so that what names it finds it. `empty` is what is wrong with a list or mapping of nothing, and its mend.
    """
    extra = {"missing": missing} if missing else {}
    return Meta(description=description, extra=extra | ({"empty": empty} if empty else {}) or None)


PREFIX = "as `- [velero, backup, get]`"
ALL_ALLOWED = "an empty list would allow every command"
Prefix = Annotated[tuple[Word, ...], Meta(title="a list of words for each", extra={"empty": (ALL_ALLOWED, PREFIX)})]
Prefixes = Annotated[tuple[Prefix, ...], Meta(title="a list of word lists", extra={"mend": PREFIX})]
"""Words that commands may begin with; an empty list of them would allow every command."""
