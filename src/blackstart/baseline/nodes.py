"""What a YAML file holds, each node with its line."""

from typing import assert_never

import msgspec

from blackstart.baseline.scalars import Value

LONGEST_QUOTED = 40
"""Longer text is cut where a message quotes it."""


class Scalar(msgspec.Struct, frozen=True, kw_only=True):
    """A single value, as written (`text`) and as meant (`value`)."""

    line: int
    text: str
    value: Value


class Sequence(msgspec.Struct, frozen=True, kw_only=True):
    """A list."""

    line: int
    items: tuple["Node", ...]


class Mapping(msgspec.Struct, frozen=True, kw_only=True):
    """A mapping from text; `lines` are the lines of its keys."""

    line: int
    entries: dict[str, "Node"]
    lines: dict[str, int]


Node = Scalar | Sequence | Mapping


def describe(node: Node) -> str:
    """Name what stands there, for a message."""
    match node:
        case Mapping(entries=entries):
            return "a mapping" if entries else "an empty mapping"
        case Sequence(items=items):
            return "a list" if items else "an empty list"
        case Scalar(value=None):
            return "nothing"
        case Scalar(value=bool()) | Scalar(value=int() | float()):
            return node.text
        case Scalar(text=text):
            return f"text '{text}'" if len(text) <= LONGEST_QUOTED else f"text '{text[:LONGEST_QUOTED]}…'"
        case _:
            assert_never(node)
