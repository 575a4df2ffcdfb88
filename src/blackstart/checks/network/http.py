"""Whether a URL answers with the status, content and speed it should."""

from collections.abc import Iterator
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from blackstart.checks.asking import fetch
from blackstart.checks.duration import Seconds
from blackstart.checks.read_only.web_request import require_headers, require_url
from blackstart.checks.reading.comparison import Demand, meets, read_exact, require_demand, say_demand
from blackstart.checks.reading.json_path import JsonPath, follow_path, say_value
from blackstart.checks.reading.refusal import find_refusal
from blackstart.checks.reading.strict_json import require_single_names
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.outcome import Outcome, WarningClass
from blackstart.model.reply import GapError, HttpReply, UnreadableReplyError
from blackstart.model.request import HttpRequest, Steps

BODY_KEPT = 2000
GOOD = range(200, 300)
"""Statuses that say that all is well (RFC 9110, 15.3); with others the body says no by right."""
SECRET_HEADERS = frozenset({"set-cookie", "authorization"})


class HttpReading(Reading, frozen=True, omit_defaults=True):
    """An answer: `body` is its first 2,000 characters, `json` the whole decoded (null if it is not JSON).

    `contains` tells whether the whole body holds the text asked for (null if none was).
    `attempts` counts the tries; `failure` says how the last but one ended. `stricter` is what a
    stricter verification than curl's objects to in the certificates (empty for nothing, null
    where none was verified from the controller); it fails no check. `refusal` is what the body says no with.
    """

    status: int
    elapsed: float
    headers: dict[str, str]
    body: str
    json: Any
    contains: bool | None
    attempts: int
    failure: str
    stricter: str | None
    refusal: str = ""


class Http(Spec, frozen=True):
    """The URL answers one of the `status` codes, holds the text `contains`, in `max_elapsed` seconds.

    Each path of `require` leads to what it must in the JSON body, as in `{registry.accepted:
    "== 6", dashboard.connection: ok}`: the status alone says that a route is there, not what
    is behind it. A good status (2xx) with a body that says no at its top, as `{"success": false}`,
    `{"status": "down"}` or `{"error": "..."}`, does not pass, unless `require` leads into that member.
    A try that fails, or takes `limit` seconds, is repeated after `pause`
    seconds, up to `tries` in all; an answer that came only then warns. No redirect is
    followed: allow its code, or give its target.
    """

    name = "http"
    reading = HttpReading
    shorthand = "url"
    example = "http: {url: 'http://127.0.0.1:5000/v2/', status: [200, 401]}"
    blind_spots = (
        "What is behind a route that answers well: name values of its body in `require`.",
        "What others see: it is asked from the controller or, with `from`, from one host, without cookies or scripts.",
    )
    faults = ("break_page",)

    url: str
    status: tuple[Annotated[int, Meta(ge=100, le=599)], ...] = (200,)
    contains: str | None = None
    require: dict[JsonPath, Demand] = msgspec.field(default_factory=dict)
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    verify: bool = True
    limit: Annotated[Seconds, Meta(gt=0, le=60)] = 10.0
    max_elapsed: Seconds | None = None
    tries: Annotated[int, Meta(ge=1, le=10)] = 1
    pause: Annotated[Seconds, Meta(ge=0, le=60)] = 2.0

    def __post_init__(self) -> None:
        """Refuse what is no URL, and a list that no answer can satisfy."""
        if not self.url.startswith(("http://", "https://")):
            raise ValueError(f"url {self.url!r} must begin with http:// or https://")
        require_url(self.url)
        require_headers(self.headers)
        if not self.status:
            raise ValueError("status: name at least one code")
        if self.contains == "":
            raise ValueError("contains: an empty text stands in every body")
        for path, demand in self.require.items():
            require_demand(f"require: {path}", demand)

    def passes_at(self) -> dict[str, str]:
        """Return what the body must say where only one value will do."""
        exact = {path: read_exact(demand) for path, demand in self.require.items()}
        return {f"json.{path}": value for path, value in exact.items() if value is not None}

    def steps(self, target: Target) -> Steps[HttpReading]:
        """GET the URL until it answers as it should, or the tries are used up."""
        failure = ""
        for attempt in range(1, self.tries):
            try:
                reply = yield from fetch(self.request(attempt))
            except GapError as error:
                failure = str(error.gap)
                continue
            if reply.status in self.status:
                return self.read(reply, attempt, failure)
            failure = f"status {reply.status}"
        reply = yield from fetch(self.request(self.tries))
        return self.read(reply, self.tries, failure)

    def request(self, attempt: int) -> HttpRequest:
        """Return the request of one try."""
        return HttpRequest(
            url=self.url,
            headers=tuple(self.headers.items()),
            verify=self.verify,
            limit=self.limit,
            attempt=attempt,
            delay=self.pause if attempt > 1 else 0.0,
        )

    def read(self, reply: HttpReply, attempts: int, failure: str) -> HttpReading:
        """Read the answer of the last try."""
        return HttpReading(
            status=reply.status,
            elapsed=reply.elapsed,
            headers={name: value for name, value in reply.headers if name not in SECRET_HEADERS},
            body=reply.body[:BODY_KEPT],
            json=decode_or_none(reply.body, demanded=bool(self.require)),
            contains=None if self.contains is None else self.contains in reply.body,
            attempts=attempts,
            failure=failure,
            stricter=reply.stricter,
            refusal=find_refusal(reply.body, self.require) if reply.status in GOOD else "",
        )

    def findings(self, reading: HttpReading) -> Iterator[Finding]:
        """Compare status, content and time; an answer at a later try warns."""
        allowed = reading.status in self.status
        codes = " or ".join(map(str, self.status))
        tried = f" at try {reading.attempts} of {self.tries}" if reading.attempts > 1 else ""
        yield Finding(holds=allowed, expected=f"status {codes}", seen=f"{reading.status}{tried}")
        yield Finding(holds=not reading.refusal, expected="an answer that does not say no", seen=reading.refusal)
        if reading.contains is not None:
            yield Finding(holds=reading.contains, expected=f"{self.contains!r} in the body", seen="none")
        for path, demand in self.require.items():
            value = follow_path(reading.json, path)
            yield Finding(holds=meets(value, demand), expected=f"{path} {say_demand(demand)}", seen=say_value(value))
        if self.max_elapsed is not None:
            yield Finding(
                holds=reading.elapsed <= self.max_elapsed,
                expected=f"an answer within {self.max_elapsed:g} s",
                seen=f"{reading.elapsed:.2f} s",
            )
        if allowed and reading.attempts > 1:
            yield Finding(
                holds=False,
                expected="an answer at the first try",
                seen=f"try {reading.attempts} of {self.tries}, after {reading.failure}",
                outcome=Outcome.WARN,
                warns_as=WarningClass.EVIDENCE,
            )


def decode_or_none(body: str, *, demanded: bool) -> Any:
    """Decode JSON; None where it is none, so that an expectation over it cannot be evaluated.

    Where a value is `demanded`, a name that stands twice is unreadable at once.
    """
    try:
        data = msgspec.json.decode(body)
        require_single_names(body)
    except (msgspec.DecodeError, RecursionError):
        return None
    except UnreadableReplyError:
        if demanded:
            raise
        return None
    return data
