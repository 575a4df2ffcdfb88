"""Kinds of check do not know each other: what two of them need stands beside them."""

import ast
from importlib.util import find_spec
from pathlib import Path

import pytest

from blackstart.checks.table import KINDS


def place_of(kind: str) -> str:
    """Return the name of the module that a kind stands in."""
    return f"blackstart.checks.{KINDS[kind][0]}.{kind}"


@pytest.mark.parametrize("kind", KINDS)
def test_kind_imports_no_other_kind(kind: str) -> None:
    """A kind's module names no other kind's module."""
    spec = find_spec(place_of(kind))
    assert spec is not None
    assert spec.origin is not None
    tree = ast.parse(Path(spec.origin).read_text())
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported.isdisjoint(place_of(other) for other in KINDS if other != kind)
