"""Whether a container runs, is healthy, and has not been restarted over and over."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.checks.asking import read_json, run, succeeded
from blackstart.checks.duration import Duration, Seconds, read_duration, say_duration
from blackstart.checks.facts.container import ContainerName, ask_log, is_named
from blackstart.checks.facts.signatures import check_pattern
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

# Only these fields: the whole answer holds the container's environment, and its secrets.
FORMAT = (
    '{"name":{{json .Name}},"state":{{json .State.Status}},'
    '"health":{{if .State.Health}}{{json .State.Health.Status}}{{else}}null{{end}},'
    '"restarts":{{json .RestartCount}},"started":{{json .State.StartedAt}},"exit_code":{{json .State.ExitCode}},'
    '"oom_killed":{{json .State.OOMKilled}},"policy":{{json .HostConfig.RestartPolicy.Name}},'
    '"image":{{json .Config.Image}}}'
)
LAST = "200"
"""Lines of a log that are looked at: what a container says every hour is among them, or it says much else."""
AHEAD = 60.0
"""Seconds by which a line may be newer than the controller's clock: the two clocks differ a little."""
LOGGED = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z ", re.ASCII)
MISSING = re.compile(r"no such (?:container|object)", re.IGNORECASE)


class Inspected(msgspec.Struct, frozen=True, kw_only=True):
    """What the format prints."""

    name: str
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
    its last end. `logged` is how many of its last lines bear the pattern, null where none is given.
    """

    state: str
    health: str | None = None
    restarts: int | None = None
    uptime: float | None = None
    exit_code: int | None = None
    oom_killed: bool | None = None
    policy: str | None = None
    image: str | None = None
    logged: int | None = None


class DockerContainer(Spec, frozen=True):
    """The container is in `state`, healthy if it can tell, and stays up.

    One that was restarted by its policy passes once it has been up for `settled`, and so do more
    than `max_restarts`: the count goes back only when it is started by hand or with the daemon.
    `healthy: true` demands a health check, `false` disregards one. `pattern` counts the lines
    that bear it, in any case, among its last 200, as far back as `since`, for an expectation: a
    container that runs and says nothing of its work may do none (`prefer: logged > 0`). No other
    line is kept.
    """

    name = "docker_container"
    reading = ContainerReading
    shorthand = "container"
    example = "docker_container: {container: web, min_uptime: 60}"
    blind_spots = (
        "A user whom the Docker daemon refuses sees no container: unreadable; `sudo: true` asks as root.",
        "With podman, containers of other accounts: log in as the one whose they are.",
        "Whether a container without a health check works: ask what it serves.",
        "A crash loop whose rounds are longer than `settled`.",
    )
    faults = ("stop_container",)

    container: ContainerName
    state: str = "running"
    healthy: bool | None = None
    max_restarts: Annotated[int, Meta(ge=0)] | None = None
    settled: Duration = "5m"
    min_uptime: Annotated[Seconds, Meta(ge=0)] | None = None
    pattern: str | None = None
    since: Duration = "6h"
    sudo: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no pattern or no duration."""
        if self.pattern is not None:
            check_pattern(self.pattern)
        read_duration("since", self.since)
        read_duration("settled", self.settled)

    def steps(self, target: Target) -> Steps[ContainerReading]:
        """Ask the Docker daemon for the few fields that are judged, then perhaps for the end of the log."""
        argv = ("docker", "inspect", "--type", "container", "--format", FORMAT, self.container)
        reading = read_container((yield from run(*argv, sudo=self.sudo)), self.container)
        if self.pattern is None:
            return reading
        logged = 0 if reading.state == "missing" else (yield from self.count_lines(self.pattern))
        return msgspec.structs.replace(reading, logged=logged)

    def count_lines(self, pattern: str) -> Steps[int]:
        """Count the lines of the time that bear the pattern, on either stream."""
        logged = yield from ask_log(self.container, "--timestamps", "--tail", LAST, pattern=pattern, sudo=self.sudo)
        oldest = logged.at - read_duration("since", self.since)
        return sum(oldest <= read_time(line) <= logged.at + AHEAD for line in logged.lines)

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
        """Compare restarts, but for those that lie back far enough, and uptime where it is limited."""
        settled = reading.uptime is not None and reading.uptime >= read_duration("settled", self.settled)
        if self.max_restarts is not None:
            yield Finding(
                holds=settled or (reading.restarts is not None and reading.restarts <= self.max_restarts),
                expected=f"at most {self.max_restarts} restarts",
                seen=str(reading.restarts),
            )
        elif self.state == "running" and reading.uptime is not None:
            yield Finding(
                holds=settled or reading.restarts == 0,
                expected=f"up for {self.settled} since its last restart",
                seen=f"{say_duration(max(reading.uptime, 0.0))} after {reading.restarts} restarts",
            )
        if self.min_uptime is not None:
            yield Finding(
                holds=reading.uptime is not None and reading.uptime >= self.min_uptime,
                expected=f"up for {self.min_uptime:g} s",
                seen="not up" if reading.uptime is None else f"{reading.uptime:.0f} s",
            )


def read_container(reply: CommandReply, container: str) -> ContainerReading:
    """Read the formatted line; that there is no such container is an answer too, as is another in its place."""
    if reply.exit_code != 0 and MISSING.search(reply.stderr):
        return ContainerReading(state="missing")
    seen = read_json(succeeded(reply).stdout, Inspected)
    if not is_named(seen.name, container):
        return ContainerReading(state="missing")
    return ContainerReading(
        state=seen.state,
        health=None if seen.health in ("none", "") else seen.health,
        restarts=seen.restarts,
        uptime=read_uptime(seen, reply.at) if seen.state == "running" else None,
        exit_code=seen.exit_code,
        oom_killed=seen.oom_killed,
        policy=seen.policy,
        image=seen.image,
    )


def read_uptime(seen: Inspected, now: float) -> float:
    """Read for how long a running container is up. The year 1 stands for no start, and would seem long ago."""
    if seen.started.year == 1:
        raise UnreadableReplyError(f"docker says that {seen.name} runs and that it was never started")
    uptime = now - seen.started.timestamp()
    if uptime < -AHEAD:
        raise UnreadableReplyError(
            f"{seen.name} was started in the future: the clock was set back, so its age is not known"
        )
    return uptime


def read_time(line: str) -> float:
    """Read when a line was logged (Unix seconds)."""
    found = LOGGED.match(line)
    if found is None:
        raise UnreadableReplyError("docker logs printed a line without its time")
    try:
        return datetime.fromisoformat(f"{found[1]}+00:00").timestamp()
    except ValueError as error:
        raise UnreadableReplyError(f"docker logs: no time: {found[1]}") from error
