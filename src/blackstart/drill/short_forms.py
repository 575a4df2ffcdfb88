"""Short forms of what tools and servers of a simulated host answer, typed."""

from typing import Literal

import msgspec


class ProcessFixture(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Processes with one command line as ps tells them; `cpu` in percent, `age` in seconds.

    `group` is the leader's process id; by default each process leads a group of its own.
    """

    command: str = ""
    count: int = 1
    state: str = "S"
    cpu: float = 0.0
    age: float = 3600.0
    parent: int = 1
    group: int | None = None
    user: str = "root"


class LogLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of a journal or of a container's log, `age` seconds old."""

    text: str = ""
    age: float = 60.0
    unit: str = ""


class PostgresServer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A PostgreSQL server: what pg_isready hears, and what a role finds that logs in.

    `refuses` is what is said to whoever comes by a role that may (no slot is left, pg_hba.conf). A standby is in
    `recovery`; a `read_only` server refuses writes by default. `roles` may log in, each with its powers (superuser).
    """

    answer: Literal["accepting", "rejecting", "silent"] = "accepting"
    refuses: str = ""
    recovery: bool = False
    read_only: bool = False
    roles: dict[str, tuple[str, ...]] = msgspec.field(
        default_factory=lambda: {"blackstart": (), "postgres": ("superuser",)}
    )


class RedisServer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A Redis server: its answer to PING, and what it tells of itself when that is PONG.

    `info` lays single lines over those of a healthy master: `role: slave`, `master_link_status: down`.
    """

    answer: str = "PONG"
    info: dict[str, str] = {}
    cluster_state: Literal["ok", "fail"] | None = None


class UpsFixture(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A UPS that upsd tells of: its flags, the battery's charge in percent and the seconds it would last.

    `stale` has upsd say that its driver tells nothing new; a null is a variable that this UPS does not have.
    """

    status: str = "OL"
    charge: float | None = 100.0
    runtime: float | None = 3600.0
    stale: bool = False


class Query(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rows that psql prints for queries that `match`, on the host or in a `container`.

    Without rows `columns` still name them; an `error` is what the server says instead.
    """

    match: str = "*"
    rows: tuple[dict[str, str | int | float | bool | None], ...] = ()
    columns: tuple[str, ...] = ()
    error: str = ""
    container: str = ""


class ScrapeJob(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A scrape job's targets, `age` seconds after their last scrape."""

    up: int = 0
    down: int = 0
    error: str = "connection refused"
    age: float = 12.0


class AlertRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An alerting rule, `age` seconds after its last evaluation."""

    health: Literal["ok", "err", "unknown"] = "ok"
    state: Literal["inactive", "pending", "firing"] = "inactive"
    error: str = ""
    group: str = "drill"
    age: float = 9.0
    labels: dict[str, str] = msgspec.field(default_factory=lambda: {"severity": "warning"})


class SeriesFixture(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One series of a query's answer."""

    value: float = 1.0
    labels: dict[str, str] = {}


class PrometheusServer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A Prometheus: jobs by name, alerting rules by name, and what queries come to.

    A number alone is one series without labels, an empty list no series.
    """

    ready: bool = True
    jobs: dict[str, Literal["up", "down"] | ScrapeJob] = {}
    rules: dict[str, Literal["ok", "err", "unknown", "firing"] | AlertRule] = {}
    queries: dict[str, float | tuple[SeriesFixture, ...]] = {}


class AlertmanagerServer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An Alertmanager: the state of its gossip, and alerts by name."""

    ready: bool = True
    cluster: Literal["ready", "settling", "disabled"] = "ready"
    alerts: dict[str, Literal["active", "suppressed", "unprocessed"]] = {}


class ProcessorUse(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the processors do, as shares of their time (0 to 1); pages swapped a second; tasks blocked."""

    busy: float = 0.1
    iowait: float = 0.01
    steal: float = 0.0
    swap_in: float = 0.0
    swap_out: float = 0.0
    blocked: int = 0
    io_stall: float = 0.0
    memory_stall: float = 0.0
