"""Which image tags run: the one that is expected, or the same one everywhere."""

from collections.abc import Iterator

from blackstart.checks.kubernetes.kubernetes_api import Name, Names, Words, ask_cluster, say_some
from blackstart.checks.kubernetes.kubernetes_workload import Workload, find_workloads
from blackstart.checks.read_only.kubernetes_questions import WORKLOADS
from blackstart.checks.spec import Spec
from blackstart.model.connection import KUBERNETES, System
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.request import Steps

FLOATING = "latest"


class ImagesReading(Reading, frozen=True):
    """Tags by deployment, all tags there are, and which deployments also run an older template.

    `not_running` are those that want no pod, or whose pods are not all ready.
    """

    tags: dict[str, str]
    distinct: tuple[str, ...]
    not_rolled_out: tuple[str, ...]
    not_running: tuple[str, ...]


class KubernetesImages(Spec, frozen=True):
    """Each of the `deployments` runs the image tag `tag`, or all run the same one, and no pod of an older one is left.

    The tag is that of the `container`, or of the first one. A tag that names no release, `latest`, proves nothing.
    What is scaled to nothing runs no tag, and a pod that is not ready may not have got its image.
    """

    name = "kubernetes_images"
    reading = ImagesReading
    example = "kubernetes_images: {namespace: shop, deployments: [api, web], tag: 1.4.2, sudo: true}"
    blind_spots = ("Whether a registry can still give the image; a running pod needs it no more.",)
    faults = ("empty_workloads",)

    namespace: Name
    deployments: Names
    tag: str = ""
    container: str = ""
    kubectl: Words = ("kubectl",)
    sudo: bool = False

    def __post_init__(self) -> None:
        """Refuse a tag that any image could bear."""
        if self.tag == FLOATING:
            raise ValueError("`tag: latest` names no release: leave it out, or give the release's tag or digest")

    def comes_through(self) -> System:
        """Return the cluster's API."""
        return System(connection=KUBERNETES)

    def steps(self, target: Target) -> Steps[ImagesReading]:
        """Ask for the workloads."""
        rows, _ = yield from ask_cluster(WORKLOADS, self.kubectl, sudo=self.sudo)
        found = find_workloads(rows, self.namespace)["Deployment"]
        named = {name: found[name] for name in self.deployments if name in found}
        found_tags = {name: self.find_tag(workload) for name, workload in named.items()}
        tags = {name: tag for name, tag in found_tags.items() if tag is not None}
        return ImagesReading(
            tags=tags,
            distinct=tuple(dict.fromkeys(tags.values())),
            not_rolled_out=tuple(name for name, workload in named.items() if not workload.rolled_out),
            not_running=tuple(name for name, workload in named.items() if not 0 < workload.wanted <= workload.ready),
        )

    def find_tag(self, workload: Workload) -> str | None:
        """Return the tag of the container's image, where there is such a container."""
        images = (image for name, image in workload.images.items() if self.container in ("", name))
        return next(map(read_tag, images), None)

    def findings(self, reading: ImagesReading) -> Iterator[Finding]:
        """Compare the tags with the one expected, or with each other."""
        for name in self.deployments:
            tag = reading.tags.get(name, "no such deployment or container")
            yield Finding(holds=name in reading.tags and tag != FLOATING, expected=f"{name} with a release", seen=tag)
        tags = [f"{name}: {tag}" for name, tag in reading.tags.items()]
        wanted = (self.tag,) if self.tag else reading.distinct[:1]
        yield Finding(
            holds=reading.distinct == wanted and len(wanted) == 1,
            expected=f"tag {self.tag}" if self.tag else "one tag",
            seen=say_some(tags),
        )
        yield Finding(
            holds=not reading.not_rolled_out,
            expected="every rollout ended",
            seen=f"not that of {say_some(reading.not_rolled_out)}",
        )
        yield Finding(
            holds=not reading.not_running,
            expected="all pods ready, and some",
            seen=f"not those of {say_some(reading.not_running)}",
        )


def read_tag(image: str) -> str:
    """Return an image's tag, else its digest; one with neither is `latest` (Kubernetes, Images)."""
    name, _, digest = image.partition("@")
    return name.rpartition("/")[2].partition(":")[2] or digest or FLOATING
