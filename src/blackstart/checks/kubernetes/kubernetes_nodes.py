"""Whether a cluster's nodes are there, ready, schedulable and without trouble, by their objects."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from blackstart.checks.duration import Seconds
from blackstart.checks.kubernetes.kubernetes_api import Names, Words, ask_cluster, is_within, say_age, say_some
from blackstart.checks.kubernetes.kubernetes_node import GOOD, HEARTBEAT, Node, is_live, judge_control_plane, read_node
from blackstart.checks.read_only.kubernetes_objects import ApiNode
from blackstart.checks.read_only.kubernetes_questions import NODES
from blackstart.checks.spec import Spec
from blackstart.model.connection import KUBERNETES, System
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.request import Steps


class NodesReading(Reading, frozen=True):
    """The nodes by name, how many are ready, and CONTROL_PLANE_AA, _SINGLE or _DEGRADED."""

    nodes: dict[str, Node]
    ready: int
    control_plane: str


class KubernetesNodes(Spec, frozen=True):
    """All `nodes` are there, with all `roles`, and no node, named or not, is unready, cordoned or in trouble.

    A node's kubelet must have reported within `max_heartbeat` seconds: an object goes on saying
    Ready where no controller marks it. It is the object's word only; hosts are judged by themselves.
    Conditions named in `good_when_true` should be True, all others but Ready False.
    """

    name = "kubernetes_nodes"
    reading = NodesReading
    shorthand = "nodes"
    example = "kubernetes_nodes: {nodes: [node-a, node-b], roles: [control-plane], sudo: true}"
    blind_spots = ("Whether a node's host can be reached: a node stays Ready for 40 s after it died. Ask `ssh_login`.",)
    faults = ("trouble_nodes",)

    nodes: Names
    roles: tuple[str, ...] = ()
    max_heartbeat: Annotated[Seconds, Meta(gt=0)] = HEARTBEAT
    good_when_true: tuple[str, ...] = GOOD[1:]
    kubectl: Words = ("kubectl",)
    sudo: bool = False

    def comes_through(self) -> System:
        """Return the cluster's API."""
        return System(connection=KUBERNETES)

    def steps(self, target: Target) -> Steps[NodesReading]:
        """Ask for the nodes."""
        rows, at = yield from ask_cluster(NODES, self.kubectl, sudo=self.sudo)
        return self.read_nodes(rows, at)

    def read_nodes(self, rows: tuple[ApiNode, ...], at: float) -> NodesReading:
        """Read the node objects."""
        nodes = {row.name: read_node(row, at, self.good_when_true) for row in rows}
        return NodesReading(
            nodes=nodes,
            ready=sum(is_live(node, self.max_heartbeat) for node in nodes.values()),
            control_plane=judge_control_plane(nodes.values()),
        )

    def findings(self, reading: NodesReading) -> Iterator[Finding]:
        """Look for each named node, then at every node."""
        for name in self.nodes:
            seen = reading.nodes.get(name)
            yield Finding(holds=seen is not None, expected=f"node {name}", seen=say_some(sorted(reading.nodes)))
            missing = [role for role in self.roles if seen is not None and role not in seen.roles]
            yield Finding(holds=not missing, expected=f"{name} as {', '.join(missing)}", seen=say_roles(seen))
        for name, node in reading.nodes.items():
            yield from self.judge_node(name, node)

    def judge_node(self, name: str, node: Node) -> Iterator[Finding]:
        """Compare one node's object."""
        yield Finding(holds=node.ready == "True", expected=f"{name} Ready", seen=f"Ready={node.ready}")
        yield Finding(
            holds=is_within(node.heartbeat_age, self.max_heartbeat),
            expected=f"{name} heard within {self.max_heartbeat:g} s",
            seen=say_age(node.heartbeat_age),
        )
        yield Finding(holds=not node.cordoned, expected=f"{name} schedulable", seen="SchedulingDisabled")
        yield Finding(holds=not node.problems, expected=f"{name} without trouble", seen=", ".join(node.problems))


def say_roles(node: Node | None) -> str:
    """Say a node's roles."""
    return "none" if node is None else ", ".join(node.roles) or "none"
