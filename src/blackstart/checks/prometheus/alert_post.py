"""Whether an alert that is posted is taken, and arrives, in a run that was started to send one."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from blackstart.checks.asking import fetch, of_type
from blackstart.checks.duration import Seconds
from blackstart.checks.read_only.web_request import require_headers, require_url
from blackstart.checks.reading.comparison import Demand, meets, require_demand, say_demand
from blackstart.checks.reading.json_path import JsonPath, follow_path, say_value
from blackstart.checks.reading.refusal import decode_or_none, find_refusal
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.outcome import Outcome, WarningClass
from blackstart.model.reply import Cause, GapError, HttpReply, UnreadableReplyError
from blackstart.model.request import HttpRequest, PostAlert, Steps

JSON_TYPE = ("content-type", "application/json")
OK = 200
MARK = "{mark}"
ALERTS = "/api/v2/alerts"
"""Where an Alertmanager shows its alerts, and nothing but them."""
State = Literal["active", "unprocessed", "suppressed", "seen"]
ON_ITS_WAY = frozenset({"active", "seen"})


class PostReading(Reading, frozen=True):
    """Whether the alert was sent (null where the run only reads), and the answer to it (null if it was not).

    `refusal` is what its body says no with, `json` the body that `require` looks into.
    `state` is how it was seen at `arrives_at`: active, unprocessed or suppressed (silenced or
    inhibited) in an Alertmanager, seen anywhere else; null if it was not looked for or not there.
    `looks` counts how often it was looked for.
    """

    sent: bool | None
    status: int | None = None
    refusal: str = ""
    json: Any = None
    elapsed: float | None = None
    state: State | None = None
    looks: int = 0


class AlertPost(Spec, frozen=True):
    """A test alert posted to `url` is answered with one of the `status` codes, not with a no, and arrives.

    A body such as `{"success": false}` says no whatever the status, unless `require` leads into that member:
    each of its paths leads to what it must. `body` is the JSON to send; without one, an Alertmanager
    (API v2) test alert. With `arrives_at`, a mark of this run is put into the alert (in place of `{mark}` in a `body`)
    and looked for at that address, an Alertmanager's alerts or what the last receiver shows,
    up to `looks` times, `pause` seconds apart; an alert of an earlier run does not count. A run
    that was not started with the alert test sends nothing, and warns that the chain is not proven; one that only reads
    does not ask for it.
    """

    name = "alert_post"
    proves_alerts = True
    reading = PostReading
    asked_from = "controller"
    shorthand = "url"
    example = (
        "alert_post: {url: 'http://192.0.2.10:9093/api/v2/alerts', arrives_at: 'http://192.0.2.10:9093/api/v2/alerts'}"
    )
    blind_spots = (
        "Without the alert test it sends nothing and proves nothing; without `arrives_at`, not that the alert arrives.",
    )
    faults = ("break_page",)

    url: str
    arrives_at: str | None = None
    body: dict[str, Any] | list[Any] | None = None
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    status: Annotated[tuple[int, ...], Meta(min_length=1)] = (200, 202, 204)
    require: dict[JsonPath, Demand] = msgspec.field(default_factory=dict)
    verify: bool = True
    limit: Annotated[Seconds, Meta(gt=0, le=60)] = 10.0
    looks: Annotated[int, Meta(ge=1, le=30)] = 5
    pause: Annotated[Seconds, Meta(ge=0, le=60)] = 1.0

    def __post_init__(self) -> None:
        """Refuse what is no URL, and an alert that could not be told from another."""
        for url in (self.url, self.arrives_at):
            if url is not None and not url.startswith(("http://", "https://")):
                raise ValueError(f"{url!r} must begin with http:// or https://")
            if url is not None:
                require_url(url)
        require_headers(self.headers)
        for path, demand in self.require.items():
            require_demand(f"require: {path}", demand)
        marked = self.body is not None and MARK in msgspec.json.encode(self.body).decode()
        if self.body is not None and marked is not (self.arrives_at is not None):
            raise ValueError("`arrives_at` looks for what stands in the body as {mark}: give both or neither")

    def steps(self, target: Target) -> Steps[PostReading]:
        """Post the alert, if this run may, and look for it."""
        mark = (yield from self.take_mark()) if self.arrives_at is not None else None
        try:
            reply = of_type((yield self.request(target, mark)), HttpReply)
        except GapError as error:
            if error.gap.cause not in (Cause.NOT_PERMITTED, Cause.READ_ONLY_RUN):
                raise
            return PostReading(sent=None if error.gap.cause is Cause.READ_ONLY_RUN else False)
        reading = self.read_answer(reply)
        if self.arrives_at is None or mark is None or reply.status not in self.status:
            return reading
        state, looks = yield from self.look(self.arrives_at, mark)
        return msgspec.structs.replace(reading, state=state, looks=looks)

    def read_answer(self, reply: HttpReply) -> PostReading:
        """Read what was answered; a body that says two things is unreadable."""
        return PostReading(
            sent=True,
            status=reply.status,
            elapsed=reply.elapsed,
            refusal=find_refusal(reply.body, self.require),
            json=decode_or_none(reply.body) if self.require else None,
        )

    def take_mark(self) -> Steps[str]:
        """Return a text that no alert before this run holds: the moment of an answer, which is recorded."""
        try:
            at = (yield from fetch(self.look_request(self.arrives_at or "", 0))).at
        except GapError as error:
            at = error.gap.at
        return f"blackstart-{int(at * 1000)}"

    def request(self, target: Target, mark: str | None) -> PostAlert:
        """Return the alert to post; from the same answers the same text, so that a run can be judged again."""
        content = make_test_alert(target, mark) if self.body is None else self.body
        body = msgspec.json.encode(content).decode()
        return PostAlert(
            url=self.url,
            body=body if mark is None else body.replace(MARK, mark),
            headers=(JSON_TYPE, *self.headers.items()),
            verify=self.verify,
            limit=self.limit,
        )

    def look_request(self, url: str, attempt: int) -> HttpRequest:
        """Return the request that looks for the alert; the one before the alert is attempt 0."""
        delay = self.pause if attempt > 1 else 0.0
        return HttpRequest(url=url, verify=self.verify, limit=self.limit, attempt=attempt, delay=delay)

    def look(self, url: str, mark: str) -> Steps[tuple[State | None, int]]:
        """Look until the alert is there and on its way, or the looks are used up."""
        state: State | None = None
        for attempt in range(1, self.looks + 1):
            state = read_state((yield from fetch(self.look_request(url, attempt))), mark, url)
            if state in ON_ITS_WAY:
                return state, attempt
        return state, self.looks

    def findings(self, reading: PostReading) -> Iterator[Finding]:
        """Compare status and arrival; an alert not sent is no evidence, and never blocks."""
        if not reading.sent:
            yield find_unsent(reading)
            return
        taken = reading.status in self.status
        codes = " or ".join(map(str, self.status))
        yield Finding(holds=taken, expected=f"the alert answered with {codes}", seen=str(reading.status))
        yield Finding(holds=not reading.refusal, expected="an answer that does not say no", seen=reading.refusal)
        for path, demand in self.require.items():
            value = follow_path(reading.json, path)
            yield Finding(holds=meets(value, demand), expected=f"{path} {say_demand(demand)}", seen=say_value(value))
        if self.arrives_at is not None and taken:
            yield Finding(
                holds=reading.state in ON_ITS_WAY,
                expected=f"the alert at {self.arrives_at}",
                seen=f"{reading.state or 'no such alert'} after {reading.looks} looks",
            )


def find_unsent(reading: PostReading) -> Finding:
    """Say that nothing is proven: of a run that only reads, no more than that it was not asked."""
    asked = reading.sent is not None
    return Finding(
        holds=False,
        expected="a test alert to be taken",
        seen="none sent: alert chain not proven, run with --send-alert-test",
        outcome=Outcome.WARN if asked else Outcome.NOT_ASKED,
        warns_as=WarningClass.EVIDENCE if asked else None,
    )


class SeenStatus(msgspec.Struct, frozen=True, kw_only=True):
    """An alert's state in an Alertmanager."""

    state: Literal["active", "unprocessed", "suppressed"]


