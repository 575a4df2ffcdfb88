"""The shapes of a baseline's files in JSON Schema, but for what the kinds add."""

from typing import Any

from blackstart.baseline.typed_numbers import TIME

Shape = dict[str, Any]


def ref(name: str) -> Shape:
    """Return a reference to a definition."""
    return {"$ref": f"#/$defs/{name}"}


def describe(shape: Shape, description: str) -> Shape:
    """Return the shape with a description, which editors show."""
    return {**shape, "description": description}


def list_of(shape: Shape) -> Shape:
    """Return a list that demands something."""
    return {"type": "array", "items": shape, "minItems": 1}


def mapping(properties: Shape, required: tuple[str, ...], description: str) -> Shape:
    """Return a mapping with these keys and no others."""
    shape = {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}
    return describe(shape, description)


TEXT: Shape = {"type": "string", "pattern": r"\S"}
WORD: Shape = {"type": ["string", "number"], "pattern": r"\S"}

NAMES: Shape = {"anyOf": [WORD, {"type": "array", "items": WORD}]}
SHARED: dict[str, Shape] = {
    "names": NAMES,
    "age": {
        "description": "Seconds, or text as 90s, 15m, 24h, 7d.",
        "anyOf": [{"type": "number", "exclusiveMinimum": 0}, TIME],
    },
    "texts": {
        "description": "English text, or text by language tag with at least `en`.",
        "anyOf": [TEXT, {"type": "object", "required": ["en"], "additionalProperties": TEXT}],
    },
}
