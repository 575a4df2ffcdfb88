"""The shape of summary.yml in JSON Schema."""

from blackstart.baseline.schema_shapes import TEXT, Shape, describe, list_of, mapping, ref
from blackstart.baseline.summary_defaults import GROUPS
from blackstart.baseline.summary_table import RUN_FIELDS

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

SHAPES: dict[str, Shape] = {"summary": SUMMARY}
