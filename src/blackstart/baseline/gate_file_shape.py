"""The shapes of summary.yml and gates.yml in JSON Schema."""

from blackstart.baseline.schema_shapes import TEXT, Shape, describe, list_of, mapping, ref
from blackstart.baseline.summary_defaults import GROUPS
from blackstart.baseline.summary_table import RUN_FIELDS

VALUES: Shape = {"anyOf": [TEXT, {"type": "array", "items": TEXT, "minItems": 1}]}
CONDITIONS: Shape = {"type": "object", "additionalProperties": VALUES, "minProperties": 1}
THINGS: Shape = {"type": "object", "additionalProperties": ref("texts"), "minProperties": 1}
PATTERNS = list_of(TEXT)
STATUS: Shape = {"type": "string", "pattern": "^blocked_[a-z0-9_]+$"}

LINES: tuple[Shape, ...] = (
    TEXT,
    {"type": "null", "description": "The line by default of that key."},
    ref("QuestionEntry"),
    mapping(
        {"needs": ref("requirements"), "yes": TEXT, "no": TEXT}, ("needs",), "Whether requirements are met: 1 or 0."
    ),
    mapping({"run": {"enum": list(RUN_FIELDS)}}, ("run",), "A figure or word of the run."),
    mapping({"view": TEXT}, ("view",), "The word of a view for its own result."),
    mapping({"gates": {"enum": ["open"]}}, ("gates",), "The gates that are open."),
    mapping({"always": {"enum": [0]}}, ("always",), "What no evidence can make anything but 0."),
)

SUMMARY = mapping(
    {
        "views": describe(ref("names"), "Views that are looked at for the summary beside the whole fleet."),
        "quick": describe(TEXT, "The view of the quick check, which counts and names the run."),
        "prefix": describe(TEXT, "What stands before the keys of the run's own lines, as in PREFIX_PASS."),
        "defaults": describe(list_of({"enum": list(GROUPS)}), "Groups of lines by default; all where it is not there."),
        "lines": {"type": "object", "additionalProperties": {"anyOf": list(LINES)}, "description": "KEY: value."},
    },
    (),
    "summary.yml: the KEY=VALUE lines of a run.",
)

GATE = mapping(
    {
        "id": describe(TEXT, "The gate's id."),
        "priority": describe({"type": "string", "pattern": "^P[0-9]$"}, "By default P0."),
        "owner": describe(TEXT, "Who alone can clear it."),
        "says": describe(ref("texts"), "What is asked, in a sentence."),
        "cleared_by": describe(CONDITIONS, "Lines of the summary and the values at which it is not open."),
        "evidence": describe(THINGS, "What the owner is asked for, by id."),
        "current": describe(ref("names"), "Lines of the summary that tell what is known."),
        "forbidden_actions": describe(THINGS, "What nobody may do for it, by id."),
        "forbids": describe(ref("names"), "Declarations nobody may make while it is open."),
        "missing_status": describe(STATUS, "The status of a response that lacks evidence."),
    },
    ("id", "owner", "cleared_by", "evidence", "forbidden_actions"),
    "What only its owner can clear.",
)

DECLARATION = mapping(
    {
        "name": describe(TEXT, "What is said."),
        "says": describe(ref("texts"), "What it means."),
        "requires": describe(CONDITIONS, "Lines of the summary and the values they must have, all of them."),
        "approval": describe(ref("texts"), "Whose decision it takes, where no evidence can allow it."),
    },
    ("name",),
    "What may be declared, and by what.",
)

GATES = mapping(
    {
        "prefix": describe(TEXT, "What the lines of guard and preflight begin with."),
        "packet_schema": describe(TEXT, "The name of the packets' schema."),
        "response_schema": describe(TEXT, "The name of the responses' schema."),
        "gates": list_of(ref("gate")),
        "declarations": list_of(ref("declaration")),
        "refused": list_of(
            mapping({"status": STATUS, "patterns": PATTERNS}, ("status", "patterns"), "What no response may ask for.")
        ),
        "placeholders": describe(PATTERNS, "What stands for a text still to be written, beside the usual."),
        "secrets": describe(PATTERNS, "Forms of secrets beside the known ones."),
    },
    ("gates",),
    "gates.yml: what only owners can clear, and what may be declared meanwhile.",
)

SHAPES: dict[str, Shape] = {"summary": SUMMARY, "gates": GATES, "gate": GATE, "declaration": DECLARATION}
