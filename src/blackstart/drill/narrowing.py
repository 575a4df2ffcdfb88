"""Which line of a file does not fit the type it should have. Pure."""

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec

from blackstart.baseline.mismatch import say_mismatch
from blackstart.baseline.nodes import Mapping, Node, Scalar, Sequence
from blackstart.baseline.problems import Report
from blackstart.drill.merge import drop_nulls

FindProblem = Callable[[Any], str]
"""Says what is wrong with plain data, or nothing."""


def check_part(node: Mapping, keys: set[str], kind: type, report: Report) -> None:
    """Report each key that does not fit a type, with the line of the smallest part that does not."""
    known = {field.name for field in msgspec.structs.fields(kind)}
    for key in node.entries:
        if key not in keys:
            continue
        if key not in known:
            report.add_unknown(node.lines[key], f"unknown key '{key}'", key, known)
            continue
        find_problem = partial(find_key_problem, key, kind)
        line, problem = narrow(node.entries[key], node.lines[key], find_problem)
        if problem:
            report.add(line, f"`{key}`: {problem}")


def find_key_problem(key: str, kind: type, plain: Any) -> str:
    """Return why plain data does not fit under a key of a type; nothing where it does."""
    try:
        msgspec.convert(drop_nulls({key: plain}), kind, strict=False)
    except msgspec.ValidationError as error:
        return say_mismatch(error, kind, plain)[0]
    return ""


def narrow(node: Node, line: int, find_problem: FindProblem) -> tuple[int, str]:
    """Return line and problem of the smallest part that is wrong by itself."""
    problem = find_problem(to_plain(node))
    if not problem:
        return line, ""
    for part, place, wrap in list_parts(node):
        inner = narrow(part, place, partial(find_part_problem, find_problem, wrap))
        if inner[1]:
            return inner
    return line, problem


def find_part_problem(find_problem: FindProblem, wrap: Callable[[Any], Any], plain: Any) -> str:
    """Return what is wrong with a whole that has only this part."""
    return find_problem(wrap(plain))


def list_parts(node: Node) -> list[tuple[Node, int, Callable[[Any], Any]]]:
    """Return each part of a node, its line, and how it stands in the whole by itself."""
    match node:
        case Mapping(entries=entries, lines=lines):
            return [(part, lines[key], partial(hold_key, key)) for key, part in entries.items()]
        case Sequence(items=items):
            return [(part, part.line, hold_item) for part in items]
        case Scalar():
            return []


def hold_key(key: str, plain: Any) -> dict[str, Any]:
    """Return a mapping with one key."""
    return {key: plain}


def hold_item(plain: Any) -> list[Any]:
    """Return a list with one item."""
    return [plain]


def to_plain(node: Node) -> Any:
    """Return a node as plain data."""
    match node:
        case Mapping(entries=entries):
            return {key: to_plain(part) for key, part in entries.items()}
        case Sequence(items=items):
            return [to_plain(part) for part in items]
        case Scalar(value=value):
            return value
