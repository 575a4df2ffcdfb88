"""Whether an Alertmanager is ready, settled in its cluster, and holds the alerts it should."""

from collections.abc import Iterable, Iterator
from typing import Literal, TypeVar

import msgspec

from blackstart.checks.asking import fetch
from blackstart.checks.reading.strict_json import read_answer
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import HttpReply, UnreadableReplyError
from blackstart.model.request import HttpRequest, Steps

OK = 200
T = TypeVar("T")


class ApiCluster(msgspec.Struct, frozen=True, kw_only=True):
    """The gossip: `ready`, `settling`, or `disabled` for an Alertmanager without one."""

    status: str
    peers: tuple[dict[str, str], ...] = ()


class ApiStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What is used of /api/v2/status."""

    cluster: ApiCluster


class ApiAlertStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Whether an alert goes out (`active`), is silenced or inhibited (`suppressed`), or new (`unprocessed`).

    `silenced_by` are the ids of the silences somebody set for it.
    """

    state: Literal["active", "suppressed", "unprocessed"]
    silenced_by: tuple[str, ...] = msgspec.field(name="silencedBy")


class ApiAlert(msgspec.Struct, frozen=True, kw_only=True):
    """What is used of an alert in /api/v2/alerts."""

    labels: dict[str, str]
    status: ApiAlertStatus


class AlertmanagerReading(Reading, frozen=True):
    """The status of `/-/ready`, the cluster's state and size, and the names of alerts.

    `active` alerts go out; `suppressed` ones are silenced, inhibited or not processed yet; `silenced`
    are those of them that a person silenced.
    """

    ready: int
    cluster: str
    peers: int
    active: tuple[str, ...]
    suppressed: tuple[str, ...]
    silenced: tuple[str, ...]


class Alertmanager(Spec, frozen=True):
    """It is ready; alerts in `require_alerts` (a watchdog) go out, those in `forbid_alerts` are not there.

    A forbidden alert that is silenced is still there; a required one that is silenced proves nothing.
    To hear of every silence, say `prefer: size(silenced) == 0`.
    """

    name = "alertmanager"
    reading = AlertmanagerReading
    shorthand = "url"
    example = "alertmanager: {require_alerts: [Watchdog]}"
    blind_spots = ("Whether a receiver delivers: ask `alert_post` in a run with the alert test.",)
    faults = ("unsettle", "break_page")

    url: str = "http://127.0.0.1:9093"
    require_alerts: tuple[str, ...] = ()
    forbid_alerts: tuple[str, ...] = ()
    verify: bool = True

    def steps(self, target: Target) -> Steps[AlertmanagerReading]:
        """GET the readiness page, the status and the alerts."""
        ready = yield from fetch(self.request("/-/ready"))
        status = read_body((yield from fetch(self.request("/api/v2/status"))), ApiStatus)
        alerts = read_body((yield from fetch(self.request("/api/v2/alerts"))), tuple[ApiAlert, ...])
        return AlertmanagerReading(
            ready=ready.status,
            cluster=status.cluster.status,
            peers=len(status.cluster.peers),
            active=names_of(alert for alert in alerts if alert.status.state == "active"),
            suppressed=names_of(alert for alert in alerts if alert.status.state != "active"),
            silenced=names_of(alert for alert in alerts if alert.status.silenced_by),
        )

    def request(self, path: str) -> HttpRequest:
        """Return the request of a path."""
        return HttpRequest(url=f"{self.url.rstrip('/')}{path}", verify=self.verify)

    def findings(self, reading: AlertmanagerReading) -> Iterator[Finding]:
        """Compare readiness, cluster and alerts."""
        yield Finding(holds=reading.ready == OK, expected=f"{self.url} ready", seen=f"status {reading.ready}")
        yield Finding(
            holds=reading.cluster in ("ready", "disabled"), expected="its cluster ready", seen=reading.cluster
        )
        for name in self.require_alerts:
            seen = "suppressed" if name in reading.suppressed else "no such alert"
            yield Finding(holds=name in reading.active, expected=f"alert {name} active", seen=seen)
        for name in self.forbid_alerts:
            there = name in reading.active or name in reading.suppressed
            seen = "active" if name in reading.active else "suppressed"
            yield Finding(holds=not there, expected=f"no alert {name}", seen=seen)


def read_body(reply: HttpReply, kind: type[T]) -> T:
    """Read a JSON answer with status 200."""
    if reply.status != OK:
        raise UnreadableReplyError(f"HTTP {reply.status}: {reply.body.strip()[:80]!r}")
    return read_answer(reply.body, kind)


def names_of(alerts: Iterable[ApiAlert]) -> tuple[str, ...]:
    """Return the alerts' names, each once."""
    return tuple(sorted({alert.labels.get("alertname", "") for alert in alerts}))
