"""Faults of a cluster, for each kind that asks one. Pure."""

from collections.abc import Iterator
from typing import Any

import msgspec

from blackstart.checks.kubernetes.kubernetes_pod import find_deployment
from blackstart.checks.read_only.kubernetes_objects import ApiPod
from blackstart.checks.read_only.kubernetes_questions import PODS
from blackstart.drill.fault_context import Fault, FaultContext
from blackstart.drill.faults_answers import make_fault
from blackstart.drill.kubernetes_fixtures import ClusterFixture
from blackstart.model.exchange import Exchange
from blackstart.model.reply import CommandReply
from blackstart.model.request import RunCommand

DAYS = 30 * 86_400.0
STATES = ("not ready", "unknown", "cordoned")


def trouble_nodes(context: FaultContext) -> Iterator[Fault]:
    """Yield a node that is not ready, not known, cordoned, out of disk, or gone."""
    for name in find_cluster(context).nodes:
        for state in STATES:
            yield change(f"node {name} {state}", context, nodes={name: {"state": state}})
        yield change(f"node {name} out of disk", context, nodes={name: {"conditions": {"DiskPressure": "True"}}})
        yield change(f"node {name} gone", context, nodes={name: None})


def log_event(context: FaultContext) -> Iterator[Fault]:
    """Yield an event of a file system that went read-only, in each namespace looked at."""
    for namespace in getattr(context.spec, "namespaces", ()) or ("default",):
        event = {"reason": "FilesystemIsReadOnly", "message": "Remounting filesystem read-only", "namespace": namespace}
        yield change("a file system went read-only", context, events={"drill-fault": event})


def crash_pod(context: FaultContext) -> Iterator[Fault]:
    """Yield a pod that crashes over and over, in each namespace looked at."""
    for namespace in context.spec.namespaces or ("default",):
        name = f"{namespace}/drill-fault"
        yield change(f"pod {name} crashes", context, pods={name: {"trouble": "CrashLoopBackOff"}})


def empty_workloads(context: FaultContext) -> Iterator[Fault]:
    """Yield a workload with no pod ready, on one node only, or of another image."""
    for name, workload in find_cluster(context).workloads.items():
        replicas = workload if isinstance(workload, int) else workload.replicas
        one = list(find_cluster(context).nodes)[:1]
        yield change(f"{name} not ready", context, workloads={name: {"replicas": replicas, "ready": 0}})
        yield change(f"{name} on one node", context, workloads={name: {"replicas": replicas, "nodes": one}})
        yield change(f"{name} of another image", context, workloads={name: {"replicas": replicas, "image": "drill:0"}})


def lose_pods(context: FaultContext) -> Iterator[Fault]:
    """Yield a deployment whose pods are gone while its own count of them stands still."""
    for exchange in context.exchanges:
        match exchange:
            case Exchange(request=RunCommand(argv=(*_, PODS.output)), reply=CommandReply(stdout=text) as reply):
                pods = msgspec.json.decode(text, type=list[ApiPod])
                for name in context.spec.deployments:
                    left = msgspec.json.encode([pod for pod in pods if find_deployment(pod) != name]).decode()
                    changed = msgspec.structs.replace(reply, stdout=left)
                    yield from make_fault(f"no pod of {name} is left", exchange, changed, context)
            case _:
                pass


def suspend_cronjob(context: FaultContext) -> Iterator[Fault]:
    """Yield a CronJob that is suspended, or has not succeeded for long."""
    for name in context.spec.cronjobs:
        full = f"{context.spec.namespace}/{name}"
        yield change(f"{full} suspended", context, cronjobs={full: {"suspended": True}})
        yield change(f"{full} without success", context, cronjobs={full: {"last_success": DAYS}})


def fail_job(context: FaultContext) -> Iterator[Fault]:
    """Yield a Job that failed and that nothing made good."""
    full = f"{context.spec.namespace}/drill-fault-1"
    yield change(f"job {full} failed", context, jobs={full: {"state": "failed"}})


def trouble_object(context: FaultContext) -> Iterator[Fault]:
    """Yield each named object without a condition, with another status, and not heard of for long."""
    spec = context.spec
    for name in spec.names:
        full = f"{spec.namespace}/{name}" if spec.namespace else name
        for path in spec.status:
            yield change_object(f"{full} {path}", full, context, status={path: "DrillFault"})
        for condition in spec.wanted:
            yield change_object(f"{full} not {condition}", full, context, conditions={condition: "Unknown"})
        for path in spec.fresh:
            yield change_object(f"{full} {path} long ago", full, context, ages={path: DAYS})


def change_object(title: str, full: str, context: FaultContext, **changes: Any) -> Fault:
    """Make a fault of changes to one object of the resource."""
    return change(title, context, objects={context.spec.resource: {full: changes}})


def lose_storage(context: FaultContext) -> Iterator[Fault]:
    """Yield a storage location that is not available, and a backup that failed."""
    location = context.spec.location
    yield change(
        f"location {location} unavailable", context, velero={"locations": {location: {"phase": "Unavailable"}}}
    )
    failed = {"phase": "Failed", "age": 1.0, "location": location, "schedule": context.spec.schedule}
    yield change("the last backup failed", context, velero={"backups": {"drill-fault": failed}})


def find_cluster(context: FaultContext) -> ClusterFixture:
    """Return the cluster as the healthy host that is asked tells it."""
    return context.healthy.fixtures[context.check.place].kubernetes or ClusterFixture()


def change(title: str, context: FaultContext, **changes: Any) -> Fault:
    """Make a fault of changes to the cluster."""
    return Fault(title=title, changes=context.at_place(kubernetes=changes))
