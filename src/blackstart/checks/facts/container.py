"""Ways into a container: its name, a command run in it, and its log."""

import re
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.checks.asking import run, succeeded
from blackstart.model.request import Steps

ContainerName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
"""What the Docker daemon takes for a name or an id, so never an option."""
SHORTEST_ID = 12
"""Letters of an id as docker prints it."""
HEXADECIMAL = frozenset("0123456789abcdef")
REFUSALS = r"^(?:Error response from daemon|Cannot connect to the Docker daemon|permission denied while)"
"""How the client's own complaints begin, beside what a container logs."""


class Logged(msgspec.Struct, frozen=True, kw_only=True):
    """Lines of a log, and when they were asked for (Unix seconds)."""

    lines: list[str]
    at: float


def ask_log(container: str, *options: str, pattern: str, sudo: bool = False, heavy: bool = False) -> Steps[Logged]:
    """Ask for the lines of a container's log, on either stream, that the pattern is found in, whatever their case.

    Only they are kept: a container may log anything, and docker itself cannot search.
    """
    keep = f"{pattern}|{REFUSALS}"
    reply = succeeded((yield from run("docker", "logs", *options, "--", container, sudo=sudo, heavy=heavy, keep=keep)))
    said = f"{reply.stdout}\n{reply.stderr}".splitlines()
    return Logged(lines=[line for line in said if re.search(pattern, line, re.IGNORECASE)], at=reply.at)


def is_named(name: str, container: str) -> bool:
    """Tell whether the container that answered, as `.Name` has it, is the one that was asked for.

    Docker writes a slash before a name, podman none. Where none has the name `db`, the daemon
    takes that for the beginning of an id (moby issue 17247).
    """
    return name.removeprefix("/") == container or (len(container) >= SHORTEST_ID and set(container) <= HEXADECIMAL)


def inside(container: str | None, *argv: str, user: str | None = None) -> tuple[str, ...]:
    """Return the command as it is run in the container, or unchanged where there is none."""
    if container is None:
        return argv
    return ("docker", "exec", *(("--user", user) if user else ()), container, *argv)
