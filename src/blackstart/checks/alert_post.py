"""Whether an alert that is posted is taken, in a run that was started to send one."""

from collections.abc import Iterator
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from blackstart.checks.asking import of_type
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.outcome import Outcome, WarningClass
from blackstart.model.reply import Cause, GapError, HttpReply
from blackstart.model.request import PostAlert, Steps

JSON_TYPE = ("content-type", "application/json")


class PostReading(Reading, frozen=True):
    """Whether the alert was sent, and the answer to it (null if it was not)."""

    sent: bool
    status: int | None = None
    elapsed: float | None = None


class AlertPost(Spec, frozen=True):
    """A test alert posted to `url` is answered with one of the `status` codes.

    `body` is the JSON to send; without one, an Alertmanager (API v2) test alert. A run that
    was not started with the alert test sends nothing, and warns that the chain is not proven.
    """

    name = "alert_post"
    reading = PostReading
    asked_from = "controller"
    shorthand = "url"
    example = "alert_post: http://192.0.2.10:9093/api/v2/alerts"

    url: str
    body: dict[str, Any] | list[Any] | None = None
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    status: Annotated[tuple[int, ...], Meta(min_length=1)] = (200, 202, 204)
    verify: bool = True

    def steps(self, target: Target) -> Steps[PostReading]:
        """Post the alert, if this run may."""
        try:
            reply = of_type((yield self.request(target)), HttpReply)
        except GapError as error:
            if error.gap.cause is not Cause.NOT_PERMITTED:
                raise
            return PostReading(sent=False)
        return PostReading(sent=True, status=reply.status, elapsed=reply.elapsed)

    def request(self, target: Target) -> PostAlert:
        """Return the alert to post; the same text each time, so that a run can be judged again."""
        content = make_test_alert(target) if self.body is None else self.body
        return PostAlert(
            url=self.url,
            body=msgspec.json.encode(content).decode(),
            headers=(JSON_TYPE, *self.headers.items()),
            verify=self.verify,
        )

    def findings(self, reading: PostReading) -> Iterator[Finding]:
        """Compare the status; an alert not sent is no evidence, and never blocks."""
        if not reading.sent:
            yield Finding(
                holds=False,
                expected="a test alert to be taken",
                seen="none sent: alert chain not proven, run with --send-alert-test",
                outcome=Outcome.WARN,
                warns_as=WarningClass.EVIDENCE,
            )
            return
        codes = " or ".join(map(str, self.status))
        yield Finding(
            holds=reading.status in self.status, expected=f"the alert answered with {codes}", seen=str(reading.status)
        )


def make_test_alert(target: Target) -> list[dict[str, dict[str, str]]]:
    """Make an alert that names itself a test; without an end it resolves by Alertmanager's resolve_timeout."""
    return [
        {
            "labels": {"alertname": "BlackstartTest", "severity": "none", "instance": target.host},
            "annotations": {"summary": "A test of the alert chain; no action is needed."},
        }
    ]
