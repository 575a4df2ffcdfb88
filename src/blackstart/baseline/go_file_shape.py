"""The shapes of the files of decisions in JSON Schema: go.yml, plan_b.yml and timeline.yml."""

from blackstart.baseline.go_file import OPERATIONS, PERMISSIONS
from blackstart.baseline.plan_file import MOMENTS
from blackstart.baseline.schema_shapes import WORD, Shape, describe, list_of, mapping, ref

NAME: Shape = {"type": "string", "pattern": "^[A-Z0-9][A-Z0-9_]*$"}
CLOCK: Shape = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}
SAYS = describe(ref("texts"), "What it means, in a sentence.")
NEEDS = describe(ref("requirements"), "What must hold, all of it.")
WINDOW_REF = describe(ref("window"), "When something runs that must not be broken.")
AFTER = describe({"anyOf": [{"const": 0}, ref("age")]}, "How long after the start; 0 is the start itself.")
MAX_AGE = describe(ref("age"), "How old the run may be; by default 15m.")

WINDOW = mapping(
    {
        "from": describe(CLOCK, "When it opens."),
        "to": describe(CLOCK, "When the clock closes it."),
        "timezone": describe({"type": "string"}, "Whose clock, as Asia/Taipei or UTC."),
        "lead": describe(ref("age"), "How long before it counts as open."),
        "done": mapping(
            {
                "check": describe(WORD, "The check that tells of the work."),
                "age": describe({"type": "string"}, "The number in its reading: seconds since the work was done."),
            },
            ("check", "age"),
            "Until this tells that the work was done since the opening, it is open.",
        ),
    },
    ("from", "timezone"),
    "A time of every day.",
)
RULE = mapping(
    {
        "rule": NAME,
        "operations": describe({"anyOf": [{"enum": list(OPERATIONS)}, list_of({"enum": list(OPERATIONS)})]}, "Which."),
        "hosts": describe(ref("names"), "Hosts it is about: ids, `role:NAME` or `all`; by default all."),
        "unattended": describe({"type": "boolean"}, "Whether it is about unattended windows alone."),
        "needs": NEEDS,
        "window": WINDOW_REF,
        "else": describe({"enum": list(PERMISSIONS)}, "What is left where it speaks."),
        "ceiling": describe(NAME, "The most that may be declared then."),
        "says": SAYS,
        "scope": describe(ref("texts"), "What may be done, and what not."),
    },
    ("rule", "else", "ceiling", "says"),
    "A rule; it speaks where its window is open or its needs are not met.",
)
CEILING = mapping({"ceiling": NAME, "says": SAYS}, ("ceiling", "says"), "The most that may be declared.")
GO = mapping(
    {
        "max_age": MAX_AGE,
        "ceilings": describe(list_of(CEILING), "Ceilings, the lowest first."),
        "scopes": mapping(dict.fromkeys(PERMISSIONS, ref("texts")), (), "What may be done under each permission."),
        "rules": list_of(ref("go_rule")),
    },
    ("ceilings", "rules"),
    "go.yml: the rules by which hosts may be taken down, or not.",
)
TRIGGER = mapping(
    {
        "trigger": NAME,
        "when": describe({"enum": list(MOMENTS)}, "Before or after the start; by default after."),
        "after": AFTER,
        "needs": NEEDS,
        "window": WINDOW_REF,
        "ceiling": describe(NAME, "The highest level that may be reported then."),
        "says": SAYS,
    },
    ("trigger", "ceiling", "says"),
    "What makes plan B begin: an open window, or needs that are not met.",
)
PATH = mapping(
    {"path": NAME, "needs": NEEDS, "says": SAYS, "back": describe(ref("texts"), "What leads back to plan A.")},
    ("path", "needs", "says", "back"),
    "How to run without a part of the fleet, while `needs` are not met.",
)
STOP_LINE = mapping(
    {"stop_line": NAME, "after": AFTER, "needs": NEEDS, "says": SAYS},
    ("stop_line", "after", "says"),
    "What is due so long after the start.",
)
RELEASE = mapping(
    {"release": NAME, "needs": NEEDS, "says": SAYS}, ("release", "needs", "says"), "A layer that may be let go."
)
CLOSEOUT = mapping({"closeout": NAME, "needs": NEEDS, "says": SAYS}, ("closeout", "says"), "How it may be closed.")
RED_LINE = mapping({"red_line": NAME, "says": SAYS}, ("red_line", "says"), "What is never done.")
PLAN = mapping(
    {
        "max_age": MAX_AGE,
        "triggers": list_of(TRIGGER),
        "paths": list_of(PATH),
        "stop_lines": describe(list_of(STOP_LINE), "Stop lines beside those of the levels."),
        "releases": describe(list_of(RELEASE), "What may be let go, in this order."),
        "closeouts": describe(list_of(CLOSEOUT), "States to close in, the best first; the last asks for nothing."),
        "red_lines": list_of(RED_LINE),
    },
    ("triggers", "closeouts"),
    "plan_b.yml: what to do where a recovery does not go as planned.",
)
POINT = mapping(
    {"at": AFTER, "goal": describe(ref("texts"), "What is to be reached."), "needs": NEEDS, "says": SAYS},
    ("at", "goal", "says"),
    "A point of time; without `needs` a person's word is the evidence.",
)
TIMELINE = mapping(
    {"max_age": MAX_AGE, "points": list_of(POINT)}, ("points",), "timeline.yml: what is due when after a reboot."
)

SHAPES: dict[str, Shape] = {
    "go": GO,
    "go_rule": RULE,
    "window": WINDOW,
    "plan_b": PLAN,
    "timeline": TIMELINE,
}
