"""Rows that a cluster is asked for about its own objects.

Fields are those of the Kubernetes API reference (core/v1, apps/v1, batch/v1).
"""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

Moment = Annotated[datetime, Meta(tz=True)]


class ApiCondition(msgspec.Struct, frozen=True, kw_only=True):
    """A condition: "True", "False" or "Unknown" by its type."""

    type: str
    status: str
    reason: str | None = None
    changed: Moment | None = None
    heartbeat: Moment | None = None


class ApiOwner(msgspec.Struct, frozen=True, kw_only=True):
    """What an object belongs to."""

    kind: str
    name: str


class ApiNode(msgspec.Struct, frozen=True, kw_only=True):
    """A node object; of its labels only the names."""

    name: str
    labels: tuple[str | None, ...]
    cordoned: bool
    version: str | None
    conditions: tuple[ApiCondition, ...]


class ApiContainer(msgspec.Struct, frozen=True, kw_only=True):
    """A container's state in a pod, by the reason of its waiting or end."""

    name: str
    ready: bool
    restarts: int
    waiting: str | None
    terminated: str | None


class ApiPod(msgspec.Struct, frozen=True, kw_only=True):
    """A pod; `hash` tells the pods of one revision of a Deployment."""

    namespace: str
    name: str
    created: Moment
    terminating: bool
    phase: str | None
    reason: str | None
    node: str | None
    hash: str | None
    owners: tuple[ApiOwner, ...]
    conditions: tuple[ApiCondition, ...]
    init_containers: tuple[ApiContainer, ...]
    containers: tuple[ApiContainer, ...]


class ApiImage(msgspec.Struct, frozen=True, kw_only=True):
    """A container's name and image in a template of pods."""

    name: str
    image: str


class ApiWorkload(msgspec.Struct, frozen=True, kw_only=True):
    """A Deployment, StatefulSet or DaemonSet; the last counts nodes where the others count replicas."""

    kind: str
    namespace: str
    name: str
    generation: int
    observed: int
    replicas: int
    ready_replicas: int
    updated_replicas: int
    all_replicas: int
    nodes: int
    ready_nodes: int
    updated_nodes: int
    conditions: tuple[ApiCondition, ...]
    containers: tuple[ApiImage, ...]


class ApiCronJob(msgspec.Struct, frozen=True, kw_only=True):
    """A CronJob's schedule, and when it last ran."""

    namespace: str
    name: str
    schedule: str
    suspended: bool
    scheduled: Moment | None
    succeeded: Moment | None


class ApiJob(msgspec.Struct, frozen=True, kw_only=True):
    """A Job; `instantiated` is "manual" where a person made it from a CronJob."""

    namespace: str
    name: str
    instantiated: str | None
    owners: tuple[ApiOwner, ...]
    conditions: tuple[ApiCondition, ...]
    started: Moment | None
    completed: Moment | None
    active: int


class ApiEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event; which of the times are set depends on who reported it."""

    namespace: str
    kind: str | None
    object: str | None
    reason: str | None
    message: str | None
    created: Moment
    first: Moment | None
    last: Moment | None
    at: Moment | None
    observed: Moment | None
