"""Kinds of check do not know each other: what two of them need stands beside them."""

import ast
from importlib.util import find_spec
from pathlib import Path

import pytest

from blackstart.checks.table import KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_kind_imports_no_other_kind(kind: str) -> None:
    """A kind's module names no other kind's module."""
    spec = find_spec(f"blackstart.checks.{kind}")
    assert spec is not None
    assert spec.origin is not None
    tree = ast.parse(Path(spec.origin).read_text())
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported.isdisjoint({f"blackstart.checks.{other}" for other in KINDS if other != kind})
