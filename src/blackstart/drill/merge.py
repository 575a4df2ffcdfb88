"""Lay small differences over a healthy fleet's plain data. Pure."""

from typing import Any

from blackstart.drill.globs import matches
from blackstart.errors import BadDataError

KEY = "match"
"""What tells one tool answer from another."""
ADDED = "+"
"""The key of a list's difference under which new items stand."""


class DifferenceError(BadDataError):
    """A difference that picks nothing; the message names what it does not find, and where."""


def merge(base: Any, changes: Any) -> Any:
    """Return `base` with `changes` laid over it; neither is changed. Raises DifferenceError.

    Mappings merge by key and a null removes its key. Lists of tool answers merge by their
    `match`: a new answer goes first, since the first match wins; one that names nothing
    but nulls beside its `match` removes. A mapping over any other list changes the items it
    picks (`merge_items`). Everything else is replaced.
    """
    if isinstance(base, dict) and isinstance(changes, dict):
        return merge_mappings(base, changes)
    if isinstance(base, list) and isinstance(changes, dict):
        return merge_items(base, changes)
    if is_answers(base) and is_answers(changes):
        return merge_answers(base, changes)
    return drop_nulls(changes)


def merge_mappings(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Merge by key, in the order of `base`."""
    merged = {key: merge_below(key, value, changes[key]) if key in changes else value for key, value in base.items()}
    added = {key: drop_nulls(value) for key, value in changes.items() if key not in base}
    return {key: value for key, value in {**merged, **added}.items() if value is not None}


def merge_below(key: str, base: Any, changes: Any) -> Any:
    """Merge what stands under a key; an error names the way to it."""
    try:
        return merge(base, changes)
    except DifferenceError as error:
        raise DifferenceError(f"{key}: {error}") from error


def merge_answers(base: list[dict[str, Any]], changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Replace answers with the same `match` in their place, put new ones first."""
    changed = {answer[KEY]: None if is_removal(answer) else drop_nulls(answer) for answer in changes}
    known = {answer[KEY] for answer in base}
    merged = [changed.get(answer[KEY], answer) for answer in base]
    added = [answer for match, answer in changed.items() if match not in known]
    return [answer for answer in added + merged if answer is not None]


def merge_items(base: list[Any], changes: dict[str, Any]) -> list[Any]:
    """Change picked items of a list: lay over each, remove them by null, add those under `+`.

    An item that is a mapping is picked by `path=glob`, as `labels.job=node-*`; any other by a
    glob over its text, as `*pg_dump*`; each by its place from 0, as `2`.
    """
    items = list(base)
    for pick, change in changes.items():
        if pick == ADDED:
            continue
        picked = [place for place, item in enumerate(base) if is_picked(pick, place, item)]
        if not picked:
            raise DifferenceError(f"no item of the list fits '{pick}'")
        for place in picked:
            items[place] = None if change is None else merge_below(pick, items[place], change)
    return [*(item for item in items if item is not None), *drop_nulls(changes.get(ADDED) or [])]


def is_picked(pick: str, place: int, item: Any) -> bool:
    """Tell whether an item is meant."""
    if pick.isdecimal() or not isinstance(item, dict):
        return int(pick) == place if pick.isdecimal() else matches(pick, str(item))
    path, sign, glob = pick.partition("=")
    for key in path.split("."):
        item = item.get(key) if isinstance(item, dict) else None
    text = str(item).lower() if isinstance(item, bool) else str(item)
    return bool(sign) and item is not None and matches(glob, text)


def is_answers(value: Any) -> bool:
    """Tell whether a value is a list of mappings that each have a `match`."""
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) and KEY in item for item in value)


def is_removal(answer: dict[str, Any]) -> bool:
    """Tell whether an answer holds nothing but nulls beside its `match`."""
    rest = [value for key, value in answer.items() if key != KEY]
    return bool(rest) and all(value is None for value in rest)


def drop_nulls(value: Any) -> Any:
    """Return a value without the keys that are null: there is nothing for them to remove."""
    if isinstance(value, dict):
        return {key: drop_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [drop_nulls(item) for item in value]
    return value
