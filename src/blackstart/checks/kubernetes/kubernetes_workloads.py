"""Whether Deployments, StatefulSets and DaemonSets have all their pods ready, and run the release they should."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from blackstart.checks.kubernetes.kubernetes_api import Name, Words, ask_cluster, say_some
from blackstart.checks.kubernetes.kubernetes_workload import FLOATING, Workload, find_workloads
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

    What a controller has not counted since the last change is not believed. With `tag` each runs an image of that
    tag, with `same_tag` all run one and the same; then no pod of an older template may be left. The tag, else the
    digest, is that of the `container`, or of the first one. `latest` names no release and proves nothing.
    """

    name = "kubernetes_workloads"
    reading = WorkloadsReading
    example = "kubernetes_workloads: {namespace: shop, deployments: [api, web], min: 2, sudo: true}"
    blind_spots = (
        "Whether the application in a ready pod answers: a readiness probe proves what it asks.",
        "Whether a registry can still give the image; a running pod needs it no more.",
    )
    faults = ("empty_workloads",)

    namespace: Name
    deployments: tuple[Name, ...] = ()
    statefulsets: tuple[Name, ...] = ()
    daemonsets: tuple[Name, ...] = ()
    min: Annotated[int, Meta(ge=1)] = 1
    tag: str = ""
    same_tag: bool = False
    container: str = ""
    kubectl: Words = ("kubectl",)
    sudo: bool = False

    def __post_init__(self) -> None:
        """Refuse a check that demands nothing, and a tag that any image could bear."""
        if not (self.deployments or self.statefulsets or self.daemonsets):
            raise ValueError("name at least one of `deployments`, `statefulsets` or `daemonsets`")
        if self.tag == FLOATING:
            raise ValueError("`tag: latest` names no release: leave it out, or give the release's tag or digest")
        if self.container and not (self.tag or self.same_tag):
            raise ValueError("`container` says whose tag is meant: give `tag` or `same_tag` too")

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

    def list_named(self, reading: WorkloadsReading) -> Iterator[tuple[str, Workload | None]]:
        """Yield each named workload, as `deployment api`; None where there is no such."""
        for kind, names, there in (
            ("deployment", self.deployments, reading.deployments),
            ("statefulset", self.statefulsets, reading.statefulsets),
            ("daemonset", self.daemonsets, reading.daemonsets),
        ):
            yield from ((f"{kind} {name}", there.get(name)) for name in names)

    def findings(self, reading: WorkloadsReading) -> Iterator[Finding]:
        """Look at each named workload, then at their tags."""
        for what, workload in self.list_named(reading):
            yield from self.judge(what, workload)
        if self.tag or self.same_tag:
            yield from self.judge_tags(reading)

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

    def judge_tags(self, reading: WorkloadsReading) -> Iterator[Finding]:
        """Compare the tags with the one expected, or with each other; and what else of an older release is left."""
        there = {what: workload for what, workload in self.list_named(reading) if workload is not None}
        tags = {what: workload.find_tag(self.container) for what, workload in there.items()}
        for what, tag in tags.items():
            seen = tag or "no such container"
            yield Finding(holds=tag not in (None, FLOATING), expected=f"{what} with a release", seen=seen)
        wanted = {self.tag} if self.tag else set(list(tags.values())[:1])
        yield Finding(
            holds=set(tags.values()) == wanted,
            expected=f"tag {self.tag}" if self.tag else "one tag",
            seen=say_some([f"{what}: {tag or 'none'}" for what, tag in tags.items()]),
        )
        old = [what for what, workload in there.items() if not workload.rolled_out]
        yield Finding(holds=not old, expected="every rollout ended", seen=f"not that of {say_some(old)}")
