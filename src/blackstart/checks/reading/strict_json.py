"""JSON that others wrote: a name that stands twice in one object says two things, so it is unreadable."""

from typing import Any, TypeVar

from blackstart.checks.asking import read_json
from blackstart.model.reply import UnreadableReplyError

T = TypeVar("T")


def read_answer(text: str, kind: type[T]) -> T:
    """Decode JSON into a type, or say where it does not fit; no name stands twice in an object.

    Decoders keep the last of two, consumers often the first (RFC 8259, 4).
    """
    value = read_json(text, kind)
    require_single_names(text)
    return value


def require_single_names(text: str) -> None:
    """Raise UnreadableReplyError for JSON in which a name stands twice in one object."""
    import json  # noqa: PLC0415  # only answers of JSON need it

    try:
        json.loads(text, object_pairs_hook=require_object)
    except (ValueError, RecursionError) as error:
        raise UnreadableReplyError(f"not the JSON expected: {error}") from error


def require_object(pairs: list[tuple[str, Any]]) -> None:
    """Raise UnreadableReplyError for an object in which a name stands twice."""
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise UnreadableReplyError(f"not the JSON expected: {twice[:60]!r} stands twice in one object")
