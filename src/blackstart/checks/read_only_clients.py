"""Rules of the programs that talk to a service: they could write in many ways."""

from blackstart.checks.read_only_backup import RCLONE, RESTIC
from blackstart.checks.read_only_docker import DOCKER
from blackstart.checks.read_only_kubernetes import K3S, KUBECTL
from blackstart.checks.read_only_rule import ADDRESS, ANY, ANYTHING, NAME, Rule, pattern, same
from blackstart.checks.read_only_sql import CONNINFO, is_query

GIT_STATUS = Rule(
    flags="sb", long="porcelain short branch untracked-files ahead-behind ignore-submodules", operands=ANYTHING
)
GIT_LOG = Rule(
    flags="0123456789",
    valued="n",
    long="oneline format pretty abbrev-commit",
    long_valued="max-count since until date",
    operands=ANYTHING,
)
GIT_REV_PARSE = Rule(
    long="abbrev-ref short verify show-toplevel show-prefix is-inside-work-tree git-dir absolute-git-dir",
    operands=ANYTHING,
)
GIT_LS_REMOTE = Rule(
    flags="htq",
    long="heads tags refs quiet exit-code",
    # `ext::COMMAND` is a remote that runs a command (git-remote-ext(1))
    operands=pattern(r"(?!.*::)[A-Za-z0-9/].*"),
)
# Without the option `git status` writes the index (git-status(1), Background refresh).
GIT = Rule(
    valued="Cc",
    long="no-optional-locks",
    values={"c": pattern(r"core\.fsmonitor=false")},
    required=("no-optional-locks",),
    verbs={
        "branch": Rule(long="show-current", required=("show-current",)),
        "log": GIT_LOG,
        "ls-remote": GIT_LS_REMOTE,
        "remote": Rule(verbs={"get-url": Rule(operands=NAME)}),
        "rev-parse": GIT_REV_PARSE,
        "status": GIT_STATUS,
    },
)

CURL = Rule(
    flags="qsSfkvIi46",
    valued="mHXowDA",
    long="silent show-error fail insecure verbose head include compressed no-progress-meter",
    long_valued=(
        "max-time connect-timeout header request output write-out dump-header cacert resolve user-agent "
        "retry retry-delay noproxy"
    ),
    values=same("X request", pattern("GET|HEAD"))
    | same("o output", pattern("-|/dev/null"))
    | same("D dump-header", pattern("-"))
    | same("H header", pattern("[^@].*"))
    # the format can be read from a file, and from 8.3 on written to one (curl(1), --write-out)
    | same("w write-out", pattern(r"(?!@)(?!.*%output).*")),
    # other schemes can be made to say anything to any port: dict://127.0.0.1:6379/FLUSHALL
    operands=pattern(r"https?://.+"),
)

PSQL = Rule(
    flags="XAtqw",
    valued="chpUdP",
    long="csv no-psqlrc no-align tuples-only quiet no-password",
    long_valued="command host port username dbname pset",
    values=same("c command", is_query) | same("d dbname", CONNINFO.fullmatch) | same("P pset", pattern(r"null=[^\\]*")),
    # the start-up file (~/.psqlrc) could run anything
    required=("c|command", "d|dbname", "X|no-psqlrc"),
)

CLIENTS = {
    "curl": CURL,
    "docker": DOCKER,
    "git": GIT,
    "k3s": K3S,
    "kubectl": KUBECTL,
    "nc": Rule(flags="zvnu46", valued="w", required=("z",), operands=ADDRESS),
    "pg_isready": Rule(flags="q", valued="hpUdt", long="quiet", long_valued="host port username dbname timeout"),
    "pg_lsclusters": Rule(flags="hjs", long="no-header json start-conf", operands=NAME),
    "ping": Rule(
        flags="nq46D",
        valued="ciWw",
        # at least 0.2 s apart: less is a flood, and root's alone (ping(8))
        values={"c": pattern(r"[1-9]\d{0,2}"), "i": pattern(r"0\.[2-9]\d*|[1-9]\d*(?:\.\d+)?")},
        required=("c",),
        operands=ADDRESS,
    ),
    "promtool": Rule(verbs={"check": ANY}),
    "psql": PSQL,
    "rclone": RCLONE,
    "redis-cli": Rule(
        valued="hp",
        long="no-auth-warning raw",
        verbs=dict.fromkeys(("ping", "dbsize", "lastsave", "role"), Rule()) | {"info": Rule(operands=pattern(r"\w+"))},
    ),
    "restic": RESTIC,
}
