"""A simulated cluster as kubectl on a host tells of it; what is left out is healthy. Ages are in seconds."""

from typing import Literal

import msgspec

NodeState = Literal["ready", "not ready", "unknown", "cordoned"]
WorkloadKind = Literal["Deployment", "StatefulSet", "DaemonSet"]
JobState = Literal["succeeded", "failed", "running"]


class NodeFixture(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A node; its kubelet was heard `heard` seconds ago. `conditions` holds others by their type: "True"."""

    state: NodeState = "ready"
    roles: tuple[str, ...] = ("control-plane",)
    conditions: dict[str, str] = {}
    heard: float = 30.0


class WorkloadFixture(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Replicas, placed in turn on `nodes`, or on all; those beyond `ready` have the `trouble`.

    A DaemonSet has one on each node. `old_pods` of an older template are ready beside them.
    `terminating` pods are left over. With `counted: false` its controller has not looked since the last change.
    """

    kind: WorkloadKind = "Deployment"
    replicas: int = 1
    ready: int | None = None
    trouble: str = "CrashLoopBackOff"
    nodes: tuple[str, ...] = ()
    image: str = "drill:1"
    restarts: int = 0
    terminating: int = 0
    old_pods: int = 0
    stalled: bool = False
    counted: bool = True


class CronJobFixture(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A CronJob; `last_success` is the age of the last one, if it ever `succeeded`.

    `last_schedule` is the age of the last run that began, where that is another one.
    """

    schedule: str = "0 3 * * *"
    suspended: bool = False
    last_success: float = 3600.0
    last_schedule: float | None = None
    succeeded: bool = True


class JobFixture(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A Job that ended `age` seconds ago after `took`. `report-29689620` belongs to the CronJob `report`."""

    state: JobState = "succeeded"
    age: float = 3600.0
    took: float = 60.0
    by_hand: bool = False


class Pod(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A pod of no workload, perhaps of a Job; with a `trouble` it is not ready."""

    phase: str = "Running"
    trouble: str = ""
    node: str = ""
    job: str = ""
    age: float = 3600.0
    terminating: bool = False


class Event(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An event about an object."""

    reason: str
    message: str
    kind: str = "Node"
    object: str = "node"
    namespace: str = "default"
    age: float = 300.0


class ObjectFixture(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An object of any resource: conditions, fields of its status by path, and how many seconds ago moments were."""

    conditions: dict[str, str] = {}
    status: dict[str, str | int | bool] = {}
    ages: dict[str, float] = {}
    suspended: bool = False


class Backup(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A backup of Velero that ended `age` seconds ago."""

    phase: str = "Completed"
    age: float = 36_000.0
    schedule: str = ""
    location: str = "default"
    errors: int = 0


class Location(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A storage location of Velero, tried `validated` seconds ago."""

    phase: str = "Available"
    validated: float = 30.0


class VeleroServer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Velero's locations and backups; a bare value is a phase."""

    namespace: str = "velero"
    locations: dict[str, str | Location] = msgspec.field(default_factory=lambda: {"default": Location()})
    backups: dict[str, str | Backup] = {}


class ClusterFixture(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a cluster's API answers, or that nothing listens there.

    Workloads, CronJobs, Jobs and pods are named NAMESPACE/NAME. A bare value is a node's state,
    a workload's replicas, the age of a CronJob's last success, a Job's state, a pod's phase.
    Objects of other software are NAMESPACE/NAME too, or NAME, under their resource with its group. A resource that
    is not there is unknown to the API; without `velero` there is no Velero.
    """

    api: Literal["answers", "refused"] = "answers"
    nodes: dict[str, NodeState | NodeFixture] = {}
    workloads: dict[str, int | WorkloadFixture] = {}
    cronjobs: dict[str, float | CronJobFixture] = {}
    jobs: dict[str, JobState | JobFixture] = {}
    pods: dict[str, str | Pod] = {}
    events: dict[str, Event] = {}
    objects: dict[str, dict[str, ObjectFixture]] = {}
    velero: VeleroServer | None = None
