"""Short forms answer as the real tools and servers do, in the form that kinds read."""

from typing import Any

import msgspec
import pytest

from blackstart.checks.table import find_kind
from blackstart.drill.fixtures import Container, Endpoint, Fixtures, HostFile, HostFixtures
from blackstart.drill.prediction import Prediction
from blackstart.drill.short_forms import (
    AlertmanagerServer,
    AlertRule,
    LogLine,
    PostgresServer,
    ProcessFixture,
    PrometheusServer,
    Query,
    RedisServer,
    ScrapeJob,
    SeriesFixture,
    UpsFixture,
)
from blackstart.model.fleet import Check, Fleet, Host, Phase
from blackstart.model.outcome import Outcome
from blackstart.model.request import CONTROLLER
from blackstart.model.scorecard import Verdict

NOW = 1_000_000_000.0
DAMAGE = "kernel: EXT4-fs error (device sda2)"

DATA = HostFixtures(
    names=("db.example.org",),
    postgres={
        "5432": "accepting",
        "5433": "rejecting",
        "5434": PostgresServer(refuses="remaining connection slots are reserved for superusers"),
        "5435": PostgresServer(recovery=True),
        "5436": PostgresServer(read_only=True),
        "app-db": "accepting",
    },
    redis={
        "6380": "PONG",
        "6381": RedisServer(info={"role": "slave", "master_link_status": "down"}),
        "6382": RedisServer(cluster_state="fail"),
        "cache": "LOADING Redis is loading the dataset in memory",
    },
    clusters={"15/main": "online", "14/old": "down"},
    ups={
        "rack": UpsFixture(),
        "used": UpsFixture(status="OB DISCHRG", charge=80),
        "plain": UpsFixture(charge=None, runtime=None),
        "old": UpsFixture(stale=True),
    },
    queries=(
        Query(match="*days_behind*", container="app-db", rows=({"days_behind": 1, "same": True, "note": None},)),
        Query(match="*gone*", error='relation "gone" does not exist'),
        Query(match="*", columns=("n",)),
    ),
    processes=("/usr/sbin/cron -f", ProcessFixture(command="/usr/bin/worker --secret x", count=3, cpu=50, state="D")),
    journal=(LogLine(text=DAMAGE, age=7200), LogLine(text="systemd[1]: Started.", age=10, unit="x.service")),
    containers={"app-db": Container(logs=(LogLine(text="PANIC: could not locate a valid checkpoint record", age=60),))},
    files={"/var/log/app": f"2001-09-09 01:40:00 UTC {DAMAGE}\n", "/var/log/no": HostFile(error="Permission denied")},
    crontab=("*/5 * * * * /usr/local/bin/a",),
    crontabs={"root": ("@daily /usr/local/bin/b",)},
    http={
        9090: Endpoint(
            prometheus=PrometheusServer(
                jobs={
                    "node": "up",
                    "api": ScrapeJob(up=2, down=1),
                    "old": ScrapeJob(up=1, age=900),
                    "off": "down",
                },
                rules={
                    "Down": "ok",
                    "Late": "err",
                    "Old": AlertRule(age=900),
                    "Loud": "firing",
                    "New": "unknown",
                },
                queries={
                    "up": 1,
                    "none": (),
                    "two": (SeriesFixture(value=1.5, labels={"a": "b"}), SeriesFixture(value=float("nan"))),
                },
            )
        ),
        9093: Endpoint(alertmanager=AlertmanagerServer(alerts={"Watchdog": "active", "Quiet": "suppressed"})),
        9094: Endpoint(alertmanager=AlertmanagerServer(ready=False, cluster="settling")),
        9091: Endpoint(prometheus=PrometheusServer(ready=False), paths={"/api/v1/rules": 500}),
    },
)
OTHER = HostFixtures(ports={5432: "refused"}, postgres={"5432": "accepting"})
FLEET = Fleet(
    name="f",
    hosts={"a": Host(id="a", address="192.0.2.1"), "b": Host(id="b", address="192.0.2.2")},
    phases=(Phase(id="P0"),),
)


