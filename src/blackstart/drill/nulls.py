"""Nulls in fixtures: where a difference has nothing to remove, they stand for nothing. Pure."""

from typing import assert_never

from blackstart.baseline.nodes import Mapping, Node, Scalar, Sequence


def drop_null_keys(node: Mapping) -> Mapping:
    """Return a mapping without the keys that are null, at any depth: there is nothing for them to remove."""
    kept = {key: drop_nulls_below(part) for key, part in node.entries.items() if not is_null(part)}
    return Mapping(line=node.line, entries=kept, lines=node.lines)


def drop_nulls_below(node: Node) -> Node:
    """Return a node without the keys in it that are null."""
    match node:
        case Mapping():
            return drop_null_keys(node)
        case Sequence(items=items):
            return Sequence(line=node.line, items=tuple(map(drop_nulls_below, items)))
        case Scalar():
            return node
        case _:
            assert_never(node)


def is_null(node: Node) -> bool:
    """Tell whether nothing stands there."""
    return isinstance(node, Scalar) and node.value is None
