"""The CronJobs, Jobs, events and backups of a simulated cluster, as rows. Pure."""

from collections.abc import Iterator

from blackstart.checks.read_only.kubernetes_extensions import ApiBackup, ApiLocation
from blackstart.checks.read_only.kubernetes_objects import ApiCondition, ApiCronJob, ApiEvent, ApiJob, ApiOwner
from blackstart.drill.kubernetes_fixtures import (
    Backup,
    ClusterFixture,
    CronJobFixture,
    JobFixture,
    Location,
    VeleroServer,
)
from blackstart.drill.kubernetes_pods import moment, split_name

CONDITIONS = {"succeeded": "Complete", "failed": "Failed"}


def list_cronjobs(cluster: ClusterFixture, now: float) -> Iterator[ApiCronJob]:
    """Yield the CronJobs, of which perhaps only the age of the last success is given."""
    for full, given in cluster.cronjobs.items():
        namespace, name = split_name(full)
        cronjob = given if isinstance(given, CronJobFixture) else CronJobFixture(last_success=given)
        last = moment(now, cronjob.last_success) if cronjob.succeeded else None
        begun = last if cronjob.last_schedule is None else moment(now, cronjob.last_schedule)
        yield ApiCronJob(
            namespace=namespace,
            name=name,
            schedule=cronjob.schedule,
            suspended=cronjob.suspended,
            scheduled=begun,
            succeeded=last,
        )


def list_jobs(cluster: ClusterFixture, now: float) -> Iterator[ApiJob]:
    """Yield the Jobs, of which perhaps only the state is given."""
    for full, given in cluster.jobs.items():
        yield make_job(full, given if isinstance(given, JobFixture) else JobFixture(state=given), now)


def make_job(full: str, job: JobFixture, now: float) -> ApiJob:
    """Make a Job's row; a number at the end of its name tells that a CronJob made it."""
    namespace, name = split_name(full)
    cronjob, _, number = name.rpartition("-")
    ended = moment(now, job.age)
    kind = CONDITIONS.get(job.state)
    return ApiJob(
        namespace=namespace,
        name=name,
        instantiated="manual" if job.by_hand else None,
        owners=(ApiOwner(kind="CronJob", name=cronjob),) if number.isdigit() else (),
        conditions=(ApiCondition(type=kind, status="True", changed=ended),) if kind else (),
        started=moment(now, job.age + job.took),
        completed=ended if job.state == "succeeded" else None,
        active=int(job.state == "running"),
    )


def list_events(cluster: ClusterFixture, now: float) -> Iterator[ApiEvent]:
    """Yield the events."""
    for event in cluster.events.values():
        seen = moment(now, event.age)
        yield ApiEvent(
            namespace=event.namespace,
            kind=event.kind,
            object=event.object,
            reason=event.reason,
            message=event.message,
            created=seen,
            first=seen,
            last=seen,
            at=None,
            observed=None,
        )


def list_locations(velero: VeleroServer, now: float) -> Iterator[ApiLocation]:
    """Yield Velero's storage locations."""
    for name, given in velero.locations.items():
        location = given if isinstance(given, Location) else Location(phase=given)
        tried = moment(now, location.validated)
        yield ApiLocation(namespace=velero.namespace, name=name, phase=location.phase, validated=tried)


def list_backups(velero: VeleroServer, now: float) -> Iterator[ApiBackup]:
    """Yield Velero's backups."""
    for name, given in velero.backups.items():
        backup = given if isinstance(given, Backup) else Backup(phase=given)
        ended = moment(now, backup.age)
        yield ApiBackup(
            namespace=velero.namespace,
            name=name,
            schedule=backup.schedule or None,
            location=backup.location,
            phase=backup.phase,
            created=ended,
            started=ended,
            completed=ended,
            errors=backup.errors,
        )
