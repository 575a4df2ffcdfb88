"""What docker may be asked: never a container's environment, nor all that it ever logged."""

from blackstart.checks.read_only.rule import NAME, Allows, Rule, pattern, same

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


def format_of(fields: str) -> Allows:
    """Allow formats with nothing in them but these fields, each by itself; `table` may stand before."""
    field = rf"\{{\{{ ?(?:json )?(?:{fields}) ?\}}\}}"
    return pattern(rf"(?=.*\{{\{{)(?:[^{{}}]|{field})*")


# A command line and a label can hold a secret, and without a format both or one of them is shown.
CONTAINERS = Rule(
    flags="aqls",
    valued="fn",
    long="all quiet no-trunc size",
    long_valued="filter format last",
    values={
        "format": format_of(
            r"\.(?:ID|Names|Image|Status|State|RunningFor|CreatedAt|Ports|Networks|Mounts|Size|LocalVolumes)"
        )
    },
    many_lines=("format",),
    wanted=("q|quiet|format",),
)
IMAGES = Rule(
    flags="aq",
    valued="f",
    long="all quiet no-trunc digests",
    long_valued="filter format",
    values={
        "format": format_of(
            r"\.(?:ID|Repository|Tag|Digest|CreatedSince|CreatedAt|Size|SharedSize|UniqueSize|VirtualSize|Containers)"
        )
    },
    operands=NAME,
)
# Of the daemon, labels and the addresses of proxies and registries can hold a secret.
INFO = Rule(
    valued="f",
    long_valued="format",
    values=same("f format", format_of(r"\.(?!.*(?i:prox|label|registr|swarm|warning|plugin))[A-Z][A-Za-z]*")),
    required=("f|format",),
)
VERSION = Rule(
    valued="f",
    long_valued="format",
    values=same(
        "f format", format_of(r"\.(?:Server|Client)\.(?:Version|ApiVersion|APIVersion|Os|Arch|KernelVersion|GoVersion)")
    ),
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
        "ps": CONTAINERS,
        "images": IMAGES,
        "info": INFO,
        "version": VERSION,
        "logs": LOGS,
        "events": EVENTS,
        "container": Rule(verbs={"inspect": INSPECT, "ls": CONTAINERS}),
        "exec": Rule(valued="u", long_valued="user", inner=1),
    }
)
