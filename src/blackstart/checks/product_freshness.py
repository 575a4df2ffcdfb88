"""Whether what a product says of its own data is fresh, or waits for a source that publishes later today."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from blackstart.checks.asking import fetch
from blackstart.checks.duration import Seconds
from blackstart.checks.json_path import JsonPath, follow_path, say_value
from blackstart.checks.spec import Spec
from blackstart.checks.strict_json import read_answer
from blackstart.checks.web_request import require_headers, require_url
from blackstart.checks.zone import find_zone, local_time
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.outcome import Outcome, WarningClass
from blackstart.model.reply import HttpReply, UnreadableReplyError
from blackstart.model.request import HttpRequest, Steps

OK = 200
DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ].*)?")
WINDOW = re.compile(r"(?P<opens>(?:[01]\d|2[0-3]):[0-5]\d)-(?P<ends>(?:[01]\d|2[0-3]):[0-5]\d)")


class FreshnessReading(Reading, frozen=True):
    """What the product says of its data; `state` is what that comes to.

    `pending_eod`: its only blockers wait for the official end-of-day source, and it is still
    the time of day to wait. `local_time` is that of the answer in the check's zone, and
    `days_behind` the days from `latest` to that day.
    """

    state: Literal["fresh", "pending_eod", "blocked"]
    status: str
    latest: str
    days_behind: int
    blockers: tuple[str, ...]
    local_time: str


class ProductFreshness(Spec, frozen=True):
    """The JSON at `url` has a status of `fresh`, no blockers, and data at most `max_days` days old.

    Blockers that all stand in `waiting` warn (evidence) as long as the local time is inside
    `window`, as in 14:00-21:30: the day's source has not published yet. Outside it, or with any
    other blocker, the check fails. `status`, `latest` and `blockers` are the ways to these
    fields; a field that is not there is unreadable.
    """

    name = "product_freshness"
    reading = FreshnessReading
    shorthand = "url"
    example = (
        "product_freshness: {url: 'https://app.example.org/freshness', waiting: [closing_prices_missing], "
        "window: '14:00-21:30', timezone: Asia/Taipei}"
    )

    url: str
    status: JsonPath = "status"
    latest: JsonPath = "latest"
    blockers: JsonPath = "blockers"
    fresh: Annotated[tuple[str, ...], Meta(min_length=1)] = ("ok",)
    max_days: Annotated[int, Meta(ge=0)] = 4
    waiting: tuple[str, ...] = ()
    window: str | None = None
    timezone: str = "UTC"
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    verify: bool = True
    limit: Annotated[Seconds, Meta(gt=0, le=60)] = 10.0

    def __post_init__(self) -> None:
        """Refuse what is no URL or zone, and half of what waiting needs."""
        if not self.url.startswith(("http://", "https://")):
            raise ValueError(f"url {self.url!r} must begin with http:// or https://")
        require_url(self.url)
        require_headers(self.headers)
        if bool(self.waiting) != (self.window is not None):
            raise ValueError("`waiting` names what may be missing inside the `window`: give both or neither")
        found = WINDOW.fullmatch(self.window) if self.window is not None else None
        if self.window is not None and (found is None or found["opens"] == found["ends"]):
            raise ValueError(f"window {self.window!r}: write one as in '14:00-21:30'")
        find_zone(self.timezone)

    def steps(self, target: Target) -> Steps[FreshnessReading]:
        """GET the product's own word on its data."""
        request = HttpRequest(url=self.url, headers=tuple(self.headers.items()), verify=self.verify, limit=self.limit)
        reply = yield from fetch(request)
        return self.read(read_body(reply), local_time(reply.at, find_zone(self.timezone)))

    def read(self, body: Any, now: datetime) -> FreshnessReading:
        """Read the fields, at this local time."""
        status = read_text(body, self.status)
        latest = read_date(body, self.latest)
        blockers = read_blockers(body, self.blockers)
        return FreshnessReading(
            state=self.conclude(status, blockers, now),
            status=status,
            latest=latest.isoformat(),
            days_behind=(now.date() - latest).days,
            blockers=blockers,
            local_time=now.isoformat(timespec="seconds"),
        )

    def conclude(
        self, status: str, blockers: tuple[str, ...], now: datetime
    ) -> Literal["fresh", "pending_eod", "blocked"]:
        """Tell what status and blockers come to; those that contradict each other are no good news."""
        if not blockers:
            return "fresh" if status in self.fresh else "blocked"
        waits = set(blockers) <= set(self.waiting) and status not in self.fresh
        return "pending_eod" if waits and is_inside(self.window or "", now) else "blocked"

    def findings(self, reading: FreshnessReading) -> Iterator[Finding]:
        """Compare what the fields come to, then the age of the data."""
        pending = reading.state == "pending_eod"
        said = f"{reading.status}: {', '.join(reading.blockers) or 'no blockers'}"
        yield Finding(
            holds=reading.state == "fresh",
            expected=f"status {' or '.join(self.fresh)} and no blockers",
            seen=f"{said}; pending_eod, within {self.window} {self.timezone}" if pending else said,
            outcome=Outcome.WARN if pending else None,
            warns_as=WarningClass.EVIDENCE if pending else None,
        )
        yield Finding(
            holds=0 <= reading.days_behind <= self.max_days,
            expected=f"data at most {self.max_days} days behind",
            seen=f"{reading.days_behind} days: {reading.latest} on {reading.local_time[:10]}",
        )


def is_inside(window: str, now: datetime) -> bool:
    """Tell whether the time of day is in the window, which may reach over midnight. Its end is outside."""
    opens, _, ends = window.partition("-")
    time = f"{now:%H:%M}"
    return opens <= time < ends if opens < ends else time >= opens or time < ends


def read_body(reply: HttpReply) -> Any:
    """Read JSON that came with status 200."""
    if reply.status != OK:
        raise UnreadableReplyError(f"HTTP {reply.status}: {reply.body.strip()[:80]!r}")
    return read_answer(reply.body, dict[str, Any])


def read_text(body: Any, path: str) -> str:
    """Read a field that is text."""
    value = follow_path(body, path)
    if not isinstance(value, str):
        raise UnreadableReplyError(f"{path}: expected text, saw {say_value(value)}")
    return value


def read_date(body: Any, path: str) -> date:
    """Read a field that is a date, or a moment whose date is taken as it stands."""
    text = read_text(body, path)
    found = DATE.fullmatch(text)
    try:
        return date.fromisoformat(found[1] if found else text)
    except ValueError as error:
        raise UnreadableReplyError(f"{path}: expected a date, saw {text[:60]!r}") from error


def read_blockers(body: Any, path: str) -> tuple[str, ...]:
    """Read a field that is a list of names."""
    value = follow_path(body, path)
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise UnreadableReplyError(f"{path}: expected a list of names, saw {say_value(value)}")
    return tuple(value)
