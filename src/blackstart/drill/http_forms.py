"""The paths that short forms of Prometheus and Alertmanager stand for. Pure."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import msgspec

from blackstart.drill.facts import write_time
from blackstart.drill.fixtures import Endpoint, HostFixtures, Response
from blackstart.drill.short_forms import (
    AlertmanagerServer,
    AlertRule,
    PrometheusServer,
    ScrapeJob,
    SeriesFixture,
)

Paths = dict[str, int | Response]
ISO = "%Y-%m-%dT%H:%M:%SZ"


def spell_out(fixtures: HostFixtures, now: float) -> HostFixtures:
    """Return a host's fixtures with the paths of its short forms; declared paths come first."""
    if not any(endpoint.prometheus or endpoint.alertmanager for endpoint in fixtures.http.values()):
        return fixtures
    spelled = {port: spell_endpoint(endpoint, now) for port, endpoint in fixtures.http.items()}
    return msgspec.structs.replace(fixtures, http=spelled)


def spell_endpoint(endpoint: Endpoint, now: float) -> Endpoint:
    """Return an endpoint that has all its answers as paths."""
    made: Paths = {}
    if endpoint.prometheus is not None:
        made |= spell_prometheus(endpoint.prometheus, now)
    if endpoint.alertmanager is not None:
        made |= spell_alertmanager(endpoint.alertmanager, now)
    return msgspec.structs.replace(endpoint, paths=made | endpoint.paths, prometheus=None, alertmanager=None)


def spell_prometheus(server: PrometheusServer, now: float) -> Paths:
    """Return the answers of the HTTP API (prometheus.io, HTTP API) and of the readiness page."""
    unready = Response(status=503, body="Service Unavailable")
    ready = Response(body="Prometheus Server is Ready.\n") if server.ready else unready
    targets = [target for name, job in server.jobs.items() for target in spell_job(name, spell(job), now)]
    queries = {f"/api/v1/query?query={quote(query, safe='')}": value for query, value in server.queries.items()}
    return {
        "/-/ready": ready,
        "/-/healthy": Response(body="Prometheus Server is Healthy.\n"),
        "/api/v1/targets": succeed({"activeTargets": targets, "droppedTargets": []}),
        "/api/v1/rules": succeed({"groups": list(spell_groups(server, now))}),
        **{path: succeed(spell_vector(value, now)) for path, value in queries.items()},
    }


def succeed(data: Any) -> Response:
    """Return data in the API's envelope."""
    return Response(json={"status": "success", "data": data})


def spell(job: str | ScrapeJob) -> ScrapeJob:
    """Return a job of which perhaps only the state is given."""
    match job:
        case ScrapeJob():
            return job
        case "up":
            return ScrapeJob(up=1)
        case _:
            return ScrapeJob(down=1)


def spell_job(name: str, job: ScrapeJob, now: float) -> Iterator[dict[str, Any]]:
    """Yield a job's targets."""
    for number in range(job.up + job.down):
        place = f"{name}.drill.invalid:{9000 + number}"
        is_up = number < job.up
        yield {
            "labels": {"instance": place, "job": name},
            "scrapePool": name,
            "scrapeUrl": f"http://{place}/metrics",
            "health": "up" if is_up else "down",
            "lastError": "" if is_up else job.error,
            "lastScrape": write_time(now - job.age, ISO),
        }


def spell_groups(server: PrometheusServer, now: float) -> Iterator[dict[str, Any]]:
    """Yield the rules by group."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for name, given in server.rules.items():
        rule = spell_rule(given)
        groups.setdefault(rule.group, []).append(
            {
                "name": name,
                "type": "alerting",
                "state": rule.state,
                "health": rule.health,
                "lastError": rule.error,
                "labels": rule.labels,
                "lastEvaluation": write_time(now - rule.age, ISO),
                "alerts": [],
            }
        )
    for name, rules in groups.items():
        yield {"name": name, "file": f"/etc/prometheus/{name}.yml", "interval": 60, "rules": rules}


def spell_rule(rule: str | AlertRule) -> AlertRule:
    """Return a rule of which perhaps only one word is given."""
    match rule:
        case AlertRule():
            return rule
        case "firing":
            return AlertRule(state="firing")
        case "err":
            return AlertRule(health="err", error="drilled: the query failed")
        case "unknown":
            return AlertRule(health="unknown")
        case _:
            return AlertRule()


def spell_vector(value: float | tuple[SeriesFixture, ...], now: float) -> dict[str, Any]:
    """Return a query's answer."""
    series = value if isinstance(value, tuple) else (SeriesFixture(value=float(value)),)
    result = [{"metric": one.labels, "value": [now, write_number(one.value)]} for one in series]
    return {"resultType": "vector", "result": result}


def write_number(value: float) -> str:
    """Return a value as Prometheus writes it (Go's strconv, 'f')."""
    words = {"nan": "NaN", "inf": "+Inf", "-inf": "-Inf"}
    return words.get(str(value)) or (str(int(value)) if value.is_integer() else str(value))


def spell_alertmanager(server: AlertmanagerServer, now: float) -> Paths:
    """Return the answers of the API v2 and of the readiness page."""
    peers = [] if server.cluster == "disabled" else [{"name": "drill", "address": "192.0.2.1:9094"}]
    alerts = [spell_alert(name, state, now) for name, state in server.alerts.items()]
    return {
        "/-/ready": Response(body="OK") if server.ready else Response(status=503),
        "/-/healthy": Response(body="OK"),
        "/api/v2/status": Response(json={"cluster": {"name": "drill", "status": server.cluster, "peers": peers}}),
        "/api/v2/alerts": Response(json=alerts),
    }


def spell_alert(name: str, state: str, now: float) -> dict[str, Any]:
    """Return an alert, a silenced one by a silence."""
    return {
        "labels": {"alertname": name},
        "annotations": {},
        "startsAt": write_time(now - 3600, ISO),
        "endsAt": write_time(now + 240, ISO),
        "fingerprint": name.encode().hex()[:16],
        "receivers": [{"name": "drill"}],
        "status": {"state": state, "silencedBy": ["drill"] * (state == "suppressed"), "inhibitedBy": []},
    }
