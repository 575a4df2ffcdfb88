"""The shapes of recovery.yml in JSON Schema."""

from blackstart.baseline.needs_entry import NeedsEntry
from blackstart.baseline.recovery_format import DecisionSections
from blackstart.baseline.schema_shapes import Shape, describe, list_of, mapping, ref
from blackstart.baseline.typed_schema import shape_files

NAME: Shape = {"type": "string", "pattern": "^[A-Z][A-Z0-9_]*$"}
SAYS = describe(ref("texts"), "What it means, in a sentence.")
NEEDS = describe(ref("requirements"), "What must hold, all of it; left out, nothing could be proven.")
APPROVAL = describe(ref("texts"), "Whose decision it takes; no evidence can stand for it.")
PROVEN: Shape = {
    "says": SAYS,
    "needs": NEEDS,
    "max_age": describe(ref("age"), "How old the run may be from which it is said; by default 15m."),
}
LEVEL = mapping(
    {
        "level": NAME,
        **PROVEN,
        "approval": APPROVAL,
        "opens": describe(ref("names"), "What may be released from this level on."),
        "closes_as": describe(NAME, "The state that a recovery may be closed in at this level."),
        "go_word": describe(NAME, "What GO calls it where it is the most that may be declared."),
    },
    ("level", "says"),
    "A level; it stands on all below it.",
)
RESULT_WORD = mapping(
    {
        "word": NAME,
        "level": describe(NAME, "The level that it is a word for, on which it stands."),
        **PROVEN,
        "but": {
            "type": "object",
            "additionalProperties": NAME,
            "description": "Its suffix while a subject is not green.",
        },
    },
    ("word", "says"),
    "A word for the result.",
)
CLAIM = mapping(PROVEN, ("says", "needs"), "A sentence that evidence may allow.")
NEVER = mapping(
    {"says": SAYS, "approval": APPROVAL, "needs": ref("requirements")},
    ("says", "approval"),
    "A sentence that no evidence alone can allow, and what it asks for beside the approval.",
)

DECISIONS = shape_files({"decisions": DecisionSections, "requirements": NeedsEntry})
"""Points, paths, GO and requirements, whose schema follows from the structs that they are read as."""

RECOVERY = mapping(
    {
        "levels": describe(list_of(ref("level")), "Levels, the lowest first."),
        "words": describe(list_of(ref("word")), "Words for the result, the strongest first."),
        "states": {"type": "object", "additionalProperties": ref("claim"), "description": "States by name."},
        "claims": {"type": "object", "additionalProperties": ref("claim"), "description": "Claims by name."},
        "never": {"type": "object", "additionalProperties": ref("never"), "description": "What is never allowed."},
        **DECISIONS.pop("decisions")["properties"],
    },
    (),
    "recovery.yml: the ladder of levels, what may be said of the fleet, points in time, paths and GO.",
)

SHAPES: dict[str, Shape] = {
    "recovery": RECOVERY,
    "level": LEVEL,
    "word": RESULT_WORD,
    "claim": CLAIM,
    "never": NEVER,
    **DECISIONS,
}
