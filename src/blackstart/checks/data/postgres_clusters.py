"""Whether the PostgreSQL clusters of a Debian host are online."""

from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.checks.asking import read_lines, run
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import Cause, CommandReply, Gap, GapError, UnreadableReplyError
from blackstart.model.request import Steps

COLUMNS = 7


class Cluster(msgspec.Struct, frozen=True, kw_only=True):
    """A line of pg_lsclusters(1); `status` as `online`, `online,recovery`, `down,binaries_missing`."""

    version: str
    name: str
    port: int
    status: str
    owner: str


class ClustersReading(Reading, frozen=True):
    """All clusters the host is configured for."""

    clusters: tuple[Cluster, ...]


class PostgresClusters(Spec, frozen=True):
    """The `cluster` (as `15/main`), or else every one there is, is online; a standby with `recovery`.

    Only root and the clusters' owner see all that pg_lsclusters tells, so any other account asks with `sudo`.
    """

    name = "postgres_clusters"
    reading = ClustersReading
    shorthand = "cluster"
    example = "postgres_clusters: {cluster: 15/main, sudo: true}"
    blind_spots = (
        "Neither root nor the clusters' owner: standbys look online, and some clusters are hidden. That is a gap.",
        "Online means that the server runs. Whether anybody can log in is asked by postgres_ready with a user.",
    )
    faults = ("stop_cluster",)

    cluster: Annotated[str, Meta(pattern=r"^[^/]+/[^/]+$")] | None = None
    recovery: bool = False
    sudo: bool = False

    def steps(self, target: Target) -> Steps[ClustersReading]:
        """List the clusters; where all seems well, make sure that it was seen by somebody who sees all."""
        reply = yield from run("pg_lsclusters", "--no-header", sudo=self.sudo)
        reading = read_clusters(reply)
        if not self.sudo and all(finding.holds for finding in self.findings(reading)):
            require_sight(reading, (yield from run("id", "-un")))
        return reading

    def findings(self, reading: ClustersReading) -> Iterator[Finding]:
        """Compare the status of each; none at all never holds."""
        named = {f"{cluster.version}/{cluster.name}": cluster.status for cluster in reading.clusters}
        wanted = "online,recovery" if self.recovery else "online"
        judged = list(named) if self.cluster is None else [self.cluster]
        if not judged:
            yield Finding(holds=False, expected=f"PostgreSQL clusters {wanted}", seen="no cluster")
        for cluster in judged:
            status = named.get(cluster, "no such cluster")
            yield Finding(holds=status == wanted, expected=f"cluster {cluster} {wanted}", seen=status)


def read_clusters(reply: CommandReply) -> ClustersReading:
    """Read pg_lsclusters' table without its header."""
    return ClustersReading(clusters=tuple(read_cluster(line) for line in read_lines(reply)))


def read_cluster(line: str) -> Cluster:
    """Read one line: version, name, port, status, owner, data directory, log file."""
    columns = line.split(maxsplit=COLUMNS - 1)
    if len(columns) < COLUMNS or not columns[2].isdecimal():
        raise UnreadableReplyError(f"not a line of pg_lsclusters: {line[:80]!r}")
    version, name, port, status, owner = columns[:5]
    return Cluster(version=version, name=name, port=int(port), status=status, owner=owner)


def require_sight(reading: ClustersReading, reply: CommandReply) -> None:
    """Raise GapError where the account that asked is neither root nor the owner of all clusters."""
    account = "".join(read_lines(reply))
    if account == "root" or {cluster.owner for cluster in reading.clusters} == {account}:
        return
    detail = f"{account} is not told whether a cluster is a standby, and may not see all clusters; set `sudo: true`"
    raise GapError(Gap(cause=Cause.PRIVILEGE_REFUSED, detail=detail, at=reply.at))
