"""Whether CronJobs are there, not suspended, and have succeeded lately."""

from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.checks.duration import Seconds
from blackstart.checks.facts.cron_period import find_period
from blackstart.checks.kubernetes.kubernetes_api import (
    Name,
    Names,
    Words,
    age_of,
    ask_cluster,
    is_within,
    say_age,
    say_some,
)
from blackstart.checks.read_only.kubernetes_objects import ApiCronJob
from blackstart.checks.read_only.kubernetes_questions import CRON_JOBS
from blackstart.checks.spec import Spec
from blackstart.model.connection import KUBERNETES, System
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.request import Steps

LATE = 0.1
GRACE = 3600.0
"""How much later than due a success may be: a tenth of the time between two, and at least an hour (s) to run in."""


class CronJob(msgspec.Struct, frozen=True, kw_only=True):
    """A CronJob; ages in seconds, null where it never ran, or never succeeded."""

    schedule: str
    suspended: bool
    last_schedule_age: float | None
    last_success_age: float | None


class CronJobsReading(Reading, frozen=True):
    """The namespace's CronJobs by name, and which of them are suspended."""

    cronjobs: dict[str, CronJob]
    suspended: tuple[str, ...]


class KubernetesCronjobs(Spec, frozen=True):
    """Each of the `cronjobs` is there, not suspended, and was scheduled and succeeded within `max_age` seconds.

    One that never succeeded does not pass. A Job made from it by hand counts as a success, but is
    not scheduled: hence both. The others of the namespace are looked at too, but for those that are
    `explained`: none is suspended, and each succeeded since its schedule made it due.
    """

    name = "kubernetes_cronjobs"
    reading = CronJobsReading
    example = "kubernetes_cronjobs: {namespace: shop, cronjobs: [report], max_age: 90000, sudo: true}"
    blind_spots = (
        "What a run did: a success is the exit code of its pods.",
        "Schedules in time zones with summer time are an hour off.",
    )
    faults = ("suspend_cronjob",)

    namespace: Name
    cronjobs: Names
    explained: tuple[Name, ...] = ()
    max_age: Annotated[Seconds, Meta(gt=0)] = 90_000.0
    kubectl: Words = ("kubectl",)
    sudo: bool = False

    def comes_through(self) -> System:
        """Return the cluster's API."""
        return System(connection=KUBERNETES)

    def steps(self, target: Target) -> Steps[CronJobsReading]:
        """Ask for the CronJobs."""
        rows, at = yield from ask_cluster(CRON_JOBS, self.kubectl, sudo=self.sudo)
        cronjobs = {row.name: read_cronjob(row, at) for row in rows if row.namespace == self.namespace}
        suspended = tuple(name for name, cronjob in cronjobs.items() if cronjob.suspended)
        return CronJobsReading(cronjobs=cronjobs, suspended=suspended)

    def findings(self, reading: CronJobsReading) -> Iterator[Finding]:
        """Look at each named CronJob."""
        for name in self.cronjobs:
            yield from self.judge(name, reading)
        for name, cronjob in reading.cronjobs.items():
            if name not in (*self.cronjobs, *self.explained):
                yield self.judge_other(name, cronjob)

    def judge_other(self, name: str, cronjob: CronJob) -> Finding:
        """Compare a CronJob that is not named: by its own schedule."""
        if cronjob.suspended:
            return Finding(holds=False, expected=f"{name} scheduled", seen="suspended")
        period = find_period(cronjob.schedule)
        limit = self.max_age if period is None else period + max(period * LATE, GRACE)
        return Finding(
            holds=is_within(cronjob.last_success_age, limit),
            expected=f"{name} succeeded within {limit:g} s, as {cronjob.schedule!r} makes it due",
            seen=say_age(cronjob.last_success_age),
        )

    def judge(self, name: str, reading: CronJobsReading) -> Iterator[Finding]:
        """Compare one CronJob."""
        cronjob = reading.cronjobs.get(name)
        if cronjob is None:
            yield Finding(holds=False, expected=f"cronjob {name}", seen=say_some(sorted(reading.cronjobs)))
            return
        yield Finding(holds=not cronjob.suspended, expected=f"{name} scheduled", seen="suspended")
        succeeded = is_within(cronjob.last_success_age, self.max_age)
        yield Finding(
            holds=succeeded,
            expected=f"{name} succeeded within {self.max_age:g} s",
            seen=say_age(cronjob.last_success_age),
        )
        # one that has not succeeded is said once: why it has not, its schedule does not tell
        yield Finding(
            holds=not succeeded or is_within(cronjob.last_schedule_age, self.max_age),
            expected=f"{name} scheduled within {self.max_age:g} s",
            seen=say_age(cronjob.last_schedule_age),
        )


def read_cronjob(row: ApiCronJob, at: float) -> CronJob:
    """Read a CronJob."""
    return CronJob(
        schedule=row.schedule,
        suspended=row.suspended,
        last_schedule_age=age_of(row.scheduled, at),
        last_success_age=age_of(row.succeeded, at),
    )
