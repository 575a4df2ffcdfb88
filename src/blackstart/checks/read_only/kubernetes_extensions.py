"""What is asked of a cluster about Velero's objects. Fields are those of velero.io/v1."""

import msgspec

from blackstart.checks.read_only.kubernetes_objects import Moment
from blackstart.checks.read_only.kubernetes_questions import NAMED, ClusterQuestion
from blackstart.checks.read_only.kubernetes_template import entry, number, record, text


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
