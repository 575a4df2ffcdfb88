"""The table of kinds: each name with the place of its class, imported when first used."""

from functools import cache
from importlib import import_module
from typing import cast

from blackstart.checks.spec import Spec

KINDS = {
    "systemd_unit": "SystemdUnit",
}
"""Kind name (also the module's) to class name."""


@cache
def find_kind(name: str) -> type[Spec]:
    """Return the class of a kind. Raises KeyError for a name that is not in the table."""
    module = import_module(f"blackstart.checks.{name}")
    return cast("type[Spec]", getattr(module, KINDS[name]))
