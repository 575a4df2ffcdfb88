"""A kind's parameters, from nodes to its frozen struct."""

import re
from collections.abc import Iterator
from typing import Any, assert_never

import msgspec

from blackstart.baseline.fields import Fields
from blackstart.baseline.mismatch import say_mismatch
from blackstart.baseline.nodes import Mapping, Node, Scalar, Sequence, describe
from blackstart.baseline.secrecy import refuse_secrets
from blackstart.baseline.times import put_times
from blackstart.checks.spec import Spec
from blackstart.checks.table import find_kind
from blackstart.model.fleet import Host

STEP = re.compile(r"\.(?P<key>[^.\[]+)|\[(?P<index>[0-9]+)\]")


class Params(msgspec.Struct, frozen=True, kw_only=True):
    """Parameters as they stand in the file. `values` are plain; `templated` ones name a placeholder."""

    kind: type[Spec]
    fields: Fields
    values: dict[str, Any]
    templated: bool


def read_params(outer: Fields, name: str) -> Params | None:
    """Return the parameters under the kind's key; or None, and why in the report."""
    kind = find_kind(name)
    node = outer.mapping.entries[name]
    mapping = as_mapping(node, kind, outer.line(name))
    report = outer.report.about(f"{outer.report.subject}: {name}")
    if mapping is None:
        report.add(node.line, f"expected a mapping of parameters, found {describe(node)}", f"as `{kind.example}`")
        return None
    fields = Fields(mapping=mapping, report=report)
    before = len(report.problems)
    refuse_emptiness(fields)
    refuse_secrets(fields)
    if len(report.problems) > before:
        return None
    values = {key: to_plain(value) for key, value in mapping.entries.items()}
    return Params(kind=kind, fields=fields, values=values, templated=fill(values, "", "") != values)


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


def refuse_emptiness(fields: Fields) -> None:
    """Report parameters that are there and demand nothing: they would hold whatever is seen."""
    for key, node in fields.mapping.entries.items():
        if isinstance(node, Scalar) and (node.value is None or not node.text.strip()):
            fields.report.add(fields.line(key), f"'{key}' has no value", "give it one or leave it out")
        for line, what in find_empty(node):
            fields.report.add(
                line, f"'{key}': an empty {what} demands nothing", "name what is expected or leave it out"
            )


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


def to_plain(node: Node) -> Any:
    """Return the node's value without lines. Nodes are never deep (composer.MAX_DEPTH)."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [to_plain(item) for item in node.items]
        case Mapping():
            return {key: to_plain(value) for key, value in node.entries.items()}
        case _:
            assert_never(node)


def fill(value: Any, host: str, address: str) -> Any:
    """Return the value with `{host}` and `{address}` replaced in all its text."""
    match value:
        case str():
            return value.replace("{host}", host).replace("{address}", address)
        case list():
            return [fill(item, host, address) for item in value]
        case dict():
            return {key: fill(item, host, address) for key, item in value.items()}
        case _:
            return value


def make_spec(params: Params, host: Host | None) -> Spec | None:
    """Return the kind with its parameters filled for the host; or None, and every error in the report."""
    values = fill(params.values, host.id, host.address) if host is not None and params.templated else params.values
    try:
        return msgspec.convert(values, params.kind)
    except msgspec.ValidationError:
        return make_timed_spec(params, put_times(values, params.kind))


def make_timed_spec(params: Params, values: dict[str, Any]) -> Spec | None:
    """As `make_spec`, with times as the kind keeps them."""
    try:
        return msgspec.convert(values, params.kind)
    except msgspec.ValidationError as error:
        report_invalid(params, values, error)
        return None


def report_invalid(params: Params, values: dict[str, Any], error: msgspec.ValidationError) -> None:
    """Report each parameter that does not fit, or what they all together are refused for."""
    known = {field.encode_name: field for field in msgspec.structs.fields(params.kind)}
    fields = params.fields
    before = len(fields.report.problems)
    for key, value in values.items():
        if key not in known:
            fields.report.add_unknown(fields.line(key), f"unknown parameter '{key}'", key, known)
        else:
            report_value(fields, key, value, known[key].type)
    for key, field in known.items():
        if field.required and key not in values:
            fields.report.add(fields.mapping.line, f"parameter '{key}' is missing", f"as `{params.kind.example}`")
    if len(fields.report.problems) == before:
        said, _ = say_mismatch(error, params.kind, values)
        fields.report.add(fields.mapping.line, said, f"as `{params.kind.example}`")


def report_value(fields: Fields, key: str, value: Any, expected: Any) -> None:
    """Report one parameter's value if it does not fit its type, at the line of the part that does not."""
    try:
        msgspec.convert(value, expected)
    except msgspec.ValidationError as error:
        path = path_of(error)
        line = find_line(fields.mapping.entries[key], path, fields.line(key))
        said, mend = say_mismatch(error, expected, value)
        fields.report.add(line, f"'{key}{path}': {said}", mend)


def path_of(error: msgspec.ValidationError) -> str:
    """Return the path below the value (`[0].name`), or nothing where it is the value itself."""
    place = str(error).partition(" - at `")[2]
    return place.rpartition("$")[2].rstrip("`")


def find_line(node: Node, path: str, line: int) -> int:
    """Return the line of the node the path leads to, or of the last one that can be told."""
    for step in STEP.finditer(path):
        match node:
            case Mapping() if step["key"] in node.entries:
                line = node.lines[step["key"]]
                node = node.entries[step["key"]]
            case Sequence() if step["index"] is not None and int(step["index"]) < len(node.items):
                node = node.items[int(step["index"])]
                line = node.line
            case _:
                break
    return line
