"""Ways into a container: its name, and a command run in it."""

from typing import Annotated

from msgspec import Meta

ContainerName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
"""What the Docker daemon takes for a name or an id, so never an option."""


def inside(container: str | None, *argv: str, user: str | None = None) -> tuple[str, ...]:
    """Return the command as it is run in the container, or unchanged where there is none."""
    if container is None:
        return argv
    return ("docker", "exec", *(("--user", user) if user else ()), container, *argv)
