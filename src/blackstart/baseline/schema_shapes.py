"""The shapes of a baseline's files in JSON Schema, but for what the kinds add."""

from typing import Any

from blackstart.baseline.demand import OUTCOMES, WARNING_CLASSES
from blackstart.model.fleet import ExplainedIf

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
CASE = mapping(
    {
        "when": {**TEXT, "description": "CEL over what was read."},
        "passed": {**NAMES, "description": "Checks that passed in the same run."},
        "failed": {**NAMES, "description": "Checks that did not."},
        "text": {"description": "What is said in this case.", "type": ["string", "object"]},
    },
    ("text",),
    "Words for one case.",
)

SHARED: dict[str, Shape] = {
    "names": NAMES,
    "age": {
        "description": "Seconds, or text as 90s, 15m, 24h, 7d.",
        "anyOf": [{"type": "number", "exclusiveMinimum": 0}, {"type": "string", "pattern": r"^[0-9.]+[smhd]$"}],
    },
    "texts": {
        "description": "English text, or text by language tag with at least `en`.",
        "anyOf": [TEXT, {"type": "object", "required": ["en"], "additionalProperties": TEXT}],
    },
    "said": {
        "description": "Words, or words by case; the last case holds always.",
        "anyOf": [ref("texts"), {"type": "array", "items": CASE, "minItems": 1}],
    },
}

PHASE = mapping(
    {
        "phase": describe(WORD, "The phase's id."),
        "title": describe(ref("texts"), "What people call it."),
        "needs": describe(ref("names"), "Phases that must be green first."),
        "about": describe(WORD, "The subject of every check here that names none; one of the pack's subjects."),
        "each_needs": describe(ref("names"), "Checks or phases that every check here needs."),
        "on_demand": describe({"type": "boolean"}, "Whether views alone look at it."),
        "checks": list_of(ref("check")),
    },
    ("phase", "checks"),
    "phases/*.yml: a layer, released only when it and all it needs are green.",
)

CHECK: dict[str, Shape] = {
    "id": describe(WORD, "The check's id; `{host}` in it stands for the host."),
    "on": describe(ref("names"), "What it is about: a host id, `controller`, a list of hosts, `role:NAME` or `all`."),
    "from": describe(WORD, "Where it is asked from: `controller`, a host id, or `host` for the host itself."),
    "expect": describe(TEXT, "CEL over the reading; where it does not hold, the check comes to `else`."),
    "prefer": describe(TEXT, "CEL over the reading; where only this does not hold, the check warns."),
    "else": describe({"enum": list(OUTCOMES)}, "What a failure comes to; by default blocked."),
    "about": describe(WORD, "Its subject, what a failure says something of: one of the pack's subjects."),
    "warns_as": describe({"enum": list(WARNING_CLASSES)}, "What a warning is about; by default service."),
    "needs": describe(ref("names"), "Checks, or phases, whose failure explains a failure of this one."),
    "explained_by": describe(WORD, "A check of the same run: while it passes, a failure of this one is a warning."),
    "explained_if": describe(
        {"enum": [word.value for word in ExplainedIf]}, "Which failures it explains; by default every one."
    ),
    "max_age": describe(ref("age"), "How old evidence may be."),
    "why": describe(ref("said"), "Why it matters, for who reads the scorecard."),
    "next": describe(ref("said"), "What to do where it fails, for who is on call."),
}
