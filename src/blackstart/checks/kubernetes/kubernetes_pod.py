"""What a pod's object says of the pod: ready or in which trouble, and whose it is."""

from blackstart.checks.kubernetes.kubernetes_api import find_status
from blackstart.checks.read_only.kubernetes_objects import ApiPod


def find_trouble(pod: ApiPod) -> str | None:
    """Return why a pod is not running and ready, or None where it is."""
    waiting = [container.waiting for container in (*pod.init_containers, *pod.containers) if container.waiting]
    unready = [
        f"{container.name} {container.terminated or 'not ready'}" for container in pod.containers if not container.ready
    ]
    if pod.phase != "Running":
        return next(iter(waiting), None) or pod.reason or pod.phase or "no phase"
    if waiting or unready:
        return (waiting or unready)[0]
    if not pod.containers:
        return "no container status"
    ready = find_status(pod.conditions, "Ready")
    return None if ready == "True" else f"Ready={ready}"


def find_deployment(pod: ApiPod) -> str | None:
    """Return the Deployment a pod belongs to: its ReplicaSet's name without the hash both bear."""
    names = [owner.name for owner in pod.owners if owner.kind == "ReplicaSet"]
    if not names or not pod.hash or not names[0].endswith(f"-{pod.hash}"):
        return None
    return names[0].removesuffix(f"-{pod.hash}")
