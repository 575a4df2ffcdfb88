"""Whether Deployments, StatefulSets and DaemonSets have all their pods ready."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from blackstart.checks.kubernetes.kubernetes_api import Name, Words, ask_cluster
from blackstart.checks.kubernetes.kubernetes_workload import Workload, find_workloads
from blackstart.checks.read_only.kubernetes_questions import WORKLOADS
from blackstart.checks.spec import Spec
from blackstart.model.connection import KUBERNETES, System
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.request import Steps


class WorkloadsReading(Reading, frozen=True):
    """The namespace's workloads by name; those named whose rollout has stalled, or has not ended.

    A rollout that stalled while all pods are ready is no outage: prefer `size(stalled) == 0`.
    """

    deployments: dict[str, Workload]
    statefulsets: dict[str, Workload]
    daemonsets: dict[str, Workload]
    stalled: tuple[str, ...]
    not_rolled_out: tuple[str, ...]


class KubernetesWorkloads(Spec, frozen=True):
    """Each named Deployment, StatefulSet and DaemonSet wants pods, at least `min`, and has them all ready.

    What a controller has not counted since the last change is not believed.
    """

    name = "kubernetes_workloads"
    reading = WorkloadsReading
    example = "kubernetes_workloads: {namespace: shop, deployments: [api, web], min: 2, sudo: true}"
    blind_spots = ("Whether the application in a ready pod answers: a readiness probe proves what it asks.",)
    faults = ("empty_workloads",)

    namespace: Name
    deployments: tuple[Name, ...] = ()
    statefulsets: tuple[Name, ...] = ()
    daemonsets: tuple[Name, ...] = ()
    min: Annotated[int, Meta(ge=1)] = 1
    kubectl: Words = ("kubectl",)
    sudo: bool = False

    def __post_init__(self) -> None:
        """Refuse a check that demands nothing."""
        if not (self.deployments or self.statefulsets or self.daemonsets):
            raise ValueError("name at least one of `deployments`, `statefulsets` or `daemonsets`")

    def comes_through(self) -> System:
        """Return the cluster's API."""
        return System(connection=KUBERNETES)

    def steps(self, target: Target) -> Steps[WorkloadsReading]:
        """Ask for the workloads."""
        rows, _ = yield from ask_cluster(WORKLOADS, self.kubectl, sudo=self.sudo)
        found = find_workloads(rows, self.namespace)
        deployments, statefulsets, daemonsets = (found[kind] for kind in ("Deployment", "StatefulSet", "DaemonSet"))
        named = {
            name: workload
            for names, workloads in (
                (self.deployments, deployments),
                (self.statefulsets, statefulsets),
                (self.daemonsets, daemonsets),
            )
            for name, workload in workloads.items()
            if name in names
        }
        return WorkloadsReading(
            deployments=deployments,
            statefulsets=statefulsets,
            daemonsets=daemonsets,
            stalled=tuple(name for name, workload in named.items() if workload.stalled),
            not_rolled_out=tuple(name for name, workload in named.items() if not workload.rolled_out),
        )

    def findings(self, reading: WorkloadsReading) -> Iterator[Finding]:
        """Look at each named workload."""
        for name in self.deployments:
            yield from self.judge(f"deployment {name}", reading.deployments.get(name))
        for name in self.statefulsets:
            yield from self.judge(f"statefulset {name}", reading.statefulsets.get(name))
        for name in self.daemonsets:
            yield from self.judge(f"daemonset {name}", reading.daemonsets.get(name))

    def judge(self, what: str, workload: Workload | None) -> Iterator[Finding]:
        """Compare one workload's pods."""
        if workload is None:
            yield Finding(holds=False, expected=what, seen=f"no such in {self.namespace}")
            return
        yield Finding(
            holds=workload.wanted >= self.min and workload.ready >= workload.wanted,
            expected=f"{what} with {max(workload.wanted, self.min)} ready pods",
            seen=f"{workload.ready} of {workload.wanted}",
        )
        yield Finding(holds=workload.current, expected=f"{what} counted since its last change", seen="an old status")
