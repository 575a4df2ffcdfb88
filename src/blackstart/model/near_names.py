"""Find the name that was meant: a misspelt name gets the nearest one that is known."""

from collections.abc import Collection

MANY_NAMES = 2000
"""Among more names than that the nearest one is not looked for: it costs a pass over all of them."""


def find_nearest(name: str, known: Collection[str]) -> str | None:
    """Return the known name that looks most like this one, or None where none does."""
    if len(known) > MANY_NAMES:
        return None
    from difflib import get_close_matches  # noqa: PLC0415  # on a mistake only

    return next(iter(get_close_matches(name, sorted(known), n=1)), None)


def ask_nearest(name: str, known: Collection[str]) -> str:
    """Return the nearest known name as a question; nothing where none is near."""
    nearest = find_nearest(name, known)
    return "" if nearest is None else f"did you mean '{nearest}'?"
