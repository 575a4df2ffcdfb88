"""Whether the containers that run now would be started again after a reboot."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

import msgspec

from blackstart.checks.asking import read_json, read_lines, run, split_lines, succeeded
from blackstart.checks.facts.container import ContainerName
from blackstart.checks.spec import Spec
from blackstart.model.connection import DOCKER, System
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

# Only these fields: the whole answer holds the container's environment, and its secrets.
FORMAT = (
    '{"name":{{json .Name}},"policy":{{json .HostConfig.RestartPolicy.Name}},"removed":{{json .HostConfig.AutoRemove}}}'
)
SURVIVES = ("always", "unless-stopped", "swarm")
"""`on-failure` starts nothing when the daemon comes up (Docker documentation, Start containers automatically)."""
ID = frozenset("0123456789abcdef")
SWARM = "swarm"
TASK = re.compile(r"[\w.-]+\.(?:\d+|[a-z0-9]{25})\.[a-z0-9]+", re.ASCII)
"""Name of a swarm's task: service, its number or (of a global service) the node's id, and the task's id."""
EMULATED = re.compile(r"Emulate Docker CLI using podman\..*\n")
"""What podman says of itself where it goes by docker's name (podman-docker)."""


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """What the format prints of a container."""

    name: str
    policy: str
    removed: bool

    def say(self) -> str:
        """Return the policy in a word; one that is removed when it ends has none that counts.

        A swarm's task has none of its own: the swarm starts another in its place (moby).
        """
        if self.removed:
            return "removed when it ends"
        if not self.policy and TASK.fullmatch(self.name.removeprefix("/")):
            return SWARM
        return self.policy or "no"


class PoliciesReading(Reading, frozen=True):
    """The policy of each container that runs, and the names of those that would stay down."""

    containers: dict[str, str]
    lost: tuple[str, ...]


class RestartPolicies(Spec, frozen=True):
    """Every container that runs has a policy that starts it with the daemon: `always` or `unless-stopped`.

    `required` containers must be among them; `explained` ones (names or globs) may stay down.
    No container at all does not pass unless `none` says that there may be none. That the
    daemon itself starts at boot is a matter of `boot_enabled`.
    """

    name = "restart_policies"
    reading = PoliciesReading
    shorthand = "required"
    example = "restart_policies: {required: [db], explained: [batch-*]}"
    blind_spots = (
        "A user whom the Docker daemon refuses sees no container: unreadable; `sudo: true` asks as root.",
        "With podman, containers of other accounts are hidden without a word: an ordinary user's answer is unreadable.",
        "Containers that are stopped now, and what compose or a unit would start beside the daemon.",
        "Whether the swarm's managers would be there to start its tasks again.",
    )

    required: tuple[ContainerName, ...] = ()
    explained: tuple[str, ...] = ()
    none: bool = False
    sudo: bool = False

    def __post_init__(self) -> None:
        """Refuse to require containers where there may be none."""
        if self.none and self.required:
            raise ValueError("`none` says that no container need run, `required` that some must: give one of them")

    def comes_through(self) -> System:
        """Return the daemon that lists its containers."""
        return System(connection=DOCKER)

    def steps(self, target: Target) -> Steps[PoliciesReading]:
        """List what runs, and ask for the few fields that are judged."""
        reply = yield from run("docker", "ps", "--no-trunc", "--format", "{{.ID}}", sudo=self.sudo)
        ids = read_ids(reply)
        if EMULATED.search(reply.stderr) and not self.sudo:
            yield from require_root()
        if not ids:
            return PoliciesReading(containers={}, lost=())
        argv = ("docker", "inspect", "--type", "container", "--format", FORMAT, *ids)
        policies = read_policies((yield from run(*argv, sudo=self.sudo)), len(ids))
        return PoliciesReading(
            containers=policies,
            lost=tuple(name for name, policy in policies.items() if policy not in SURVIVES),
        )

    def findings(self, reading: PoliciesReading) -> Iterator[Finding]:
        """Name each container that would stay down, and each required one that does not run."""
        if not reading.containers and not self.none:
            yield Finding(holds=False, expected="containers that run", seen="none")
        for name in self.required:
            seen = reading.containers.get(name, "not running")
            yield Finding(holds=seen in SURVIVES, expected=f"{name} running and started with the daemon", seen=seen)
        for name in reading.lost:
            if name not in self.required and not self.explains(name):
                seen = f"restart policy {reading.containers[name]}"
                yield Finding(holds=False, expected=f"{name} started with the daemon", seen=seen)

    def explains(self, name: str) -> bool:
        """Tell whether the container may stay down."""
        return any(fnmatchcase(name, glob) for glob in self.explained)


def require_root() -> Steps[None]:
    """Raise where podman was asked by an ordinary user: it shows containers of that account alone, and says no word."""
    if succeeded((yield from run("id", "-u"))).stdout.strip() != "0":
        raise UnreadableReplyError("podman shows this account its own containers alone: ask with `sudo: true`")


def read_ids(reply: CommandReply) -> list[str]:
    """Read the ids of the containers that run. A notice that is cut may be podman's, so it is unreadable too."""
    split_lines(reply.stderr)
    ids = [word for line in read_lines(reply) for word in line.split()]
    for word in ids:
        if not set(word) <= ID:
            raise UnreadableReplyError(f"docker ps: not an id: {word[:80]!r}")
    complaint = EMULATED.sub("", reply.stderr).strip()
    if not ids and complaint:
        raise UnreadableReplyError(f"docker ps: {complaint[:200]}")
    return ids


def read_policies(reply: CommandReply, count: int) -> dict[str, str]:
    """Read a line for each container. One that ended since it was listed leaves its answer out."""
    lines = read_lines(reply)
    seen = [read_json(line, Policy) for line in lines]
    policies = {policy.name.removeprefix("/"): policy.say() for policy in seen}
    if len(policies) != count:
        raise UnreadableReplyError(f"docker inspect: {len(policies)} containers, of {count} that run")
    return policies
