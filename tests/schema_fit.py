"""Whether a value fits a JSON Schema, as far as ours go; stricter than that, it refuses a key that no schema names."""

from typing import Any

TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
    "array": (list,),
    "object": (dict,),
}


def find_misfits(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str = "$") -> list[str]:
    """Return where and why it does not fit."""
    if "$ref" in schema:
        return find_misfits(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root, at)
    if "anyOf" in schema:
        found = [find_misfits(value, one, root, at) for one in schema["anyOf"]]
        return [] if [] in found else min(found, key=len)
    if "const" in schema or "enum" in schema:
        allowed = schema.get("enum", [schema.get("const")])
        return [] if value in allowed else [f"{at}: {value!r} is none of {allowed}"]
    kinds = [schema["type"]] if "type" in schema else list(TYPES)
    if not any(isinstance(value, TYPES[kind]) and (kind == "boolean") == isinstance(value, bool) for kind in kinds):
        return [f"{at}: {value!r} is no {' or '.join(kinds)}"]
    if isinstance(value, dict):
        return find_misfits_of_keys(value, schema, root, at)
    items = schema.get("items") or {}
    parts = enumerate(value) if isinstance(value, list) else ()
    return [misfit for place, item in parts for misfit in find_misfits(item, items, root, f"{at}[{place}]")]


def find_misfits_of_keys(value: dict[str, Any], schema: dict[str, Any], root: dict[str, Any], at: str) -> list[str]:
    """Return what is missing, what is not named, and what does not fit below."""
    shapes, rest = schema.get("properties", {}), schema.get("additionalProperties")
    found = [f"{at}: '{key}' is missing" for key in schema.get("required", ()) if key not in value]
    for key, part in value.items():
        shape = shapes.get(key, rest if isinstance(rest, dict) else None)
        if shape is None and shapes:
            found.append(f"{at}: '{key}' is not named")
        found += find_misfits(part, shape or {}, root, f"{at}.{key}")
    return found
