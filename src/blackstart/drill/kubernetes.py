"""What kubectl says of a simulated cluster, to the questions that kinds ask. Pure."""

from collections.abc import Iterable

import msgspec

from blackstart.checks.read_only.kubernetes_extensions import BACKUPS, LOCATIONS
from blackstart.checks.read_only.kubernetes_questions import CRON_JOBS, EVENTS, JOBS, NODES, PODS, WORKLOADS
from blackstart.checks.read_only.kubernetes_status import ASKED, MARK
from blackstart.drill.facts import Facts
from blackstart.drill.fixtures import Answer
from blackstart.drill.kubernetes_fixtures import ClusterFixture, VeleroServer
from blackstart.drill.kubernetes_objects import list_objects
from blackstart.drill.kubernetes_pods import list_nodes, list_pods, list_workloads
from blackstart.drill.kubernetes_runs import (
    list_backups,
    list_cronjobs,
    list_events,
    list_jobs,
    list_locations,
)

LISTS = {
    NODES.output: list_nodes,
    PODS.output: list_pods,
    WORKLOADS.output: list_workloads,
    CRON_JOBS.output: list_cronjobs,
    JOBS.output: list_jobs,
    EVENTS.output: list_events,
}
REFUSED = "The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?\n"


def answer_kubectl(words: tuple[str, ...], facts: Facts) -> Answer | None:
    """Answer a kind's question by what kubectl is told to print; without a cluster there is no kubectl."""
    cluster = facts.fixtures.kubernetes
    if cluster is None or "get" not in words:
        return None
    if cluster.api == "refused":
        return Answer(stderr=REFUSED, exit_code=1)
    if words[-1] in LISTS:
        return write_rows(LISTS[words[-1]](cluster, facts.now))
    if MARK in words:
        return answer_objects(words, cluster, facts.now)
    return answer_velero(words[-1], cluster.velero, facts.now)


def answer_objects(words: tuple[str, ...], cluster: ClusterFixture, now: float) -> Answer | None:
    """Answer for objects of any resource; one that the cluster does not have is unknown to it."""
    resource = words[words.index(MARK) + 1]
    if resource not in cluster.objects:
        return say_unknown(resource.partition(".")[0])
    return write_rows(list_objects(cluster.objects[resource], ASKED.findall(words[-1]), now))


def answer_velero(output: str, velero: VeleroServer | None, now: float) -> Answer | None:
    """Answer for Velero, if the cluster has it."""
    if output == LOCATIONS.output:
        return write_rows(list_locations(velero, now)) if velero else say_unknown("backupstoragelocations")
    if output == BACKUPS.output:
        return write_rows(list_backups(velero, now)) if velero else say_unknown("backups")
    return None


def write_rows(rows: Iterable[msgspec.Struct]) -> Answer:
    """Print rows as a question's template does."""
    return Answer(stdout=msgspec.json.encode(list(rows)).decode())


def say_unknown(resources: str) -> Answer:
    """Say that the cluster has no such thing."""
    return Answer(stderr=f'error: the server doesn\'t have a resource type "{resources}"\n', exit_code=1)
