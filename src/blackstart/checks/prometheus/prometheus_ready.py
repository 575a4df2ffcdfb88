"""Whether a Prometheus server says it is ready to serve."""

from collections.abc import Iterator

from blackstart.checks.asking import fetch
from blackstart.checks.spec import Spec
from blackstart.model.connection import PROMETHEUS, System
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.request import HttpRequest, Steps

OK = 200


class PrometheusReadyReading(Reading, frozen=True):
    """The answer of `/-/ready`: 503 while the server starts and replays its log."""

    status: int
    body: str


class PrometheusReady(Spec, frozen=True):
    """The server answers 200 and says "ready": a 200 alone could be any server's."""

    name = "prometheus_ready"
    reading = PrometheusReadyReading
    shorthand = "url"
    example = "prometheus_ready: http://127.0.0.1:9090"
    faults = ("break_page",)

    url: str = "http://127.0.0.1:9090"
    verify: bool = True

    def verifies(self) -> System:
        """Return the server."""
        return System(connection=PROMETHEUS, url=self.url.rstrip("/"))

    def steps(self, target: Target) -> Steps[PrometheusReadyReading]:
        """GET the readiness page."""
        reply = yield from fetch(HttpRequest(url=f"{self.url.rstrip('/')}/-/ready", verify=self.verify))
        return PrometheusReadyReading(status=reply.status, body=reply.body[:200])

    def findings(self, reading: PrometheusReadyReading) -> Iterator[Finding]:
        """Demand both the status and the word."""
        yield Finding(
            holds=reading.status == OK and "ready" in reading.body.lower(),
            expected=f"{self.url} ready",
            seen=f"status {reading.status}: {reading.body.strip()[:80]!r}",
        )
