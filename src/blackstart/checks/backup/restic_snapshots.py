"""Whether a restic repository holds lately made snapshots of each host that it should."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.checks.asking import read_json, run
from blackstart.checks.duration import Seconds
from blackstart.checks.read_only.backup import REPOSITORY
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

AHEAD = 60.0
"""Seconds by which a snapshot may be newer than the controller's clock: the two clocks differ a little."""
FilePath = Annotated[str, Meta(pattern="^/")]
Repository = Annotated[str, Meta(pattern=f"^{REPOSITORY}$")]


class ListedSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """What is used of a snapshot in `restic snapshots --json`."""

    time: datetime
    hostname: str
    paths: tuple[str, ...]


class Snapshots(msgspec.Struct, frozen=True, kw_only=True):
    """Snapshots of one host: how many, how old the newest is (s), and what it saved."""

    count: int
    age: float
    paths: tuple[str, ...]


class SnapshotsReading(Reading, frozen=True):
    """Snapshots in all and by host; `age` is that of the newest in seconds, null where there are none."""

    count: int
    age: float | None
    hosts: dict[str, Snapshots]


class ResticSnapshots(Spec, frozen=True):
    """Each of `hosts` (or every host there is) has `min_count` snapshots, the newest at most `max_age` seconds old.

    With `paths`, the newest of each host saved all of them. The password is named by its file
    alone; the repository stays unlocked and nothing is cached.
    """

    name = "restic_snapshots"
    reading = SnapshotsReading
    example = (
        "restic_snapshots: {repository: /backup/web, password_file: /etc/restic/web.pass, hosts: [web], sudo: true}"
    )
    blind_spots = (
        "Whether a snapshot can be restored: ask for `restic check` by a job and a `report` of it.",
        "As whom: who may read the password file.",
    )

    password_file: FilePath
    repository: Repository | None = None
    repository_file: FilePath | None = None
    hosts: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    max_age: Annotated[Seconds, Meta(gt=0)] = 90000.0
    min_count: Annotated[int, Meta(ge=1)] = 1
    limit: Annotated[Seconds, Meta(gt=0, le=300)] = 30.0
    sudo: bool = False

    def __post_init__(self) -> None:
        """Refuse no repository, and two."""
        if (self.repository is None) == (self.repository_file is None):
            raise ValueError("give either `repository` or `repository_file`")

    def steps(self, target: Target) -> Steps[SnapshotsReading]:
        """List the snapshots."""
        where = ("-r", self.repository) if self.repository else ("--repository-file", self.repository_file or "")
        argv = ("restic", *where, "--password-file", self.password_file, "--no-lock", "--no-cache", "--json")
        reply = yield from run(*argv, "snapshots", limit=self.limit, sudo=self.sudo, heavy=True)
        return read_snapshots(reply)

    def findings(self, reading: SnapshotsReading) -> Iterator[Finding]:
        """Compare each host; a repository without snapshots never holds."""
        names = self.hosts or tuple(reading.hosts)
        if not names:
            yield Finding(holds=False, expected="snapshots", seen="none")
        for name in names:
            yield from self.judge_host(name, reading.hosts.get(name))

    def judge_host(self, name: str, seen: Snapshots | None) -> Iterator[Finding]:
        """Compare one host's snapshots: how many, how old, of what."""
        if seen is None:
            yield Finding(holds=False, expected=f"snapshots of {name}", seen="none")
            return
        yield Finding(
            holds=seen.count >= self.min_count,
            expected=f"at least {self.min_count} snapshots of {name}",
            seen=str(seen.count),
        )
        yield Finding(
            holds=-AHEAD <= seen.age <= self.max_age,
            expected=f"one of {name} at most {self.max_age:.0f} s old",
            seen=f"{seen.age:.0f} s old",
        )
        if self.paths:
            missing = [path for path in self.paths if path not in seen.paths]
            expected = f"{', '.join(self.paths)} in the newest of {name}"
            yield Finding(holds=not missing, expected=expected, seen=f"{', '.join(missing)} missing")


def read_snapshots(reply: CommandReply) -> SnapshotsReading:
    """Read the list; restic says why it gives none in its last lines."""
    if reply.exit_code != 0:
        said = reply.stderr.strip().splitlines()
        fatal = next((line for line in said if line.startswith("Fatal:")), said[-1] if said else "no message")
        raise UnreadableReplyError(f"restic, exit {reply.exit_code}: {fatal}")
    # an empty repository is `null` in older versions (restic issue 4103), `[]` in newer ones
    listed = read_json(reply.stdout, tuple[ListedSnapshot, ...] | None)  # type: ignore[arg-type]  # a union, PEP 747
    if listed and any(item.time.tzinfo is None for item in listed):
        raise UnreadableReplyError("a snapshot's time has no offset")
    by_host: dict[str, list[ListedSnapshot]] = {}
    for item in listed or ():
        by_host.setdefault(item.hostname, []).append(item)
    hosts = {name: read_host(items, reply.at) for name, items in by_host.items()}
    return SnapshotsReading(
        count=len(listed or ()), age=min((host.age for host in hosts.values()), default=None), hosts=hosts
    )


def read_host(items: list[ListedSnapshot], at: float) -> Snapshots:
    """Read one host's snapshots."""
    newest = max(items, key=lambda item: item.time)
    return Snapshots(count=len(items), age=at - newest.time.timestamp(), paths=newest.paths)
