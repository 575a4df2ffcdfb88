"""Names in a requirement, in groups: of all of them, or of some, the same is asked."""

from collections.abc import Iterator

import msgspec

from blackstart.baseline.fields import Fields, Name, open_fields, read_items
from blackstart.baseline.nodes import Mapping, Node, Scalar, Sequence
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.recovery_scene import ASKS_NOTHING, read_some

SOME_KEYS = ("any", "at_least")


class RequirementGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Names of which the same is asked, by the key it stands under; with `at_least`, of so many of them."""

    asked: str
    names: tuple[Name, ...]
    fields: Fields
    line: int
    at_least: int | None = None


def read_groups(fields: Fields, key: str) -> Iterator[RequirementGroup]:
    """Yield the groups under a key: one of the names, one for each `{any: NAMES, at_least: N}`.

    A key that names nothing is reported.
    """
    node = fields.get(key)
    items = node.items if isinstance(node, Sequence) else () if node is None else (node,)
    plain = tuple(item for item in items if not isinstance(item, Mapping))
    if node is not None and not items:
        fields.report.add(fields.line(key), f"key '{key}' names nothing", ASKS_NOTHING)
    if plain:
        names = tuple(read_items(fields, key, Sequence(items=plain, line=plain[0].line)))
        yield RequirementGroup(asked=key, names=names, fields=fields, line=fields.line(key))
    for item in items:
        if isinstance(item, Mapping):
            yield from read_group_of_some(item, key, fields.report)


def read_group_of_some(item: Mapping, key: str, report: ProblemReport) -> Iterator[RequirementGroup]:
    """Yield the group, unless one of its keys is missing."""
    own = open_fields(item, SOME_KEYS, report)
    own.require("any", "name those of which some must be so")
    own.require("at_least", "say of how many")
    at_least = read_count(own)
    names = read_some(own, "any")
    if at_least is not None and names:
        yield RequirementGroup(asked=key, names=names, fields=own, line=own.line("at_least"), at_least=at_least)


def read_count(fields: Fields) -> int | None:
    """Return how many there must be; none would prove nothing."""
    node: Node | None = fields.get("at_least")
    if isinstance(node, Scalar) and type(node.value) is int and node.value > 0:
        return node.value
    if node is not None:
        fields.refuse("at_least", "how many, one or more", node)
    return None


def is_group_of_some(node: Node) -> bool:
    """Tell whether a mapping is such a group, rather than one from what is asked to names."""
    return isinstance(node, Mapping) and not set(SOME_KEYS).isdisjoint(node.entries)
