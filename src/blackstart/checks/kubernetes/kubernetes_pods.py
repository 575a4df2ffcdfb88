"""Whether every pod that should run is running and ready."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from blackstart.checks.duration import Seconds
from blackstart.checks.kubernetes.kubernetes_api import Name, Words, age_of, ask_cluster, say_some
from blackstart.checks.kubernetes.kubernetes_pod import find_trouble
from blackstart.checks.read_only.kubernetes_objects import ApiPod
from blackstart.checks.read_only.kubernetes_questions import PODS
from blackstart.checks.spec import Spec
from blackstart.model.connection import KUBERNETES, System
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.request import Steps

SHUT_DOWN = frozenset({"Terminated", "NodeShutdown", "Shutdown", "NodeAffinity", "UnexpectedAdmissionError"})
"""Reasons that a kubelet gives pods it ends as its node shuts down, by its version, or takes no more after the boot."""


class PodsReading(Reading, frozen=True):
    """Ready pods, also by namespace; bad ones with what troubles each; and how many were left out.

    `restarts` is the most of any container.
    """

    ready: int
    namespaces: dict[str, int]
    bad: tuple[str, ...]
    bad_count: int
    failed_of_jobs: tuple[str, ...]
    young: int
    terminating: int
    succeeded: int
    left_over: tuple[str, ...]
    restarts: int


class KubernetesPods(Spec, frozen=True):
    """No pod is in trouble, in the `namespaces` or, without any, in the whole cluster.

    Each namespace, or the cluster, has at least `min` ready pods: none at all never passes.
    Terminating and succeeded pods do not count, nor do those that a node's shutdown left as Failed
    when their owner (a ReplicaSet, a DaemonSet on that node) has a ready pod made since. A pod younger
    than `grace` seconds may still be starting. `except_jobs` leaves failed pods of Jobs to `kubernetes_jobs`.
    """

    name = "kubernetes_pods"
    reading = PodsReading
    shorthand = "namespaces"
    example = "kubernetes_pods: {namespaces: [shop, kube-system], sudo: true}"
    blind_spots = (
        "Pods that were never made: ask `kubernetes_workloads`.",
        "As whom: an account that may list pods in all namespaces.",
    )
    faults = ("crash_pod",)

    namespaces: tuple[Name, ...] = ()
    min: Annotated[int, Meta(ge=1)] = 1
    grace: Annotated[Seconds, Meta(ge=0)] = 0.0
    except_jobs: bool = False
    kubectl: Words = ("kubectl",)
    sudo: bool = False

    def comes_through(self) -> System:
        """Return the cluster's API."""
        return System(connection=KUBERNETES)

    def steps(self, target: Target) -> Steps[PodsReading]:
        """Ask for the pods."""
        rows, at = yield from ask_cluster(PODS, self.kubectl, sudo=self.sudo)
        return self.read_pods(rows, at)

    def read_pods(self, rows: tuple[ApiPod, ...], at: float) -> PodsReading:
        """Read the pods of the namespaces."""
        wanted = [pod for pod in rows if not self.namespaces or pod.namespace in self.namespaces]
        here = [pod for pod in wanted if not pod.terminating]
        due = [pod for pod in here if pod.phase != "Succeeded"]
        troubled = {pod: find_trouble(pod) for pod in due}
        replaced = [pod for pod in due if is_left_over(pod) and has_replacement(pod, due)]
        due = [pod for pod in due if pod not in replaced]
        apart = [pod for pod in due if self.except_jobs and is_failed_of_job(pod)]
        young = [pod for pod in due if troubled[pod] and pod not in apart and self.is_young(pod, at)]
        bad = [pod for pod in due if troubled[pod] and pod not in apart and pod not in young]
        ready = [pod.namespace for pod in due if not troubled[pod]]
        containers = [container for pod in due for container in (*pod.init_containers, *pod.containers)]
        return PodsReading(
            ready=len(ready),
            namespaces={name: ready.count(name) for name in self.namespaces or sorted(set(ready))},
            bad=tuple(f"{full_name(pod)}: {troubled[pod]}" for pod in bad[:20]),
            bad_count=len(bad),
            failed_of_jobs=tuple(map(full_name, apart)),
            young=len(young),
            terminating=len(wanted) - len(here),
            succeeded=sum(pod.phase == "Succeeded" for pod in here),
            left_over=tuple(map(full_name, replaced)),
            restarts=max((container.restarts for container in containers), default=0),
        )

    def is_young(self, pod: ApiPod, at: float) -> bool:
        """Tell whether a pod may still be starting; a failed one has ended."""
        age = age_of(pod.created, at)
        return pod.phase in ("Pending", "Running") and age is not None and 0 <= age < self.grace

    def findings(self, reading: PodsReading) -> Iterator[Finding]:
        """Expect no trouble, and pods."""
        yield Finding(holds=not reading.bad_count, expected="no pod in trouble", seen=say_bad(reading))
        for name in self.namespaces:
            yield self.judge_count(f" in {name}", reading.namespaces[name])
        if not self.namespaces:
            yield self.judge_count("", reading.ready)

    def judge_count(self, where: str, ready: int) -> Finding:
        """Compare how many pods are ready."""
        return Finding(holds=ready >= self.min, expected=f"at least {self.min} ready pods{where}", seen=str(ready))


def is_failed_of_job(pod: ApiPod) -> bool:
    """Tell whether it is a Job's attempt that failed."""
    return pod.phase == "Failed" and any(owner.kind == "Job" for owner in pod.owners)


def is_left_over(pod: ApiPod) -> bool:
    """Tell whether a pod was ended by its node's shutdown; its object stays (Kubernetes, Node shutdowns)."""
    return pod.phase == "Failed" and pod.reason in SHUT_DOWN and bool(pod.owners)


def has_replacement(pod: ApiPod, others: list[ApiPod]) -> bool:
    """Tell whether what owns the pod has a ready one that is no older; a DaemonSet on the same node."""
    owned = [other for other in others if other.namespace == pod.namespace and other.owners == pod.owners]
    if any(owner.kind == "DaemonSet" for owner in pod.owners):
        owned = [other for other in owned if other.node == pod.node]
    return any(find_trouble(other) is None and other.created >= pod.created for other in owned)


def full_name(pod: ApiPod) -> str:
    """Return a pod's name with its namespace."""
    return f"{pod.namespace}/{pod.name}"


def say_bad(reading: PodsReading) -> str:
    """Say how many are bad, and name some."""
    return f"{reading.bad_count}: {say_some(reading.bad)}"
