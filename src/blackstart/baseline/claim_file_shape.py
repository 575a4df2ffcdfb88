"""The shapes of a file of claims in JSON Schema."""

from blackstart.baseline.claim_file_needs import CONDITIONS
from blackstart.baseline.schema_shapes import Shape, describe, list_of, mapping, ref

NAME: Shape = {"type": "string", "pattern": "^[A-Z][A-Z0-9_]*$"}
SAYS = describe(ref("texts"), "What it means, in a sentence.")
NEEDS = describe(ref("requirements"), "What must hold, all of it; left out, nothing could be proven.")
APPROVAL = describe(ref("texts"), "Whose decision it takes; no evidence can stand for it.")
PROVEN: Shape = {
    "says": SAYS,
    "needs": NEEDS,
    "max_age": describe(ref("age"), "How old the run may be from which it is said; by default 15m."),
}
CHECKS = describe(ref("names"), "Ids, patterns, `phase:NAME`, `host:NAME` or `role:NAME`.")
PHASES = describe(ref("names"), "Phases, or patterns of them, with all the phases these need.")
HOSTS = dict.fromkeys(CONDITIONS, describe(ref("names"), "Host ids, `role:NAME` or `all`."))

STOP_LINE = mapping(
    {"after": describe(ref("age"), "How long after the start."), "says": SAYS},
    ("after", "says"),
    "What to do where no more than this level is reached in time.",
)

REQUIREMENTS = mapping(
    {
        "checks": describe(CHECKS, "Checks that must PASS: ids, patterns, `phase:NAME`, `host:NAME` or `role:NAME`."),
        "except": describe(ref("names"), "Ids of `checks` that are not asked for; nothing is demanded of them."),
        "phases": describe(PHASES, "Phases that must be GREEN."),
        "at_least_warn": mapping({"checks": CHECKS, "phases": PHASES}, (), "What may warn, but not be blocked."),
        "hosts": mapping(HOSTS, (), "The least condition of hosts."),
        "levels": describe(ref("names"), "Levels that must be reached."),
        "states": describe(ref("names"), "States that must hold."),
        "claims": describe(ref("names"), "Claims that must be allowed."),
    },
    (),
    "A set of requirements; nothing in it can be asked to fail.",
)

LEVEL = mapping(
    {"level": NAME, **PROVEN, "approval": APPROVAL, "stop_lines": list_of(STOP_LINE)},
    ("level", "says"),
    "A level; it stands on all below it.",
)
WORD = mapping({"word": NAME, **PROVEN}, ("word", "says", "needs"), "A word for the result.")
CLAIM = mapping(PROVEN, ("says", "needs"), "A sentence that evidence may allow.")
NEVER = mapping(
    {"says": SAYS, "approval": APPROVAL}, ("says", "approval"), "A sentence that no evidence alone can allow."
)

CLAIMS = mapping(
    {
        "levels": describe(list_of(ref("level")), "Levels, the lowest first."),
        "words": describe(list_of(ref("word")), "Words for the result, the strongest first."),
        "states": {"type": "object", "additionalProperties": ref("claim"), "description": "States by name."},
        "claims": {"type": "object", "additionalProperties": ref("claim"), "description": "Claims by name."},
        "never": {"type": "object", "additionalProperties": ref("never"), "description": "What is never allowed."},
    },
    (),
    "claims.yml or claims/*.yml: what may be said of the fleet, and what that requires.",
)

SHAPES: dict[str, Shape] = {
    "claims": CLAIMS,
    "level": LEVEL,
    "word": WORD,
    "claim": CLAIM,
    "never": NEVER,
    "requirements": REQUIREMENTS,
}