def judge(kind: str, params: dict[str, Any], expect: str = "", host: str = "a") -> Verdict:
    """Judge a check of a host by what is predicted."""
    spec = msgspec.convert(params, find_kind(kind))
    check = Check(id=kind, phase="P0", host=host, place=host, spec=spec, expect=expect)
    fleet = msgspec.structs.replace(FLEET, checks=(check,))
    return Prediction(fleet, Fixtures(hosts={"a": DATA, "b": OTHER}), NOW).judge(fleet.checks)[kind]


PASS = str(Outcome.PASS)


@pytest.mark.parametrize(
    ("kind", "params", "said"),
    [
        ("postgres_ready", {}, PASS),
        ("postgres_ready", {"port": 5433}, "saw rejecting connections"),
        ("postgres_ready", {"port": 9999}, "saw no response"),
        ("postgres_ready", {"container": "app-db"}, PASS),
        ("postgres_ready", {"host": "db.example.org"}, PASS),
        ("postgres_ready", {"host": "192.0.2.2"}, "saw no response"),
        ("postgres_ready", {"host": "192.0.2.9"}, "saw no response"),
        ("ups", {"ups": "rack"}, PASS),
        ("ups", {"ups": "rack@db.example.org", "min_runtime": 600}, PASS),
        ("ups", {"ups": "rack@192.0.2.1:3493"}, PASS),
        ("ups", {"ups": "rack@192.0.2.9"}, "Connection refused"),
        ("ups", {"ups": "used"}, "saw OB DISCHRG (on battery"),
        ("ups", {"ups": "plain"}, "saw none told"),
        ("ups", {"ups": "old"}, "Data stale"),
        ("ups", {"ups": "other"}, "Unknown UPS"),
        ("ups", {"ups": "rack@192.0.2.2"}, "tool missing"),
        ("redis_ping", {"port": 6380}, PASS),
        ("redis_ping", {"port": 6379}, "Connection refused"),
        ("redis_ping", {"container": "cache"}, "saw LOADING"),
        ("postgres_ready", {"user": "blackstart"}, PASS),
        ("postgres_ready", {"user": "nosuch"}, 'role "nosuch" does not exist'),
        ("postgres_ready", {"user": "postgres"}, "keeps connections for postgres"),
        ("postgres_ready", {"port": 5434, "user": "blackstart"}, "remaining connection slots"),
        ("postgres_ready", {"port": 5435, "user": "blackstart"}, "saw a standby"),
        ("postgres_ready", {"port": 5435, "user": "blackstart", "recovery": True}, PASS),
        ("postgres_ready", {"port": 5436, "user": "blackstart"}, "default_transaction_read_only is on"),
        ("redis_ping", {"port": 6381}, "saw a replica, whose link to its master is down"),
        ("redis_ping", {"port": 6382}, "cluster_state fail"),
        ("redis_ping", {"host": "192.0.2.9", "port": 6380}, "Connection refused"),
        ("postgres_clusters", {"cluster": "15/main", "sudo": True}, PASS),
        ("postgres_clusters", {"cluster": "15/main"}, "set `sudo: true`"),
        ("postgres_clusters", {"cluster": "14/old"}, "saw down"),
        ("processes", {"match": "^/usr/sbin/cron"}, PASS),
        ("processes", {"match": "worker", "max": 2}, "saw 3"),
        ("processes", {"match": "nothing"}, "saw 0"),
        ("processes", {"max_stuck": 0}, "saw 3"),
        ("journal", {"since": "1h"}, PASS),
        ("journal", {"since": "24h"}, "file system error"),
        ("journal", {"unit": "x"}, PASS),
        ("journal", {"unit": "y"}, "no entry of y"),
        ("journal", {"container": "app-db"}, "no valid checkpoint"),
        ("journal", {"files": ["/var/log/app"]}, "file system error"),
        ("journal", {"files": ["/var/log/no"]}, "Permission denied"),
        ("cron_entries", {"require": ["bin/a"]}, PASS),
        ("cron_entries", {"require": ["bin/b"], "user": "root"}, PASS),
        ("cron_entries", {"require": ["bin/a"], "user": "nobody"}, "none of 0 entries"),
        ("prometheus_ready", {}, PASS),
        ("prometheus_ready", {"url": "http://127.0.0.1:9091"}, "status 503"),
        ("prometheus_targets", {"jobs": ["node"]}, PASS),
        ("prometheus_targets", {"jobs": ["api"]}, "saw 2 up, 1 down"),
        ("prometheus_targets", {"jobs": ["old"]}, "saw 900 s ago"),
        ("prometheus_targets", {"jobs": ["off"]}, "saw 0 up, 1 down"),
        ("prometheus_rules", {"require": ["Down", "Loud"]}, PASS),
        ("prometheus_rules", {"require": ["Late"]}, "saw err"),
        ("prometheus_rules", {"require": ["New"]}, "saw unknown"),
        ("prometheus_rules", {"require": ["Old"]}, "saw 900 s ago"),
        ("prometheus_rules", {"require": ["Down"], "url": "http://127.0.0.1:9091"}, "HTTP 500"),
        ("alertmanager", {"require_alerts": ["Watchdog"]}, PASS),
        ("alertmanager", {"require_alerts": ["Quiet"]}, "saw suppressed"),
        ("alertmanager", {"url": "http://127.0.0.1:9094"}, "saw settling"),
        ("pressure", {}, PASS),
    ],
)
def test_short_forms_come_out_of_kinds(kind: str, params: dict[str, Any], said: str) -> None:
    """The kind's own code asks and reads."""
    verdict = judge(kind, params)
    assert verdict.outcome is Outcome.PASS if said == PASS else said in verdict.reason


