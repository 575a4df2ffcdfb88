"""Coverage of targets against a real Prometheus."""

import asyncio
from pathlib import Path

from integration.kinds.looking import conclude

from blackstart.checks.prometheus.prometheus_targets import PrometheusTargets
from blackstart.model.outcome import Outcome


async def test_coverage_counts_jobs_that_are_down(monitoring: tuple[str, Path]) -> None:
    """Once both targets were scraped, the share of jobs is told and the one that is down named."""
    spec = PrometheusTargets(url=monitoring[0], min_jobs=2)
    async with asyncio.timeout(10):
        verdict = await conclude(spec)
        while not verdict.reading or "unknown" in verdict.reason or verdict.reading["covered"] == 0:
            await asyncio.sleep(0.2)  # it takes up new targets every five seconds, and tells nobody
            verdict = await conclude(spec)
    assert verdict.outcome is Outcome.BLOCKED
    assert verdict.reading["uncovered"] == ("gone",)
    assert verdict.reading["coverage"] == 50.0


async def test_job_that_is_named_and_not_there_is_uncovered(monitoring: tuple[str, Path]) -> None:
    """A job dropped from the configuration is missed by its name, or by the number of jobs."""
    named = await conclude(PrometheusTargets(url=monitoring[0], jobs=("dropped",)))
    assert named.reading is not None
    assert named.reading["uncovered"] == ("dropped",)
    counted = await conclude(PrometheusTargets(url=monitoring[0], min_jobs=3))
    assert "expected at least 3 jobs, saw 2" in counted.reason
