"""Whether a fleet's own backup report says that every host's backups, and the aggregate, are good."""

import re
from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.checks.asking import run, succeeded
from blackstart.checks.comparison import Demand, meets, require_demand, say_demand
from blackstart.checks.duration import Seconds
from blackstart.checks.spec import Spec
from blackstart.checks.status_text import Value, read_report
from blackstart.checks.zone import find_zone, read_moment
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

AHEAD = 60.0
"""Seconds by which a time may be ahead of the controller's clock: the two clocks differ a little."""
ALWAYS_ZERO = ("failed", "stale", "missing", "configured_missing")
FAILED = re.compile(r"(?P<before>.+)\.failed|failed_(?P<behind>.+)")
AGGREGATE: dict[str, Demand] = {"core_blockers": 0}


class HostBackups(msgspec.Struct, frozen=True, kw_only=True):
    """A host's backups; what the report does not say is null. `bad` are its counters that are not 0."""

    fresh: int | None
    total: int | None
    failed: int | None
    bad: dict[str, Value]


class BackupStatusReading(Reading, frozen=True):
    """The report: values by name (a host's as `HOST.name`), and what it says of each host.

    `age` is that of the file (null for a command), `last_run_age` that of the last aggregate
    run (null if it was not asked for), in seconds by the controller's clock.
    """

    values: dict[str, Value]
    hosts: dict[str, HostBackups]
    age: float | None
    last_run_age: float | None


class BackupStatus(Spec, frozen=True):
    """Each of `hosts` has all backups fresh and none failed, and the aggregate is as `require` says.

    The report is what `argv` prints (a command the pack declares read-only) or the file
    `path`: JSON, or KEY=VALUE with a host's as `web 13/13 fresh failed=0` or `failed_web=0`.
    A host or a value that is not there does not pass; nor does a host that the report names
    and `hosts` does not, if it has failures. `last_run` names the value that says when the
    aggregate last ran, in `timezone`; it, and a file, may be `max_age` seconds old.
    """

    name = "backup_status"
    reading = BackupStatusReading
    example = "backup_status: {path: /var/lib/backup/status.txt, hosts: [web, db], require: {core_blockers: 0}}"

    hosts: Annotated[tuple[str, ...], Meta(min_length=1)]
    argv: Annotated[tuple[str, ...], Meta(min_length=1)] | None = None
    path: str | None = None
    require: Annotated[dict[str, Demand], Meta(min_length=1)] = msgspec.field(default_factory=lambda: dict(AGGREGATE))
    exit: Annotated[tuple[int, ...], Meta(min_length=1)] = (0,)
    last_run: str | None = None
    timezone: str = "UTC"
    max_age: Annotated[Seconds, Meta(gt=0)] = 90000.0
    limit: Annotated[Seconds, Meta(gt=0, le=300)] = 30.0
    sudo: bool = False

    def __post_init__(self) -> None:
        """Refuse a report from nowhere or from two places, and demands that are none."""
        if (self.argv is None) == (self.path is None):
            raise ValueError("give either `argv` or `path`")
        for name, demand in self.require.items():
            require_demand(f"require: {name}", demand)
        find_zone(self.timezone)

    def steps(self, target: Target) -> Steps[BackupStatusReading]:
        """Run the command, or read the file and when it was written."""
        age = None
        if self.path is not None:
            age = read_age((yield from run("stat", "-L", "-c", "%Y", "--", self.path, sudo=self.sudo)))
        argv = self.argv or ("cat", "--", self.path or "")
        reply = yield from run(*argv, limit=self.limit, sudo=self.sudo)
        values = read_report(self.require_exit(reply).stdout)
        return BackupStatusReading(
            values=values,
            hosts={host: read_host(host, values) for host in (*self.hosts, *self.find_others(values))},
            age=age,
            last_run_age=self.read_last_run(values, reply.at),
        )

    def find_others(self, values: dict[str, Value]) -> tuple[str, ...]:
        """Return hosts the report counts, or says have failures, although they are not asked for."""
        counted = [name.removesuffix(".fresh") for name in values if name.endswith(".fresh")]
        failing = [find_failing(name, value) for name, value in values.items() if name not in self.require]
        return tuple(name for name in dict.fromkeys((*counted, *failing)) if name and name not in self.hosts)

    def require_exit(self, reply: CommandReply) -> CommandReply:
        """Return the reply if it ended as it may; a report cut off by a failure is unreadable."""
        return reply if self.argv is not None and reply.exit_code in self.exit else succeeded(reply)

    def read_last_run(self, values: dict[str, Value], at: float) -> float | None:
        """Read how long ago the aggregate ran: a date with its time, or Unix seconds."""
        if self.last_run is None:
            return None
        value = values.get(self.last_run)
        if isinstance(value, str):
            return at - read_moment(value, find_zone(self.timezone))
        if isinstance(value, int) and not isinstance(value, bool):
            return at - value
        raise UnreadableReplyError(f"{self.last_run}: expected a time, saw {value!r}")

    def findings(self, reading: BackupStatusReading) -> Iterator[Finding]:
        """Compare each host, then the aggregate, then the ages."""
        for name, host in reading.hosts.items():
            yield from judge_host(name, host)
        for name, demand in self.require.items():
            there = name in reading.values
            seen = repr(reading.values[name]) if there else "no such value"
            holds = there and meets(reading.values[name], demand)
            yield Finding(holds=holds, expected=f"{name} {say_demand(demand)}", seen=seen)
        for what, age in (("report", reading.age), ("last run", reading.last_run_age)):
            if age is not None:
                holds = -AHEAD <= age <= self.max_age
                yield Finding(holds=holds, expected=f"{what} at most {self.max_age:.0f} s old", seen=f"{age:.0f} s old")


