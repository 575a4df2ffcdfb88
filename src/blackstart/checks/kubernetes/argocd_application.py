"""Whether an application of Argo CD is synced and healthy, at the revision it should have."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from blackstart.checks.duration import Seconds
from blackstart.checks.kubernetes.kubernetes_api import Name, Words, age_of, ask_cluster, is_within, say_age, say_some
from blackstart.checks.read_only.kubernetes_extensions import APPLICATIONS, ApiApplication
from blackstart.checks.spec import Spec
from blackstart.model.connection import KUBERNETES, System
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import UnreadableReplyError
from blackstart.model.request import Steps


class ApplicationReading(Reading, frozen=True):
    """Sync and health status, the revisions compared with, and how long ago that was, in seconds.

    `revision` is the first, or only, one.
    """

    sync: str
    health: str
    revision: str
    revisions: tuple[str, ...]
    operation: str | None
    reconciled_age: float | None


class ArgocdApplication(Spec, frozen=True):
    """The application is Synced and Healthy, was compared within `max_age` seconds, and is at `revision`, if given.

    A `revision` may be the beginning of a commit's name. The status stays as it was where the
    controller does not run, hence the age.
    """

    name = "argocd_application"
    reading = ApplicationReading
    shorthand = "application"
    example = "argocd_application: {application: shop, sudo: true}"
    blind_spots = ("Drift in fields that Argo CD ignores, and applications of another project.",)
    faults = ("degrade_application",)

    application: Name
    namespace: Name = "argocd"
    sync: Words = ("Synced",)
    health: Words = ("Healthy",)
    revision: Annotated[str, Meta(pattern=r"^(|.{7,})$")] = ""
    max_age: Annotated[Seconds, Meta(gt=0)] = 3600.0
    kubectl: Words = ("kubectl",)
    sudo: bool = False

    def comes_through(self) -> System:
        """Return the cluster's API."""
        return System(connection=KUBERNETES)

    def steps(self, target: Target) -> Steps[ApplicationReading]:
        """Ask for the applications."""
        rows, at = yield from ask_cluster(APPLICATIONS, self.kubectl, sudo=self.sudo)
        found = {row.name: row for row in rows if row.namespace == self.namespace}
        if self.application not in found:
            raise UnreadableReplyError(f"no application {self.application}; there is {say_some(sorted(found))}")
        return read_application(found[self.application], at)

    def findings(self, reading: ApplicationReading) -> Iterator[Finding]:
        """Compare status, age and revision."""
        yield Finding(holds=reading.sync in self.sync, expected=" or ".join(self.sync), seen=reading.sync)
        yield Finding(holds=reading.health in self.health, expected=" or ".join(self.health), seen=reading.health)
        yield Finding(
            holds=is_within(reading.reconciled_age, self.max_age),
            expected=f"compared within {self.max_age:g} s",
            seen=say_age(reading.reconciled_age),
        )
        yield Finding(
            holds=any(revision.startswith(self.revision) for revision in reading.revisions),
            expected=f"revision {self.revision}" if self.revision else "a revision",
            seen=say_some(reading.revisions),
        )


def read_application(row: ApiApplication, at: float) -> ApplicationReading:
    """Read an application's status; what it does not tell is Unknown, as Argo CD has it."""
    revisions = row.revisions or ((row.revision,) if row.revision else ())
    return ApplicationReading(
        sync=row.sync or "Unknown",
        health=row.health or "Unknown",
        revision=next(iter(revisions), ""),
        revisions=revisions,
        operation=row.operation,
        reconciled_age=age_of(row.reconciled, at),
    )
