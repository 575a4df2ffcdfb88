"""The nodes, pods and workloads of a simulated cluster, as rows of what kinds ask. Pure."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import cycle, islice

import msgspec

from blackstart.checks.kubernetes.kubernetes_node import PRESSURES, ROLE
from blackstart.checks.read_only.kubernetes_objects import (
    ApiCondition,
    ApiContainer,
    ApiImage,
    ApiNode,
    ApiOwner,
    ApiPod,
    ApiWorkload,
)
from blackstart.drill.kubernetes_fixtures import ClusterFixture, NodeFixture, Pod, WorkloadFixture

READY = {"ready": "True", "cordoned": "True", "not ready": "False", "unknown": "Unknown"}
HASH, OLD_HASH = "6b7f9c5d48", "5c9d8b7f64"


def moment(now: float, age: float) -> datetime:
    """Return the time of an age."""
    return datetime.fromtimestamp(now - age, tz=UTC)


def split_name(full: str) -> tuple[str, str]:
    """Return namespace and name."""
    namespace, _, name = full.rpartition("/")
    return namespace or "default", name


def list_nodes(cluster: ClusterFixture, now: float) -> Iterator[ApiNode]:
    """Yield the node objects."""
    for name, node in spell_nodes(cluster).items():
        heard = moment(now, node.heard)
        statuses = dict.fromkeys(PRESSURES, "False") | node.conditions | {"Ready": READY[node.state]}
        yield ApiNode(
            name=name,
            labels=tuple(f"{ROLE}{role}" for role in node.roles),
            cordoned=node.state == "cordoned",
            version="v1.30.4+drill1",
            conditions=tuple(
                ApiCondition(type=kind, status=status, heartbeat=heard) for kind, status in statuses.items()
            ),
        )


def spell_nodes(cluster: ClusterFixture) -> dict[str, NodeFixture]:
    """Return the nodes, of which perhaps only the state is given."""
    return {
        name: node if isinstance(node, NodeFixture) else NodeFixture(state=node) for name, node in cluster.nodes.items()
    }


def spell_workloads(cluster: ClusterFixture) -> dict[str, WorkloadFixture]:
    """Return the workloads, of which perhaps only the replicas are given."""
    return {
        name: workload if isinstance(workload, WorkloadFixture) else WorkloadFixture(replicas=workload)
        for name, workload in cluster.workloads.items()
    }


def list_pods(cluster: ClusterFixture, now: float) -> Iterator[ApiPod]:
    """Yield the pods of workloads, then those of none."""
    for name, workload in spell_workloads(cluster).items():
        yield from list_workload_pods(name, workload, cluster, now)
    for full, pod in cluster.pods.items():
        yield make_pod(full, pod if isinstance(pod, Pod) else Pod(phase=pod), now)


def list_workload_pods(full: str, workload: WorkloadFixture, cluster: ClusterFixture, now: float) -> Iterator[ApiPod]:
    """Yield a workload's pods; those on a node that is not ready are not ready either."""
    live = {name for name, node in spell_nodes(cluster).items() if READY[node.state] == "True"}
    for number, node in enumerate(place_pods(workload, cluster)):
        beyond = workload.ready is not None and number >= workload.ready
        trouble = workload.trouble if beyond else "" if node in live else "NodeLost"
        yield make_replica(full, workload, f"{HASH}-{number:05}", Pod(node=node, trouble=trouble), now)
    for number, node in enumerate(take_nodes(cluster, workload.old_pods)):
        yield make_replica(full, workload, f"{OLD_HASH}-{number:05}", Pod(node=node), now)
    for number, node in enumerate(take_nodes(cluster, workload.terminating)):
        ending = Pod(node=node, trouble="Terminating", terminating=True)
        yield make_replica(full, workload, f"{OLD_HASH}-9{number:04}", ending, now)


def place_pods(workload: WorkloadFixture, cluster: ClusterFixture) -> list[str]:
    """Return the node of each replica."""
    nodes = workload.nodes or tuple(cluster.nodes)
    return list(nodes) if workload.kind == "DaemonSet" else list(islice(cycle(nodes), workload.replicas))


def take_nodes(cluster: ClusterFixture, count: int) -> list[str]:
    """Return a node for each of some more pods."""
    return list(islice(cycle(cluster.nodes), count))


def make_replica(full: str, workload: WorkloadFixture, suffix: str, pod: Pod, now: float) -> ApiPod:
    """Make a workload's pod; a Deployment owns it by a ReplicaSet that bears its hash."""
    made = make_pod(f"{full}-{suffix}", pod, now)
    name = split_name(full)[1]
    pod_hash = suffix.partition("-")[0]
    containers = (msgspec.structs.replace(made.containers[0], restarts=workload.restarts),)
    if workload.kind == "Deployment":
        owner = ApiOwner(kind="ReplicaSet", name=f"{name}-{pod_hash}")
        return msgspec.structs.replace(made, owners=(owner,), hash=pod_hash, containers=containers)
    return msgspec.structs.replace(made, owners=(ApiOwner(kind=workload.kind, name=name),), containers=containers)


def make_pod(full: str, pod: Pod, now: float) -> ApiPod:
    """Make a pod's row."""
    namespace, name = split_name(full)
    ready = pod.phase == "Running" and not pod.trouble
    container = ApiContainer(name="main", ready=ready, restarts=0, waiting=pod.trouble or None, terminated=None)
    return ApiPod(
        namespace=namespace,
        name=name,
        created=moment(now, pod.age),
        terminating=pod.terminating,
        phase=pod.phase,
        reason=None,
        node=pod.node or None,
        hash=None,
        owners=(ApiOwner(kind="Job", name=pod.job),) if pod.job else (),
        conditions=(ApiCondition(type="Ready", status=str(ready)),),
        init_containers=(),
        containers=(container,),
    )


def list_workloads(cluster: ClusterFixture, now: float) -> Iterator[ApiWorkload]:
    """Yield the workloads, with their pods counted."""
    for full, workload in spell_workloads(cluster).items():
        pods = [pod for pod in list_workload_pods(full, workload, cluster, now) if not pod.terminating]
        yield make_workload(full, workload, pods)


def make_workload(full: str, workload: WorkloadFixture, pods: list[ApiPod]) -> ApiWorkload:
    """Make a workload's row: replicas of a Deployment or StatefulSet, nodes of a DaemonSet."""
    namespace, name = split_name(full)
    daemon = workload.kind == "DaemonSet"
    updated = len(pods) - workload.old_pods
    ready = sum(pod.containers[0].ready for pod in pods)
    progressing = ApiCondition(type="Progressing", status=str(not workload.stalled))
    return ApiWorkload(
        kind=workload.kind,
        namespace=namespace,
        name=name,
        generation=2,
        observed=2 if workload.counted else 1,
        replicas=0 if daemon else workload.replicas,
        ready_replicas=0 if daemon else ready,
        updated_replicas=0 if daemon else updated,
        all_replicas=0 if daemon else len(pods),
        nodes=updated if daemon else 0,
        ready_nodes=ready if daemon else 0,
        updated_nodes=updated if daemon else 0,
        conditions=(progressing,),
        containers=(ApiImage(name="main", image=workload.image),),
    )
