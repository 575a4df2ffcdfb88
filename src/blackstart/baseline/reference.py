"""The page on every key of a pack's files, from the schemas that follow from their structs."""

from collections.abc import Iterator, Mapping
from typing import Any

from blackstart.baseline.schema import FILES, find_names, make_schema
from blackstart.checks.table import list_kinds

Shape = Mapping[str, Any]
INTRODUCTION = """\
# Every key of a pack's files

Printed by `blackstart schema --reference`. The struct that a file is read as gives this page, the schema for editors
and the messages; what the keys mean together is told in [baseline.md](baseline.md), [recovery.md](recovery.md) and
[go.md](go.md). A key in bold must be there.
"""
SORTS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "null": "nothing",
    "object": "mapping",
}
TIME = "duration (`15m`) or seconds"


def write_reference() -> str:
    """Return the page: a section for each sort of file, and one for each struct within files."""
    shapes = make_schema()["$defs"]
    kinds = frozenset(list_kinds())
    told: dict[str, None] = {}
    waiting = list(FILES)
    while waiting:
        name = waiting.pop(0)
        if name not in told and "properties" in shapes[name]:
            told[name] = None
            own = {key: part for key, part in shapes[name]["properties"].items() if key not in kinds}
            waiting += find_names(own)
    return "\n".join([INTRODUCTION, *(line for name in told for line in write_section(name, shapes[name], kinds))])


def write_section(name: str, shape: Shape, kinds: frozenset[str]) -> Iterator[str]:
    """Yield the lines on one mapping."""
    yield from (f"## {name}", "", shape.get("description", ""), "", "| key | value | meaning |", "|---|---|---|")
    for key, part in shape["properties"].items():
        if key not in kinds:
            written = f"**`{key}`**" if key in shape.get("required", ()) else f"`{key}`"
            yield f"| {written} | {escape(say_shape(part))} | {escape(part.get('description', ''))} |"
    if "oneOf" in shape:
        yield "| **a kind** | its parameters, or its shorthand | One of `blackstart kinds`. |"
    yield ""


def escape(text: str) -> str:
    """Return text as it stands in a table."""
    return " ".join(text.split()).replace("|", r"\|")


def say_shape(shape: Shape) -> str:
    """Return in words what may stand under a key."""
    match shape:
        case {"$ref": str(reference)}:
            return f"`{reference.removeprefix('#/$defs/')}`"
        case {"enum": [*values]}:
            return ", ".join(f"`{value}`" for value in values)
        case {"anyOf": [*parts]}:
            return say_union(parts)
        case {"type": str(sort)}:
            return say_sort(sort, shape)
        case _:
            return "name" if shape else "anything"


def say_sort(sort: str, shape: Shape) -> str:
    """Return the name of a sort of value, with that of its parts."""
    match shape:
        case {"items": part}:
            return f"list of {say_shape(part)}"
        case {"additionalProperties": dict(part)}:
            return f"mapping to {say_shape(part)}"
        case _:
            return SORTS[sort]


def say_union(parts: list[Shape]) -> str:
    """Return in words what one of these may be."""
    if [part.get("type") for part in parts] == ["number", "string"]:
        return TIME
    if len(parts) > 1 and parts[1].get("required") == ["en"]:
        return "text, or texts by language"
    return " or ".join(dict.fromkeys(map(say_shape, parts)))
