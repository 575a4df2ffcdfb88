"""What a Deployment, StatefulSet or DaemonSet says of its pods."""

from collections.abc import Iterable

import msgspec

from blackstart.checks.read_only.kubernetes_objects import ApiWorkload

KINDS = ("Deployment", "StatefulSet", "DaemonSet")
FLOATING = "latest"
"""The tag that names no release."""


class Workload(msgspec.Struct, frozen=True, kw_only=True):
    """How many pods are wanted, ready, and of the newest template; `images` by container, in their order.

    `current`: its controller has counted since the last change. `rolled_out`: no pod of an
    older template is left. `stalled`: the rollout has exceeded its time.
    """

    wanted: int
    ready: int
    updated: int
    current: bool
    rolled_out: bool
    stalled: bool
    images: dict[str, str]

    def find_tag(self, container: str) -> str | None:
        """Return the tag of a container's image, by default the first one's; None where there is no such container."""
        images = (image for name, image in self.images.items() if container in ("", name))
        return next(map(read_tag, images), None)


def find_workloads(rows: Iterable[ApiWorkload], namespace: str) -> dict[str, dict[str, Workload]]:
    """Return a namespace's workloads by kind and name."""
    found: dict[str, dict[str, Workload]] = {kind: {} for kind in KINDS}
    for row in rows:
        if row.namespace == namespace and row.kind in found:
            found[row.kind][row.name] = read_workload(row)
    return found


def read_workload(row: ApiWorkload) -> Workload:
    """Read a workload; a DaemonSet wants a pod on each of its nodes."""
    daemon = row.kind == "DaemonSet"
    wanted = row.nodes if daemon else row.replicas
    updated = row.updated_nodes if daemon else row.updated_replicas
    # a surge of a rolling update: old pods that are still there
    left = 0 if daemon else row.all_replicas - updated
    current = 0 < row.generation <= row.observed
    return Workload(
        wanted=wanted,
        ready=row.ready_nodes if daemon else row.ready_replicas,
        updated=updated,
        current=current,
        rolled_out=current and updated >= wanted and left <= 0,
        stalled=any(condition.type == "Progressing" and condition.status == "False" for condition in row.conditions),
        images={container.name: container.image for container in row.containers},
    )


def read_tag(image: str) -> str:
    """Return an image's tag, else its digest; one with neither is `latest` (Kubernetes, Images)."""
    name, _, digest = image.partition("@")
    return name.rpartition("/")[2].partition(":")[2] or digest or FLOATING
