"""Where a value does not fit a JSON Schema, for the keywords that Blackstart's schemas use (2020-12)."""

import re
from collections.abc import Iterator
from typing import Any

TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def find_faults(
    value: Any, shape: dict[str, Any], path: str = "$", defs: dict[str, Any] | None = None
) -> Iterator[str]:
    """Yield where a value does not fit; `defs` are the definitions of the whole schema."""
    defs = shape.get("$defs", {}) if defs is None else defs
    if "$ref" in shape:
        yield from find_faults(value, defs[shape["$ref"].removeprefix("#/$defs/")], path, defs)
    if "anyOf" in shape and all(list(find_faults(value, part, path, defs)) for part in shape["anyOf"]):
        yield f"{path}: fits none"
    if "oneOf" in shape and sum(not list(find_faults(value, part, path, defs)) for part in shape["oneOf"]) != 1:
        yield f"{path}: fits none, or more than one"
    if "enum" in shape and value not in shape["enum"]:
        yield f"{path}: not one of {shape['enum']}"
    names = shape.get("type", [])
    names = [names] if isinstance(names, str) else names
    if names and not any(is_of(value, name) for name in names):
        yield f"{path}: not {names}"
    elif isinstance(value, dict):
        yield from find_faults_in_mapping(value, shape, path, defs)
    elif isinstance(value, list):
        yield from find_faults_in_list(value, shape, path, defs)
    elif isinstance(value, str) and not re.search(shape.get("pattern", ""), value):
        yield f"{path}: does not match {shape['pattern']}"
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from find_faults_in_number(value, shape, path)


def is_of(value: Any, name: str) -> bool:
    """Tell whether a value is of a JSON type; a boolean is no number."""
    return isinstance(value, TYPES[name]) and (not isinstance(value, bool) or name == "boolean")


def find_faults_in_mapping(
    value: dict[str, Any], shape: dict[str, Any], path: str, defs: dict[str, Any]
) -> Iterator[str]:
    """Yield the faults of a mapping's keys and values."""
    properties = shape.get("properties", {})
    if len(value) < shape.get("minProperties", 0):
        yield f"{path}: too few keys"
    for name in value:
        yield from find_faults(name, shape.get("propertyNames", {}), f"{path}.{name}", defs)
    yield from (f"{path}: no {name}" for name in shape.get("required", []) if name not in value)
    for name, item in value.items():
        other = shape.get("additionalProperties", {})
        if name not in properties and other is False:
            yield f"{path}: unknown {name}"
        else:
            yield from find_faults(item, properties.get(name, other), f"{path}.{name}", defs)


def find_faults_in_list(value: list[Any], shape: dict[str, Any], path: str, defs: dict[str, Any]) -> Iterator[str]:
    """Yield the faults of a list's items."""
    if len(value) < shape.get("minItems", 0):
        yield f"{path}: too short"
    if len(value) > shape.get("maxItems", len(value)):
        yield f"{path}: too long"
    places = shape.get("prefixItems", [])
    for index, item in enumerate(value):
        yield from find_faults(
            item, places[index] if index < len(places) else shape.get("items", {}), f"{path}[{index}]", defs
        )


def find_faults_in_number(value: float, shape: dict[str, Any], path: str) -> Iterator[str]:
    """Yield the faults of a number."""
    if not shape.get("minimum", value) <= value <= shape.get("maximum", value):
        yield f"{path}: out of bounds"
    if "exclusiveMinimum" in shape and value <= shape["exclusiveMinimum"]:
        yield f"{path}: too small"
    if "exclusiveMaximum" in shape and value >= shape["exclusiveMaximum"]:
        yield f"{path}: too large"
