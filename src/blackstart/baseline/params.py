"""A kind's parameters, from nodes to its frozen struct."""

import re
from collections.abc import Iterator
from typing import assert_never

import msgspec

from blackstart.baseline.nodes import Mapping, Node, Scalar, Sequence, describe
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.secrecy import list_texts, refuse_secrets
from blackstart.baseline.typed import read_struct
from blackstart.baseline.typed_place import PARAMETERS
from blackstart.checks.spec import Spec
from blackstart.checks.table import find_kind
from blackstart.model.fleet import Host

PLACEHOLDER = re.compile(r"\{(?:host|address)\}")


class Params(msgspec.Struct, frozen=True, kw_only=True):
    """Parameters as they stand in the file; `templated` ones name a placeholder."""

    kind: type[Spec]
    mapping: Mapping
    report: ProblemReport
    templated: bool


def read_params(kinds: Mapping, name: str, outer: ProblemReport) -> Params | None:
    """Return the parameters under the kind's key; or None, and why in the report."""
    kind = find_kind(name)
    node = kinds.entries[name]
    mapping = as_mapping(node, kind, kinds.lines[name])
    report = outer.within(name)
    if mapping is None:
        report.add(node.line, f"expected a mapping of parameters, found {describe(node)}", f"as `{kind.example}`")
        return None
    before = len(report.problems)
    refuse_emptiness(mapping, report)
    texts = {key: list_texts(node) for key, node in mapping.entries.items()}
    refuse_secrets(mapping, texts, report)
    if len(report.problems) > before:
        return None
    templated = any("{" in text.text and PLACEHOLDER.search(text.text) for own in texts.values() for text in own)
    return Params(kind=kind, mapping=mapping, report=report, templated=templated)


def as_mapping(node: Node, kind: type[Spec], line: int) -> Mapping | None:
    """Return the parameters as a mapping: no value is none of them, a bare one the shorthand's."""
    match node:
        case Mapping():
            return node
        case Scalar(value=None, text=""):
            return Mapping(line=line, entries={}, lines={})
        case Scalar() | Sequence() if kind.shorthand is not None:
            return Mapping(line=line, entries={kind.shorthand: node}, lines={kind.shorthand: line})
        case _:
            return None


def refuse_emptiness(mapping: Mapping, report: ProblemReport) -> None:
    """Report parameters that are there and demand nothing: they would hold whatever is seen."""
    for key, node in mapping.entries.items():
        if isinstance(node, Scalar):
            if node.value is None or not node.text.strip():
                report.add(mapping.lines[key], f"'{key}' has no value", "give it one or leave it out")
            continue
        for line, what in find_empty(node):
            report.add(line, f"'{key}': an empty {what} demands nothing", "name what is expected or leave it out")


def find_empty(node: Node) -> Iterator[tuple[int, str]]:
    """Yield line and sort of every empty collection in the node."""
    match node:
        case Sequence(items=()):
            yield node.line, "list"
        case Sequence():
            for item in node.items:
                yield from find_empty(item)
        case Mapping(entries=entries):
            if not entries:
                yield node.line, "mapping"
            for value in entries.values():
                yield from find_empty(value)
        case _:
            pass


def fill(text: str, host: Host) -> str:
    """Return the text with `{host}` and `{address}` replaced."""
    return text.replace("{host}", host.id).replace("{address}", host.address)


def fill_node(node: Node, host: Host) -> Node:
    """Return the node with `{host}` and `{address}` replaced in all its text."""
    match node:
        case Scalar(value=str(text)):
            filled = fill(text, host)
            return Scalar(line=node.line, text=filled, value=filled)
        case Scalar():
            return node
        case Sequence(items=items):
            return Sequence(line=node.line, items=tuple(fill_node(item, host) for item in items))
        case Mapping():
            return fill_mapping(node, host)
        case _:
            assert_never(node)


def fill_mapping(mapping: Mapping, host: Host) -> Mapping:
    """Return the mapping with `{host}` and `{address}` replaced in the text of its values."""
    entries = {key: fill_node(part, host) for key, part in mapping.entries.items()}
    return Mapping(line=mapping.line, entries=entries, lines=mapping.lines)


def make_spec(params: Params, host: Host | None) -> Spec | None:
    """Return the kind with its parameters filled for the host; or None, and every error in the report."""
    mapping, report = params.mapping, params.report
    filled = fill_mapping(mapping, host) if host is not None and params.templated else mapping
    before = len(report.problems)
    spec = read_struct(filled, params.kind, report, PARAMETERS)
    return spec if len(report.problems) == before else None
