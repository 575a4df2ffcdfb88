"""Whether a Job has failed that no later run made good."""

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.checks.duration import Seconds, say_duration
from blackstart.checks.kubernetes.kubernetes_api import (
    Name,
    Words,
    age_of,
    ask_cluster,
    find_status,
    is_within,
    say_some,
)
from blackstart.checks.read_only.kubernetes_objects import ApiJob
from blackstart.checks.read_only.kubernetes_questions import CRON_JOBS, JOBS
from blackstart.checks.spec import Spec
from blackstart.model.connection import KUBERNETES, System
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.outcome import Outcome, WarningClass
from blackstart.model.request import Steps

FAILURES = ("Failed", "FailureTarget")
"""The second says that a Job has failed while its last pods still end: those of a dead node never do (batch/v1)."""
# The controller names the Jobs of a CronJob by the minute they were due (CronJob, Jobs history).
SCHEDULED = re.compile(r"(?P<cronjob>.+)-\d+")


class JobsReading(Reading, frozen=True):
    """How many Jobs failed: `stale_failed` with a later scheduled success, `active_failed` without.

    The same Jobs are named beside; `jobs` counts all, in whatever state. `overdue` are CronJobs that were
    not suspended and had no success within the time asked for, by name. `active_failed_apart` are those of
    `active_failed_jobs` that are judged by another check.
    """

    jobs: int
    succeeded: int
    running: int
    failed: int
    stale_failed: int
    active_failed: int
    stale_failed_jobs: tuple[str, ...]
    active_failed_jobs: tuple[str, ...]
    overdue: tuple[str, ...] = ()
    active_failed_apart: tuple[str, ...] = ()


class KubernetesJobs(Spec, frozen=True):
    """No Job of the `namespace` has failed without a later success of the same CronJob: such a one warns.

    A Job that was run by hand makes nothing good. A failed Job that was made good stays as evidence.
    At least `min` Jobs are there to be judged. With `succeeded_within`, a CronJob of the namespace that had no
    success for so long warns too: its failed Jobs may have been deleted.

    With `cronjobs` it looks at the Jobs of these CronJobs alone, and one of them that is not there, or suspended,
    is overdue. Those under `apart` are judged by another check: their Jobs are counted here all the same.
    """

    name = "kubernetes_jobs"
    reading = JobsReading
    shorthand = "namespace"
    example = "kubernetes_jobs: {namespace: shop, sudo: true}"
    blind_spots = ("Jobs that were removed by their time to live, and their failures with them.",)
    faults = ("fail_job",)

    namespace: Name
    min: Annotated[int, Meta(ge=0)] = 1
    succeeded_within: Annotated[Seconds, Meta(gt=0)] | None = None
    cronjobs: tuple[Name, ...] = ()
    apart: tuple[Name, ...] = ()
    kubectl: Words = ("kubectl",)
    sudo: bool = False

    def comes_through(self) -> System:
        """Return the cluster's API."""
        return System(connection=KUBERNETES)

    def steps(self, target: Target) -> Steps[JobsReading]:
        """Ask for the Jobs, and for the CronJobs where their last success counts."""
        rows, _ = yield from ask_cluster(JOBS, self.kubectl, sudo=self.sudo)
        reading = read_jobs([job for job in rows if self.looks_at(job)], self.apart)
        if self.succeeded_within is None:
            return reading
        cronjobs, at = yield from ask_cluster(CRON_JOBS, self.kubectl, sudo=self.sudo)
        own = [row for row in cronjobs if row.namespace == self.namespace and not row.suspended]
        punctual = {row.name for row in own if is_within(age_of(row.succeeded, at), self.succeeded_within)}
        asked = self.cronjobs or tuple(row.name for row in own if row.name not in self.apart)
        return msgspec.structs.replace(reading, overdue=tuple(name for name in asked if name not in punctual))

    def looks_at(self, job: ApiJob) -> bool:
        """Tell whether a Job is one of those that are asked for."""
        named = not self.cronjobs or find_series(job) in self.cronjobs
        return job.namespace == self.namespace and named

    def findings(self, reading: JobsReading) -> Iterator[Finding]:
        """Expect Jobs, and none that failed for good."""
        yield Finding(
            holds=reading.jobs >= self.min,
            expected=f"at least {self.min} Jobs in {self.namespace}",
            seen=str(reading.jobs),
        )
        judged = tuple(name for name in reading.active_failed_jobs if name not in reading.active_failed_apart)
        yield Finding(
            holds=not judged,
            expected="no failed Job without a later scheduled success",
            seen=f"{len(judged)}: {say_some(judged)}",
            outcome=Outcome.WARN,
            warns_as=WarningClass.SERVICE,
        )
        yield Finding(
            holds=not reading.overdue,
            expected=f"each CronJob succeeded within {say_duration(self.succeeded_within or 0.0)}",
            seen=f"none of {say_some(reading.overdue)}",
            outcome=Outcome.WARN,
            warns_as=WarningClass.SERVICE,
        )


def read_jobs(jobs: list[ApiJob], apart: Collection[str] = ()) -> JobsReading:
    """Split the Jobs by how they ended; those of the CronJobs in `apart` are judged elsewhere."""
    failed = [job for job in jobs if has_failed(job)]
    succeeded = [job for job in jobs if has_succeeded(job)]
    stale = [job for job in failed if any(makes_good(later, job) for later in succeeded)]
    active = [job for job in failed if job not in stale]
    return JobsReading(
        jobs=len(jobs),
        succeeded=len(succeeded),
        running=sum(job.active > 0 for job in jobs if job not in failed),
        failed=len(failed),
        stale_failed=len(stale),
        active_failed=len(active),
        stale_failed_jobs=tuple(job.name for job in stale),
        active_failed_jobs=tuple(job.name for job in active),
        active_failed_apart=tuple(job.name for job in active if find_series(job) in apart),
    )


def has_failed(job: ApiJob) -> bool:
    """Tell whether a Job has failed, or will have when its pods are gone."""
    return any(find_status(job.conditions, failure) == "True" for failure in FAILURES)


def has_succeeded(job: ApiJob) -> bool:
    """Tell whether a Job has completed, and says nothing against it."""
    return find_status(job.conditions, "Complete") == "True" and not has_failed(job)


def makes_good(later: ApiJob, failed: ApiJob) -> bool:
    """Tell whether a success was scheduled by the failed Job's CronJob, began after it and ended after its failure."""
    series = find_series(failed)
    ended = find_failure(failed)
    if series is None or ended is None or failed.started is None:
        return False
    if later.started is None or later.completed is None or not is_scheduled(later, series):
        return False
    return later.started > failed.started and later.completed > ended


def is_scheduled(job: ApiJob, cronjob: str) -> bool:
    """Tell whether the CronJob itself made the Job; one made by hand from it has the same owner."""
    named = SCHEDULED.fullmatch(job.name)
    owned = find_owner(job) == cronjob
    return owned and named is not None and named["cronjob"] == cronjob and job.instantiated is None


def find_series(job: ApiJob) -> str | None:
    """Return the CronJob a Job is of: its owner, or what its name says where it has none."""
    named = SCHEDULED.fullmatch(job.name)
    return find_owner(job) or (named["cronjob"] if named is not None else None)


def find_owner(job: ApiJob) -> str | None:
    """Return the CronJob that owns a Job."""
    return next((owner.name for owner in job.owners if owner.kind == "CronJob"), None)


def find_failure(job: ApiJob) -> datetime | None:
    """Return when a Job failed."""
    return next((condition.changed for condition in job.conditions if condition.type in FAILURES), None)
