"""How a cluster's replicas are spread over its nodes, and what its control plane comes to."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from blackstart.checks.kubernetes.kubernetes_api import Name, Names, Words, ask_cluster
from blackstart.checks.kubernetes.kubernetes_node import is_live, judge_control_plane, read_node
from blackstart.checks.kubernetes.kubernetes_pod import find_deployment, find_trouble
from blackstart.checks.read_only.kubernetes_objects import ApiPod
from blackstart.checks.read_only.kubernetes_questions import NODES, PODS
from blackstart.checks.spec import Spec
from blackstart.model.connection import KUBERNETES, System
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.request import Steps

PAIR = 2
"""Pods, and nodes, that a spread takes at least."""
Word = Literal["WORKLOAD_BALANCED", "WORKLOAD_IMBALANCED"]


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """Ready pods by node; `skew` is the most less the fewest of any node."""

    nodes: dict[str, int]
    skew: int
    balanced: bool


class PlacementReading(Reading, frozen=True):
    """`workload` is WORKLOAD_BALANCED or WORKLOAD_IMBALANCED; `control_plane` CONTROL_PLANE_AA, _SINGLE or _DEGRADED.

    AA: two or more control-plane nodes, all Ready.
    """

    workload: Word
    control_plane: str
    skew: int
    deployments: dict[str, Spread]


class KubernetesPlacement(Spec, frozen=True):
    """Each of the `deployments` has a ready pod on a node; how they must be spread is for `expect` or `prefer`.

    Balanced is a deployment with two ready pods or more, on two nodes or more, and a skew of at
    most `max_skew` over all `nodes`, which are those of the cluster unless named: one that is cordoned
    or not there counts. Pods on a node that is not ready, or whose kubelet is silent, do not count,
    nor do terminating ones: nobody has looked at them.
    """

    name = "kubernetes_placement"
    reading = PlacementReading
    example = "kubernetes_placement: {namespace: shop, deployments: [api, web], sudo: true}"
    blind_spots = ("Why the scheduler chose so; pods that are not ready do not count.",)
    faults = ("lose_pods", "empty_workloads", "trouble_nodes")

    namespace: Name
    deployments: Names
    nodes: tuple[Name, ...] = ()
    max_skew: int = 1
    kubectl: Words = ("kubectl",)
    sudo: bool = False

    def comes_through(self) -> System:
        """Return the cluster's API."""
        return System(connection=KUBERNETES)

    def steps(self, target: Target) -> Steps[PlacementReading]:
        """Ask for the nodes and the pods."""
        nodes, at = yield from ask_cluster(NODES, self.kubectl, sudo=self.sudo)
        pods, _ = yield from ask_cluster(PODS, self.kubectl, sudo=self.sudo)
        names = self.nodes or tuple(node.name for node in nodes)
        seen = {node.name: read_node(node, at) for node in nodes}
        counted = tuple(pod for pod in pods if pod.node in seen and is_live(seen[pod.node]))
        spreads = {name: self.spread(name, counted, names) for name in self.deployments}
        balanced = all(spread.balanced for spread in spreads.values())
        return PlacementReading(
            workload="WORKLOAD_BALANCED" if balanced else "WORKLOAD_IMBALANCED",
            control_plane=judge_control_plane(seen.values()),
            skew=max(spread.skew for spread in spreads.values()),
            deployments=spreads,
        )

    def spread(self, deployment: str, pods: tuple[ApiPod, ...], nodes: tuple[str, ...]) -> Spread:
        """Count a deployment's ready pods on each node."""
        placed = [pod.node for pod in pods if self.is_of(pod, deployment) and find_trouble(pod) is None]
        counts = {node: placed.count(node) for node in nodes}
        skew = max(counts.values(), default=0) - min(counts.values(), default=0)
        used = sum(count > 0 for count in counts.values())
        balanced = skew <= self.max_skew and used >= PAIR and sum(counts.values()) >= PAIR
        return Spread(nodes=counts, skew=skew, balanced=balanced)

    def is_of(self, pod: ApiPod, deployment: str) -> bool:
        """Tell whether a pod is the deployment's and stays."""
        return pod.namespace == self.namespace and not pod.terminating and find_deployment(pod) == deployment

    def findings(self, reading: PlacementReading) -> Iterator[Finding]:
        """Expect each deployment to be placed at all."""
        for name, spread in reading.deployments.items():
            placed = sum(spread.nodes.values())
            yield Finding(holds=placed > 0, expected=f"{name} with a ready pod on a node", seen=str(placed))
