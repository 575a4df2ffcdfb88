"""Rules of the programs that talk to a service: they could write in many ways."""

import re

from blackstart.checks.read_only.backup import RCLONE, RESTIC
from blackstart.checks.read_only.docker import DOCKER
from blackstart.checks.read_only.git import GIT, GIT_VETTED
from blackstart.checks.read_only.kubernetes import K3S, KUBECTL
from blackstart.checks.read_only.path import is_open, is_steady
from blackstart.checks.read_only.rule import ADDRESS, NAME, NUMBER, Rule, pattern, same
from blackstart.checks.read_only.web_request import refuse_header, refuse_url


def refuse_psql(argv: tuple[str, ...]) -> str | None:
    """Return why psql may not be run so, or None where it may."""
    from blackstart.checks.read_only import psql_session  # noqa: PLC0415  # 10 ms, for packs that ask a database

    return psql_session.refuse_psql(argv)


HEADER = re.compile(r"(?P<name>[^:;@\s][^:;\s]*)\s*[:;](?P<value>.*)")


def is_header(word: str) -> bool:
    """Tell whether curl may be given this header; `@file` would be read, `Name:` takes curl's own one out."""
    found = HEADER.fullmatch(word)
    return found is not None and refuse_header(found["name"], found["value"]) is None


def is_address(word: str) -> bool:
    """Tell whether curl may be given this URL; a list or a range in it would be many questions (curl(1), URL)."""
    return refuse_url(word) is None and not GLOB.search(word.partition("://")[2].partition("/")[2])


UPS = re.compile(r"[A-Za-z0-9][\w.-]*(?:@[A-Za-z0-9\[][\w.:\]-]*)?")
UPS_VARIABLE = re.compile(r"(?:ups|battery|input|output)(?:\.[A-Za-z0-9-]+)+")


def is_ups_variable(argv: tuple[str, ...]) -> bool:
    """Tell whether a UPS is asked for one of its own variables; `-l` alone lists the UPSes (upsc(8))."""
    match argv:
        case (name, variable):
            return UPS.fullmatch(name) is not None and UPS_VARIABLE.fullmatch(variable) is not None
        case _:
            return False


GLOB = re.compile(r"[][{}]")
CURL = Rule(
    flags="qsSfkvIi46",
    valued="mHXowDA",
    long="silent show-error fail insecure verbose head include compressed no-progress-meter disable",
    long_valued=(
        "max-time connect-timeout header request output write-out dump-header cacert resolve user-agent "
        "retry retry-delay noproxy"
    ),
    values=same("X request", pattern("GET|HEAD"))
    | same("o output", pattern("-|/dev/null"))
    | same("D dump-header", pattern("-"))
    | same("H header", is_header)
    | {"cacert": is_steady}
    # the format can be read from a file, and from 8.3 on written to one (curl(1), --write-out)
    | same("w write-out", pattern(r"(?!@)(?!.*%output).*")),
    # other schemes can be made to say anything to any port: dict://127.0.0.1:6379/FLUSHALL
    operands=is_address,
)

CLIENTS = {
    "curl": CURL,
    "docker": DOCKER,
    "git": GIT,
    "k3s": K3S,
    "kubectl": KUBECTL,
    # without -u: a datagram says something to whoever takes it
    "nc": Rule(flags="zvn46", valued="w", required=("z",), operands=ADDRESS),
    "pg_isready": Rule(
        flags="q",
        valued="hpUdt",
        long="quiet",
        long_valued="host port username dbname timeout",
        # a connection string could name files (libpq, Connection Strings)
        values=same("d dbname", pattern(r"[\w-]+")),
    ),
    "pg_lsclusters": Rule(flags="hjs", long="no-header json start-conf", operands=NAME),
    "ping": Rule(
        flags="nq46D",
        valued="ciWw",
        # at least 0.2 s apart: less is a flood, and root's alone (ping(8))
        values={"c": pattern(r"[1-9]\d{0,2}"), "i": pattern(r"0\.[2-9]\d*|[1-9]\d*(?:\.\d+)?")},
        required=("c",),
        operands=ADDRESS,
    ),
    # Without the verbs that connect; and what is not as it should be, promtool shows
    "promtool": Rule(
        verbs={
            "check": Rule(
                verbs=dict.fromkeys(
                    ("rules", "config", "web-config"),
                    Rule(long="lint-fatal syntax-only", long_valued="lint", operands=is_open),
                )
            )
        }
    ),
    "psql": Rule(refusal=refuse_psql),
    "rclone": RCLONE,
    "redis-cli": Rule(
        valued="hp",
        long="no-auth-warning raw",
        values={"h": ADDRESS, "p": NUMBER},
        verbs=dict.fromkeys(("ping", "dbsize", "lastsave", "role"), Rule())
        | {"info": Rule(operands=pattern(r"\w+")), "cluster": Rule(operands=pattern("info"))},
    ),
    "restic": RESTIC,
    # one variable at a time: the whole list has the driver's parameters in it, and its login may be one
    "upsc": Rule(whole=is_ups_variable),
}
VETTED = {"git": GIT_VETTED}
"""Rules for what a kind asks once it has looked whether that could run anything (`RunCommand.vetted`)."""