def judge_host(name: str, host: HostBackups) -> Iterator[Finding]:
    """Compare one host's counts."""
    counted = "no count" if host.fresh is None or host.total is None else f"{host.fresh}/{host.total}"
    yield Finding(
        holds=bool(host.total) and host.fresh == host.total,
        expected=f"all backups of {name} fresh",
        seen=counted,
    )
    faults = ", ".join(f"{key}={value}" for key, value in host.bad.items())
    yield Finding(
        holds=host.failed == 0 and not host.bad,
        expected=f"failed=0 for {name}",
        seen=faults or ("no such value" if host.failed is None else f"failed={host.failed}"),
    )


def read_age(reply: CommandReply) -> float:
    """Return the file's age when the answer came."""
    text = succeeded(reply).stdout.strip()
    if not re.fullmatch(r"\d{1,12}", text, re.ASCII):
        raise UnreadableReplyError(f"not a time of modification: {text[:60]!r}")
    return reply.at - int(text)


def find_failing(name: str, value: Value) -> str:
    """Return which host the value says has failures; empty where it says so of none."""
    found = FAILED.fullmatch(name) if isinstance(value, int) and value != 0 else None
    return (found["before"] or found["behind"]) if found is not None else ""


def read_host(host: str, values: dict[str, Value]) -> HostBackups:
    """Read what the report says of one host."""
    bad = {name: find_value(host, name, values) for name in ALWAYS_ZERO}
    return HostBackups(
        fresh=read_count(host, "fresh", values),
        total=read_count(host, "total", values),
        failed=read_count(host, "failed", values),
        bad={name: value for name, value in bad.items() if value is not None and value != 0},
    )


def read_count(host: str, name: str, values: dict[str, Value]) -> int | None:
    """Read a count; anything but a whole number is unreadable, absence is None."""
    value = find_value(host, name, values)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise UnreadableReplyError(f"{host}: {name} is {value!r}, which is no count")


def find_value(host: str, name: str, values: dict[str, Value]) -> Value:
    """Return a host's value, written `HOST.name` or `name_HOST`; the two may not differ."""
    found = [values[key] for key in (f"{host}.{name}", f"{name}_{host}") if key in values]
    if len(set(found)) > 1:
        raise UnreadableReplyError(f"{host}: {name} is both {found[0]!r} and {found[1]!r}")
    return found[0] if found else None
