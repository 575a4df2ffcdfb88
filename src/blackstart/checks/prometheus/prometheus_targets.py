"""Whether a Prometheus server scrapes what it should."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.checks.duration import Seconds
from blackstart.checks.prometheus.prometheus_api import AHEAD, age_of, ask_api, is_recent, say_age
from blackstart.checks.spec import Spec
from blackstart.model.connection import PROMETHEUS, System
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.request import Steps


class ApiTarget(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A target in an answer of /api/v1/targets."""

    labels: dict[str, str]
    scrape_pool: str
    scrape_url: str
    health: str
    last_scrape: datetime
    last_error: str = ""


class ApiTargets(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The active targets."""

    active_targets: tuple[ApiTarget, ...]


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """A job's targets. Those of unknown health count as `down`; `oldest` is the greatest age of a scrape (s)."""

    up: int
    down: int
    oldest: float
    errors: tuple[str, ...]


class TargetsReading(Reading, frozen=True):
    """Jobs by name, and the share of all their targets that is up, in percent (null without any).

    Of the jobs that are judged, `expected` counts those named or found, `covered` those with a
    target up and none down; `coverage` is their share in percent (null without any) and
    `uncovered` the others' names: down, or not there at all.
    """

    jobs: dict[str, Job]
    up_percent: float | None
    expected: int
    covered: int
    coverage: float | None
    uncovered: tuple[str, ...]


class PrometheusTargets(Spec, frozen=True):
    """Each of `jobs` (or every job there is) has targets up, at most `max_down` down, all scraped lately.

    Without `jobs`, one that was dropped from the configuration is not missed by its name:
    `min_jobs` says how many there must be.
    """

    name = "prometheus_targets"
    reading = TargetsReading
    shorthand = "jobs"
    example = "prometheus_targets: {jobs: [node], max_down: 1}"
    blind_spots = ("Targets that the configuration lost: name them, or say how many there are.",)
    faults = ("lose_target",)

    jobs: tuple[str, ...] = ()
    max_down: Annotated[int, Meta(ge=0)] = 0
    min_jobs: Annotated[int, Meta(ge=1)] = 1
    max_age: Annotated[Seconds, Meta(gt=0)] = 300.0
    url: str = "http://127.0.0.1:9090"
    verify: bool = True

    def comes_through(self) -> System:
        """Return the server."""
        return System(connection=PROMETHEUS, url=self.url.rstrip("/"))

    def steps(self, target: Target) -> Steps[TargetsReading]:
        """Get the active targets."""
        data, at = yield from ask_api(self.url, "/api/v1/targets?state=active", ApiTargets, verify=self.verify)
        return read_targets(data.active_targets, at, self.jobs)

    def findings(self, reading: TargetsReading) -> Iterator[Finding]:
        """Compare each job; no job at all never holds."""
        names = self.jobs or tuple(reading.jobs)
        if not names:
            yield Finding(holds=False, expected="targets to scrape", seen="none")
        elif len(reading.jobs) < self.min_jobs:
            yield Finding(holds=False, expected=f"at least {self.min_jobs} jobs", seen=str(len(reading.jobs)))
        for name in names:
            yield from self.judge_job(name, reading.jobs.get(name))

    def judge_job(self, name: str, job: Job | None) -> Iterator[Finding]:
        """Compare one job's targets and their ages."""
        if job is None:
            yield Finding(holds=False, expected=f"job {name} scraped", seen="no such target")
            return
        errors = f" ({'; '.join(job.errors[:3])})" if job.errors else ""
        yield Finding(
            holds=job.up > 0 and job.down <= self.max_down,
            expected=f"job {name} with at most {self.max_down} down",
            seen=f"{job.up} up, {job.down} down{errors}",
        )
        yield Finding(
            holds=is_recent(job.oldest, self.max_age),
            expected=f"job {name} scraped within {self.max_age:g} s",
            seen=say_age(job.oldest),
        )


def read_targets(targets: tuple[ApiTarget, ...], at: float, named: tuple[str, ...]) -> TargetsReading:
    """Read the targets, by job."""
    members: dict[str, list[ApiTarget]] = {}
    for target in targets:
        members.setdefault(target.labels.get("job", target.scrape_pool), []).append(target)
    jobs = {name: read_job(found, at) for name, found in members.items()}
    up = sum(target.health == "up" for target in targets)
    wanted = tuple(dict.fromkeys(named)) or tuple(jobs)
    uncovered = tuple(name for name in wanted if name not in jobs or jobs[name].down or not jobs[name].up)
    return TargetsReading(
        jobs=jobs,
        up_percent=100 * up / len(targets) if targets else None,
        expected=len(wanted),
        covered=len(wanted) - len(uncovered),
        coverage=100 * (len(wanted) - len(uncovered)) / len(wanted) if wanted else None,
        uncovered=uncovered,
    )


def read_job(targets: list[ApiTarget], at: float) -> Job:
    """Count a job's targets; its age is that of the oldest scrape, or of one in the future, which is worse."""
    failed = [target for target in targets if target.health != "up"]
    return Job(
        up=len(targets) - len(failed),
        down=len(failed),
        oldest=max((age_of(target.last_scrape, at) for target in targets), key=lambda age: (age < -AHEAD, age)),
        errors=tuple(f"{target.scrape_url}: {target.last_error or target.health}" for target in failed),
    )
