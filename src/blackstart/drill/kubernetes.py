"""What kubectl says of a simulated cluster, to the questions that kinds ask. Pure."""

from collections.abc import Iterable

import msgspec

from blackstart.checks.read_only.kubernetes_extensions import APPLICATIONS, BACKUPS, LOCATIONS
from blackstart.checks.read_only.kubernetes_questions import CRON_JOBS, EVENTS, JOBS, NODES, PODS, WORKLOADS
from blackstart.drill.facts import Facts
from blackstart.drill.fixtures import Answer
from blackstart.drill.kubernetes_fixtures import ClusterFixture
from blackstart.drill.kubernetes_pods import list_nodes, list_pods, list_workloads
from blackstart.drill.kubernetes_runs import (
    list_applications,
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
    return answer_extension(words[-1], cluster, facts.now)


def answer_extension(output: str, cluster: ClusterFixture, now: float) -> Answer | None:
    """Answer for what other software brings, if the cluster has it."""
    velero = cluster.velero
    if output == APPLICATIONS.output:
        return write_rows(list_applications(cluster, now)) if cluster.applications else say_unknown("applications")
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
