"""One name stands for one thing in the whole source, so that a reader never asks which one is meant."""

import ast
from collections import defaultdict
from pathlib import Path

import blackstart

SOURCE = Path(blackstart.__file__).parent
MOST_LINES = 250
"""What a reader takes in at once."""


def find_classes() -> dict[str, list[str]]:
    """Return where each class of the source stands."""
    found = defaultdict(list)
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(f"{path.relative_to(SOURCE)}:{node.lineno}")
    return found


def test_no_two_classes_have_one_name() -> None:
    """A class name that stands twice means two things."""
    assert {name: places for name, places in find_classes().items() if len(places) > 1} == {}


def test_no_module_is_too_long_to_read_at_once() -> None:
    """A module says one thing."""
    lengths = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCE.rglob("*.py")}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}