@pytest.mark.parametrize(
    ("params", "expect"),
    [
        ({"container": "app-db", "query": "SELECT days_behind, same, note FROM t"}, "days_behind == 1 && same"),
        ({"query": "SELECT n FROM t"}, "size(rows) == 0"),
    ],
)
def test_queries_have_rows(params: dict[str, Any], expect: str) -> None:
    """As psql prints them: true is t, nothing is the text asked for, no row has a header all the same."""
    assert judge("sql", params, expect).outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"query": "SELECT gone FROM t"}, 'relation "gone" does not exist'),
        ({"query": "SELECT n FROM t", "port": 5433}, "the database system is starting up"),
        ({"query": "SELECT n FROM t", "host": "192.0.2.9"}, "Connection refused"),
        ({"query": "SELECT n FROM t", "user": "postgres"}, "can do more than read: superuser"),
    ],
)
def test_a_query_can_fail(params: dict[str, Any], said: str) -> None:
    """In the server's words."""
    assert said in judge("sql", params, "size(rows) == 0").reason


@pytest.mark.parametrize(
    ("query", "expect"),
    [("up", "value == 1.0"), ("none", "count == 0"), ("two", "count == 2 && series[0].value == 1.5")],
)
def test_metrics_have_values(query: str, expect: str) -> None:
    """A number, no series, or several with labels."""
    assert judge("prometheus_query", {"query": query}, expect).outcome is Outcome.PASS


def test_what_is_not_declared_is_not_answered() -> None:
    """A host without a database is asked for none by mistake."""
    verdict = judge("redis_ping", {"port": 6380}, host="b")
    assert verdict.outcome is Outcome.BLOCKED
    assert verdict.cause == "tool missing"


def test_the_controller_is_no_host() -> None:
    """It has no servers of its own."""
    check = Check(
        id="p",
        phase="P0",
        host="a",
        place=CONTROLLER,
        spec=msgspec.convert({"host": "192.0.2.1"}, find_kind("postgres_ready")),
    )
    fleet = msgspec.structs.replace(FLEET, checks=(check,))
    assert Prediction(fleet, Fixtures(hosts={"a": DATA}), NOW).judge((check,))["p"].outcome is Outcome.PASS
