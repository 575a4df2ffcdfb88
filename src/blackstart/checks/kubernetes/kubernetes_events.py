"""Whether a cluster's events or node conditions tell of damaged or read-only file systems."""

import re
from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from blackstart.checks.kubernetes.kubernetes_api import Name, Words, ask_cluster, find_status, is_within, say_some
from blackstart.checks.kubernetes.kubernetes_node import HEARTBEAT, read_node
from blackstart.checks.read_only.kubernetes_objects import ApiEvent, ApiNode
from blackstart.checks.read_only.kubernetes_questions import EVENTS, NODES
from blackstart.checks.spec import Spec
from blackstart.model.connection import KUBERNETES, System
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.request import Steps

SIGNATURES = (
    r"\bfilesystemisreadonly\b",
    r"read-?only file ?system",
    r"remounting file ?system read-?only",
    r"structure needs cleaning",
    r"bad message",
    r"input/output error|\bi/o error|\bioerror\b",
    r"ext4-fs error|\bext4error\b|btrfs (?:error|critical)|xfs .*corruption",
)
"""What kubelets, mounts and the node problem detector say of file systems."""


class EventsReading(Reading, frozen=True):
    """Events of the window and those that bear a signature, the newest of them named.

    Beside them, on how many `nodes` what condition holds or is not known, and which of them are
    `silent`: their kubelet has not been heard for ten minutes.
    """

    events: int
    file_system_errors: int
    matches: tuple[str, ...]
    nodes: int
    silent: tuple[str, ...]
    read_only_file_systems: int
    disk_pressure: int


class KubernetesEvents(Spec, frozen=True):
    """No event within `window` seconds tells of a damaged or read-only file system, nor does a node's condition.

    An event that bears one of the `patterns` counts too. Events of all `namespaces` are looked
    at unless some are named. A cluster keeps events for an hour, unless told otherwise. Every node
    must be heard of: one that is silent tells of nothing, and where its clock is behind, events look old.
    """

    name = "kubernetes_events"
    reading = EventsReading
    example = "kubernetes_events: {window: 3600, sudo: true}"
    blind_spots = ("Events older than an hour, as a rule: the API server forgets them.",)
    faults = ("log_event", "trouble_nodes")

    window: Annotated[float, Meta(gt=0)] = 3600.0
    namespaces: tuple[Name, ...] = ()
    patterns: tuple[str, ...] = ()
    kubectl: Words = ("kubectl",)
    sudo: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no pattern, or one that every event bears."""
        for pattern in self.patterns:
            try:
                found = re.search(pattern, "")
            except re.error as error:
                raise ValueError(f"`patterns`: {pattern!r} is no regular expression: {error}") from error
            if found:
                raise ValueError(f"`patterns`: {pattern!r} matches an empty text, so it would find anything")

    def comes_through(self) -> System:
        """Return the cluster's API."""
        return System(connection=KUBERNETES)

    def steps(self, target: Target) -> Steps[EventsReading]:
        """Ask for the nodes, without which no event would be heard of, and the events."""
        nodes, heard = yield from ask_cluster(NODES, self.kubectl, sudo=self.sudo)
        rows, at = yield from ask_cluster(EVENTS, self.kubectl, sudo=self.sudo)
        wanted = [event for event in rows if not self.namespaces or event.namespace in self.namespaces]
        recent = [event for event in wanted if at - time_of(event) <= self.window]
        return self.sum_up(nodes, find_silent(nodes, heard), sorted(recent, key=time_of))

    def sum_up(self, nodes: tuple[ApiNode, ...], silent: tuple[str, ...], events: list[ApiEvent]) -> EventsReading:
        """Count what bears a signature."""
        found = [event for event in events if self.is_telling(event)]
        return EventsReading(
            events=len(events),
            file_system_errors=len(found),
            matches=tuple(map(say_event, reversed(found[-3:]))),
            nodes=len(nodes),
            silent=silent,
            read_only_file_systems=count_nodes(nodes, "ReadonlyFilesystem"),
            disk_pressure=count_nodes(nodes, "DiskPressure"),
        )

    def is_telling(self, event: ApiEvent) -> bool:
        """Tell whether an event bears a signature or pattern."""
        said = f"{event.reason} {event.message}"
        return any(re.search(pattern, said, re.IGNORECASE) for pattern in (*SIGNATURES, *self.patterns))

    def findings(self, reading: EventsReading) -> Iterator[Finding]:
        """Expect nodes, and no trouble."""
        yield Finding(holds=reading.nodes > 0, expected="nodes in the cluster", seen="none")
        yield Finding(
            holds=not reading.silent,
            expected=f"every node heard within {HEARTBEAT:g} s",
            seen=f"not {say_some(reading.silent)}",
        )
        yield Finding(
            holds=reading.file_system_errors == 0,
            expected=f"no file system error within {self.window:g} s",
            seen=f"{reading.file_system_errors}: {say_some(reading.matches)}",
        )
        yield from judge_condition("ReadonlyFilesystem", reading.read_only_file_systems)
        yield from judge_condition("DiskPressure", reading.disk_pressure)


def judge_condition(name: str, count: int) -> Iterator[Finding]:
    """Expect a condition on no node."""
    yield Finding(holds=count == 0, expected=f"no node with {name}", seen=str(count))


def find_silent(nodes: tuple[ApiNode, ...], at: float) -> tuple[str, ...]:
    """Return the nodes whose kubelet has not been heard lately, by the controller's clock."""
    return tuple(node.name for node in nodes if not is_within(read_node(node, at).heartbeat_age, HEARTBEAT))


def count_nodes(nodes: tuple[ApiNode, ...], condition: str) -> int:
    """Count the nodes that do not say False; not every cluster has something that reports the condition."""
    return sum(find_status(node.conditions, condition) not in ("False", "missing") for node in nodes)


def time_of(event: ApiEvent) -> float:
    """Return when an event was last seen (Unix seconds)."""
    times = (event.created, event.first, event.last, event.at, event.observed)
    return max(moment.timestamp() for moment in times if moment is not None)


def say_event(event: ApiEvent) -> str:
    """Say what an event is about."""
    return f"{event.kind} {event.object}: {event.reason}: {(event.message or '')[:160]}"
