"""Faults of a cluster, for each kind that asks one. Pure."""

from collections.abc import Iterator
from typing import Any

import msgspec

from blackstart.checks.kubernetes.kubernetes_pod import find_deployment
from blackstart.checks.read_only.kubernetes_objects import ApiPod
from blackstart.checks.read_only.kubernetes_questions import PODS
from blackstart.drill.faults_answers import make_fault
from blackstart.drill.kubernetes_fixtures import Cluster
from blackstart.drill.scene import Fault, Scene
from blackstart.model.exchange import Exchange
from blackstart.model.reply import CommandReply
from blackstart.model.request import RunCommand

DAYS = 30 * 86_400.0
STATES = ("not ready", "unknown", "cordoned")


def trouble_nodes(scene: Scene) -> Iterator[Fault]:
    """Yield a node that is not ready, not known, cordoned, out of disk, or gone."""
    for name in find_cluster(scene).nodes:
        for state in STATES:
            yield change(f"node {name} {state}", scene, nodes={name: {"state": state}})
        yield change(f"node {name} out of disk", scene, nodes={name: {"conditions": {"DiskPressure": "True"}}})
        yield change(f"node {name} gone", scene, nodes={name: None})


def log_event(scene: Scene) -> Iterator[Fault]:
    """Yield an event of a file system that went read-only, in each namespace looked at."""
    for namespace in getattr(scene.spec, "namespaces", ()) or ("default",):
        event = {"reason": "FilesystemIsReadOnly", "message": "Remounting filesystem read-only", "namespace": namespace}
        yield change("a file system went read-only", scene, events={"drill-fault": event})


def crash_pod(scene: Scene) -> Iterator[Fault]:
    """Yield a pod that crashes over and over, in each namespace looked at."""
    for namespace in scene.spec.namespaces or ("default",):
        name = f"{namespace}/drill-fault"
        yield change(f"pod {name} crashes", scene, pods={name: {"trouble": "CrashLoopBackOff"}})


def empty_workloads(scene: Scene) -> Iterator[Fault]:
    """Yield a workload with no pod ready, on one node only, or of another image."""
    for name, workload in find_cluster(scene).workloads.items():
        replicas = workload if isinstance(workload, int) else workload.replicas
        one = list(find_cluster(scene).nodes)[:1]
        yield change(f"{name} not ready", scene, workloads={name: {"replicas": replicas, "ready": 0}})
        yield change(f"{name} on one node", scene, workloads={name: {"replicas": replicas, "nodes": one}})
        yield change(f"{name} of another image", scene, workloads={name: {"replicas": replicas, "image": "drill:0"}})


def lose_pods(scene: Scene) -> Iterator[Fault]:
    """Yield a deployment whose pods are gone while its own count of them stands still."""
    for exchange in scene.exchanges:
        match exchange:
            case Exchange(request=RunCommand(argv=(*_, PODS.output)), reply=CommandReply(stdout=text) as reply):
                pods = msgspec.json.decode(text, type=list[ApiPod])
                for name in scene.spec.deployments:
                    left = msgspec.json.encode([pod for pod in pods if find_deployment(pod) != name]).decode()
                    changed = msgspec.structs.replace(reply, stdout=left)
                    yield from make_fault(f"no pod of {name} is left", exchange, changed, scene)
            case _:
                pass


def suspend_cronjob(scene: Scene) -> Iterator[Fault]:
    """Yield a CronJob that is suspended, or has not succeeded for long."""
    for name in scene.spec.cronjobs:
        full = f"{scene.spec.namespace}/{name}"
        yield change(f"{full} suspended", scene, cronjobs={full: {"suspended": True}})
        yield change(f"{full} without success", scene, cronjobs={full: {"last_success": DAYS}})


def fail_job(scene: Scene) -> Iterator[Fault]:
    """Yield a Job that failed and that nothing made good."""
    full = f"{scene.spec.namespace}/drill-fault-1"
    yield change(f"job {full} failed", scene, jobs={full: {"state": "failed"}})


def degrade_application(scene: Scene) -> Iterator[Fault]:
    """Yield an application that is not healthy, not synced, or not compared for long."""
    name = scene.spec.application
    for title, changed in {
        "Degraded": {"health": "Degraded"},
        "OutOfSync": {"sync": "OutOfSync"},
        "not compared": {"compared": DAYS},
    }.items():
        yield change(f"application {name} {title}", scene, applications={name: changed})


def lose_storage(scene: Scene) -> Iterator[Fault]:
    """Yield a storage location that is not available, and a backup that failed."""
    location = scene.spec.location
    yield change(f"location {location} unavailable", scene, velero={"locations": {location: {"phase": "Unavailable"}}})
    failed = {"phase": "Failed", "age": 1.0, "location": location, "schedule": scene.spec.schedule}
    yield change("the last backup failed", scene, velero={"backups": {"drill-fault": failed}})


def find_cluster(scene: Scene) -> Cluster:
    """Return the cluster as the healthy host that is asked tells it."""
    return scene.healthy.fixtures[scene.check.place].kubernetes or Cluster()


def change(title: str, scene: Scene, **changes: Any) -> Fault:
    """Make a fault of changes to the cluster."""
    return Fault(title=title, changes=scene.at_place(kubernetes=changes))
