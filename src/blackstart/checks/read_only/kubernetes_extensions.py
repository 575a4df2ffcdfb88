"""What is asked of a cluster about objects that other software brings: Argo CD's and Velero's.

Fields are those of argoproj.io/v1alpha1 and velero.io/v1.
"""

import msgspec

from blackstart.checks.read_only.kubernetes_objects import Moment
from blackstart.checks.read_only.kubernetes_questions import NAMED, ClusterQuestion
from blackstart.checks.read_only.kubernetes_template import each, entry, number, record, text


class ApiApplication(msgspec.Struct, frozen=True, kw_only=True):
    """An Application of Argo CD; one with several sources has several revisions."""

    namespace: str
    name: str
    sync: str | None
    health: str | None
    revision: str | None
    revisions: tuple[str, ...]
    operation: str | None
    reconciled: Moment | None


class ApiBackup(msgspec.Struct, frozen=True, kw_only=True):
    """A backup of Velero; `created` is when its object was, which a cluster that finds it in its storage made anew."""

    namespace: str
    name: str
    schedule: str | None
    location: str | None
    phase: str | None
    created: Moment
    started: Moment | None
    completed: Moment | None
    errors: int


class ApiLocation(msgspec.Struct, frozen=True, kw_only=True):
    """Where Velero keeps backups, and when it last could."""

    namespace: str
    name: str
    phase: str | None
    validated: Moment | None


APPLICATIONS = ClusterQuestion(
    resources="applications.argoproj.io",
    row=ApiApplication,
    template=record(
        **NAMED,
        sync=text(".status.sync.status"),
        health=text(".status.health.status"),
        revision=text(".status.sync.revision"),
        revisions=each(".status.sync.revisions"),
        operation=text(".status.operationState.phase"),
        reconciled=text(".status.reconciledAt"),
    ),
)
BACKUPS = ClusterQuestion(
    resources="backups.velero.io",
    row=ApiBackup,
    template=record(
        **NAMED,
        schedule=entry(".metadata.labels", "velero.io/schedule-name"),
        location=text(".spec.storageLocation"),
        phase=text(".status.phase"),
        created=text(".metadata.creationTimestamp"),
        started=text(".status.startTimestamp"),
        completed=text(".status.completionTimestamp"),
        errors=number(".status.errors"),
    ),
)
LOCATIONS = ClusterQuestion(
    resources="backupstoragelocations.velero.io",
    row=ApiLocation,
    template=record(**NAMED, phase=text(".status.phase"), validated=text(".status.lastValidationTime")),
)
