"""What a node object says of its node: ready, its roles, cordoned, and what troubles it."""

from collections.abc import Collection
from enum import StrEnum

import msgspec

from blackstart.checks.kubernetes.kubernetes_api import age_of, find_status, is_within
from blackstart.checks.read_only.kubernetes_objects import ApiNode

ROLE = "node-role.kubernetes.io/"
CONTROL_PLANE = frozenset({"control-plane", "master"})
PRESSURES = ("MemoryPressure", "DiskPressure", "PIDPressure")
"""What every kubelet reports (Kubernetes, Node Status, Conditions)."""
GOOD = ("Ready", "EtcdIsVoter")
"""Conditions that should be True: K3s and RKE2 report the second of members of their etcd."""
HEARTBEAT = 600.0
"""Seconds. A kubelet reports at least every five minutes (nodeStatusReportFrequency)."""


class ControlPlane(StrEnum):
    """What the nodes that bear the control plane come to."""

    ACTIVE_ACTIVE = "CONTROL_PLANE_AA"
    SINGLE = "CONTROL_PLANE_SINGLE"
    DEGRADED = "CONTROL_PLANE_DEGRADED"


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """A node by its object; `ready` is the condition's status, `heartbeat_age` in seconds."""

    ready: str
    roles: tuple[str, ...]
    cordoned: bool
    problems: tuple[str, ...]
    heartbeat_age: float | None
    version: str | None


def read_node(node: ApiNode, at: float, good: Collection[str] = GOOD) -> Node:
    """Read a node object; a condition that is not `good` should be False."""
    heard = next((condition.heartbeat for condition in node.conditions if condition.type == "Ready"), None)
    return Node(
        ready=find_status(node.conditions, "Ready"),
        roles=tuple(label.removeprefix(ROLE) for label in node.labels if label and label.startswith(ROLE)),
        cordoned=node.cordoned,
        problems=find_problems(node, good),
        heartbeat_age=age_of(heard, at),
        version=node.version,
    )


def find_problems(node: ApiNode, good: Collection[str]) -> tuple[str, ...]:
    """Return the conditions that are not as they should be, and those that should be there."""
    wrong = [
        f"{condition.type}={condition.status}"
        for condition in node.conditions
        if condition.type != "Ready" and condition.status != ("True" if condition.type in good else "False")
    ]
    missing = [f"{name} missing" for name in PRESSURES if find_status(node.conditions, name) == "missing"]
    return (*wrong, *missing)


def is_live(node: Node, max_heartbeat: float = HEARTBEAT) -> bool:
    """Tell whether a node is ready and its kubelet has said so lately; without a controller the object stays."""
    return node.ready == "True" and is_within(node.heartbeat_age, max_heartbeat)


def judge_control_plane(nodes: Collection[Node]) -> ControlPlane:
    """Return what the nodes of the control plane come to."""
    members = [node for node in nodes if CONTROL_PLANE.intersection(node.roles)]
    if not members or not all(map(is_live, members)):
        return ControlPlane.DEGRADED
    return ControlPlane.ACTIVE_ACTIVE if len(members) > 1 else ControlPlane.SINGLE
