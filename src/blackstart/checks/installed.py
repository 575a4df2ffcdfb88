"""Kinds of check that other installed packages ship, found through their entry points."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from blackstart.checks.spec import Spec
from blackstart.errors import BadDataError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "blackstart.kinds"
"""The group of entry points: `NAME = package.module:Class`, where NAME is the kind's own."""


class KindError(BadDataError):
    """An installed package ships a kind that cannot be used; the message names the package's object and the mend."""


@cache
def list_installed() -> Mapping[str, "EntryPoint"]:
    """Return the entry point of each kind by its name. Raises KindError where two packages ship one name."""
    found: dict[str, EntryPoint] = {}
    # Only a pack with a kind that is not ours, `kinds` and `schema` pay for reading what is installed.
    for point in import_module("importlib.metadata").entry_points(group=GROUP):
        if found.setdefault(point.name, point).value != point.value:
            both = f"{found[point.name].value} and {point.value}"
            raise KindError(f"kind '{point.name}': shipped twice, as {both}; uninstall one of the two packages")
    return found


def load_installed(name: str) -> type[Spec]:
    """Import a kind that another package ships. Raises KeyError where none does, KindError for what is no kind."""
    point = list_installed()[name]
    try:
        kind = point.load()
    except (ImportError, AttributeError) as error:
        raise KindError(f"kind '{name}': {point.value} cannot be loaded: {error}; mend or uninstall it") from error
    if not (isinstance(kind, type) and issubclass(kind, Spec) and getattr(kind, "name", "") == name):
        raise KindError(f"kind '{name}': {point.value} is no Spec of that name; mend or uninstall it")
    return kind