class SeenAlert(msgspec.Struct, frozen=True, kw_only=True):
    """What is used of an alert in an Alertmanager's /api/v2/alerts."""

    labels: dict[str, str]
    status: SeenStatus


def read_state(reply: HttpReply, mark: str, url: str) -> State | None:
    """Read how the alert with this mark stands: by an Alertmanager's word, or by its mark in any other text."""
    if reply.status != OK:
        raise UnreadableReplyError(f"HTTP {reply.status} where the alert should arrive: {reply.body.strip()[:80]!r}")
    try:
        alerts = msgspec.json.decode(reply.body, type=tuple[SeenAlert, ...])
    except (msgspec.MsgspecError, RecursionError) as error:
        if url.partition("?")[0].rstrip("/").endswith(ALERTS):
            raise UnreadableReplyError(f"not an Alertmanager's alerts: {error}") from error
        return "seen" if mark in reply.body else None
    return next((alert.status.state for alert in alerts if mark in alert.labels.values()), None)


def make_test_alert(target: Target, mark: str | None) -> list[dict[str, dict[str, str]]]:
    """Make an alert that names itself a test; without an end it resolves by Alertmanager's resolve_timeout."""
    marked = {} if mark is None else {"mark": mark}
    return [
        {
            "labels": {"alertname": "BlackstartTest", "severity": "none", "instance": target.host, **marked},
            "annotations": {"summary": "A test of the alert chain; no action is needed."},
        }
    ]
