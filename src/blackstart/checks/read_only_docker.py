"""What docker may be asked: never a container's environment, nor all that it ever logged."""

from blackstart.checks.read_only_rule import NAME, Rule, pattern, same

FIELD = (
    r"\.(?:State|RestartCount|Name|Id|ID|Image|Created|LogPath|Driver|Platform|Os|Architecture|RepoTags|RepoDigests|Size"
    r"|Mounts|NetworkSettings|Config\.(?:Image|Hostname|User|ExposedPorts|StopSignal)"
    r"|HostConfig\.(?:RestartPolicy|AutoRemove|LogConfig\.Type|NetworkMode|PortBindings|Memory|NanoCpus|Privileged))"
    r"(?:\.[A-Za-z]+)*"
)
"""Parts of a container or an image that hold no secret: its environment, command, labels and log options can."""
ACTION = (
    rf'(?:(?:json )?{FIELD}|(?:if|else if|println|len) {FIELD}|index {FIELD}(?: (?:"[\w./:-]+"|\d+))+'
    r'|else|end|"(?:\\[nt]|[\w ,:=|/])*")'
)
TEMPLATE = pattern(rf"(?=.*\{{\{{)(?:[^{{]|\{{(?!\{{)|\{{\{{(?:- )? ?{ACTION} ?(?: -)?\}}\}})*")
"""A format with nothing in it but such fields. One without any field is a name, such as `json`, for all there is."""
INSPECT = Rule(
    flags="s",
    valued="f",
    long="size",
    long_valued="format type",
    values=same("f format", TEMPLATE),
    required=("f|format",),
    operands=NAME,
)
FORMAT = Rule(valued="f", long_valued="format")
LISTING = Rule(
    flags="aqls",
    valued="fn",
    long="all quiet no-trunc size digests",
    long_valued="filter format last",
    operands=NAME,
)
LOGS = Rule(
    flags="t",
    valued="n",
    long="timestamps details",
    long_valued="tail since until",
    # a number of lines, or a window that ends now: never all there is
    values=same("n tail", pattern(r"[0-9]{1,3}")) | same("since", pattern("[1-9][0-9]{0,6}s")),
    required=("n|tail|since",),
    operands=NAME,
)
EVENTS = Rule(
    valued="f",
    long_valued="since until filter format",
    # up to now, as it would go on for ever; an event's action and attributes can hold a command's secrets
    values=same("since", pattern("[1-9][0-9]{0,5}[smh]"))
    | same("until", pattern("0s"))
    | same("f filter", pattern(r"(?:type|event|container|image)=[\w.:/-]+"))
    | same("format", pattern(r"\{\{\.(?:Time|Type|Scope|Actor\.ID)\}\}")),
    required=("since", "until", "format"),
)
# Options before the verb would lead to another daemon, so there are none.
DOCKER = Rule(
    verbs={
        "inspect": INSPECT,
        "ps": LISTING,
        "images": LISTING,
        "info": FORMAT,
        "version": FORMAT,
        "logs": LOGS,
        "events": EVENTS,
        "container": Rule(verbs={"inspect": INSPECT, "ls": LISTING}),
        "exec": Rule(valued="u", long_valued="user", inner=1),
    }
)
