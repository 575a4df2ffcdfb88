"""Whether a container runs, is healthy, and has not been restarted over and over."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.checks.asking import read_json, run, succeeded
from blackstart.checks.container import ContainerName
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply
from blackstart.model.request import Steps

# Only these fields: the whole answer holds the container's environment, and its secrets.
FORMAT = (
    '{"state":{{json .State.Status}},'
    '"health":{{if .State.Health}}{{json .State.Health.Status}}{{else}}null{{end}},'
    '"restarts":{{json .RestartCount}},"started":{{json .State.StartedAt}},"exit_code":{{json .State.ExitCode}},'
    '"oom_killed":{{json .State.OOMKilled}},"policy":{{json .HostConfig.RestartPolicy.Name}},'
    '"image":{{json .Config.Image}}}'
)
MISSING = re.compile(r"no such (?:container|object)", re.IGNORECASE)


class Inspected(msgspec.Struct, frozen=True, kw_only=True):
    """What the format prints."""

    state: str
    health: str | None
    restarts: int
    started: datetime
    exit_code: int
    oom_killed: bool
    policy: str
    image: str


class ContainerReading(Reading, frozen=True):
    """A container, or the `state` "missing" with no more.

    `health` is null without a health check. `uptime` (seconds, by the controller's clock)
    is null unless it runs. `restarts` are those by its restart policy, `exit_code` that of
    its last end.
    """

    state: str
    health: str | None = None
    restarts: int | None = None
    uptime: float | None = None
    exit_code: int | None = None
    oom_killed: bool | None = None
    policy: str | None = None
    image: str | None = None


class DockerContainer(Spec, frozen=True):
    """The container is in `state`, healthy if it can tell, and stays up.

    `healthy: true` demands a health check, `false` disregards one.
    """

    name = "docker_container"
    reading = ContainerReading
    shorthand = "container"
    example = "docker_container: {container: web, max_restarts: 0, min_uptime: 60}"

    container: ContainerName
    state: str = "running"
    healthy: bool | None = None
    max_restarts: Annotated[int, Meta(ge=0)] | None = None
    min_uptime: Annotated[float, Meta(ge=0)] | None = None
    sudo: bool = False

    def steps(self, target: Target) -> Steps[ContainerReading]:
        """Ask the Docker daemon for the few fields that are judged."""
        argv = ("docker", "inspect", "--type", "container", "--format", FORMAT, self.container)
        reply = yield from run(*argv, sudo=self.sudo)
        return read_container(reply)

    def findings(self, reading: ContainerReading) -> Iterator[Finding]:
        """Compare state, health, restarts and uptime."""
        wanted = f"{self.container} {self.state}"
        if reading.state == "missing":
            yield Finding(holds=False, expected=wanted, seen="no such container")
            return
        ended = f" (exit {reading.exit_code})" if reading.state == "exited" else ""
        yield Finding(holds=reading.state == self.state, expected=wanted, seen=f"{reading.state}{ended}")
        if self.healthy or (self.healthy is None and reading.health is not None):
            yield Finding(
                holds=reading.health == "healthy",
                expected=f"{self.container} healthy",
                seen=reading.health or "no health check",
            )
        yield from self.find_unrest(reading)

    def find_unrest(self, reading: ContainerReading) -> Iterator[Finding]:
        """Compare restarts and uptime where they are limited."""
        if self.max_restarts is not None:
            yield Finding(
                holds=reading.restarts is not None and reading.restarts <= self.max_restarts,
                expected=f"at most {self.max_restarts} restarts",
                seen=str(reading.restarts),
            )
        if self.min_uptime is not None:
            yield Finding(
                holds=reading.uptime is not None and reading.uptime >= self.min_uptime,
                expected=f"up for {self.min_uptime:g} s",
                seen="not up" if reading.uptime is None else f"{reading.uptime:.0f} s",
            )


def read_container(reply: CommandReply) -> ContainerReading:
    """Read the formatted line; that there is no such container is an answer too."""
    if reply.exit_code != 0 and MISSING.search(reply.stderr):
        return ContainerReading(state="missing")
    seen = read_json(succeeded(reply).stdout, Inspected)
    return ContainerReading(
        state=seen.state,
        health=None if seen.health in ("none", "") else seen.health,
        restarts=seen.restarts,
        uptime=reply.at - seen.started.timestamp() if seen.state == "running" else None,
        exit_code=seen.exit_code,
        oom_killed=seen.oom_killed,
        policy=seen.policy,
        image=seen.image,
    )
