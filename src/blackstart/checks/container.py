"""Ways into a container: its name, and a command run in it."""

from typing import Annotated

from msgspec import Meta

ContainerName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
"""What the Docker daemon takes for a name or an id, so never an option."""


SHORTEST_ID = 12
"""Letters of an id as docker prints it."""
HEXADECIMAL = frozenset("0123456789abcdef")


def is_named(name: str, container: str) -> bool:
    """Tell whether the container that answered, as `.Name` has it, is the one that was asked for.

    Where none has the name `db`, the daemon takes that for the beginning of an id (moby issue 17247).
    """
    return name == f"/{container}" or (len(container) >= SHORTEST_ID and set(container) <= HEXADECIMAL)


def inside(container: str | None, *argv: str, user: str | None = None) -> tuple[str, ...]:
    """Return the command as it is run in the container, or unchanged where there is none."""
    if container is None:
        return argv
    return ("docker", "exec", *(("--user", user) if user else ()), container, *argv)
