"""Whether a report that a fleet or a product writes of itself is fresh, and says what it should."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from blackstart.checks.duration import Seconds
from blackstart.checks.read_only.web_request import require_headers, require_url
from blackstart.checks.reading.comparison import Demand, require_demand
from blackstart.checks.reading.json_path import follow_path
from blackstart.checks.reading.zone import find_zone, local_time
from blackstart.checks.reports.exposition import name_series
from blackstart.checks.reports.report_demand import Agreement, MetricName, judge_agreement, judge_values, read_agreement
from blackstart.checks.reports.report_metrics import may_read, read_values, require_series
from blackstart.checks.reports.report_rows import ReportRow, Rows, judge_rows, read_rows
from blackstart.checks.reports.report_source import ReportText, ask_command, ask_file, ask_url
from blackstart.checks.reports.report_state import ReportState, StateRule, judge_state, read_state
from blackstart.checks.reports.report_time import StatedTime, judge_age, read_stated
from blackstart.checks.reports.status_text import Value, read_object, read_report
from blackstart.checks.spec import Spec
from blackstart.model.connection import System, find_asked
from blackstart.model.kind import Finding, Followed, Present, Reading, Target
from blackstart.model.request import HttpRequest, Steps


class ReportReading(Reading, frozen=True):
    """The report: its values by name, a member's as `MEMBER.name`, or by series with labels sorted.

    `age` is that of the file (null for a command or a URL), `stated_age` that of the time it states
    (null if none was asked for), in seconds by the controller's clock; `days_behind` the days from a
    date it states to today in the zone. `other` is what the check of `agrees` read.
    """

    values: dict[str, Value]
    rows: dict[str, ReportRow]
    state: ReportState | None
    age: float | None
    stated_age: float | None
    days_behind: int | None
    reader_may: bool | None
    other: float | None


class Report(Spec, frozen=True):
    """A report is fresh and says what it should: the file `path`, what `argv` prints, or the JSON at `url`.

    It is KEY=VALUE, JSON, or metrics (`format`; by default metrics in a file whose name ends in .prom, and
    otherwise by its looks). Metrics are read as the node exporter reads them, which must be able to: by all,
    or as `reader`, the account or group it runs as. Each value of `require` is as demanded, each series of
    a metric in `every` too; one that is not there does not pass. `stated` names the value that says when the
    report, or what it is about, was made, in `timezone` unless it has its offset. A file, and that time, may
    be `max_age` seconds old; a date `max_days` days. `rows`, `state` and `agrees` look at more.
    """

    name = "report"
    reading = ReportReading
    shorthand = "path"
    example = (
        "report: {path: /var/lib/backup/status.txt, rows: {members: [web, db], word: fresh, zero: [failed]}, "
        "require: {core_blockers: 0}, stated: last_run, timezone: Asia/Taipei, max_age: 90000}"
    )
    blind_spots = (
        "Whether what it says is so. Let `agrees` compare one of its figures with what a check read itself.",
        "A member that its writer forgot, unless `rows: least` says how many there were.",
        "Metrics: another file of the folder with the same series, and folders that the exporter may not enter.",
    )
    faults = ("age_report",)

    path: Annotated[str, Meta(pattern=r"^[^\x00-\x1f]+$")] | None = None
    argv: Annotated[tuple[str, ...], Meta(min_length=1)] | None = None
    url: str | None = None
    format: Literal["text", "metrics"] | None = None
    require: dict[str, Demand] = msgspec.field(default_factory=dict)
    every: dict[MetricName, str] = msgspec.field(default_factory=dict)
    rows: Rows | None = None
    state: StateRule | None = None
    agrees: Agreement | None = None
    stated: Annotated[str, Meta(min_length=1)] | None = None
    timezone: str = "UTC"
    max_age: Annotated[Seconds, Meta(gt=0)] = 3600.0
    max_days: Annotated[int, Meta(ge=0)] | None = None
    exit: Annotated[tuple[int, ...], Meta(min_length=1)] = (0,)
    reader: str = ""
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    verify: bool = True
    limit: Annotated[Seconds, Meta(gt=0, le=300)] = 10.0
    sudo: bool = False

    def __post_init__(self) -> None:
        """Refuse a report from nowhere or from two places, demands that are none, and half a rule."""
        if sum(source is not None for source in (self.path, self.argv, self.url)) != 1:
            raise ValueError("give one of `path`, `argv` and `url`")
        if self.url is not None and not self.url.startswith(("http://", "https://")):
            raise ValueError(f"url {self.url!r} must begin with http:// or https://")
        if self.url is not None:
            require_url(self.url)
            require_headers(self.headers)
        for name, demand in self.require.items():
            require_demand(f"require: {name}", demand)
        self.require_format()
        if (self.max_days is not None) and self.stated is None:
            raise ValueError("`max_days` counts from a date: name its value in `stated`")
        if self.argv is not None or self.url is not None:
            self.require_substance()
        find_zone(self.timezone)

    def require_format(self) -> None:
        """Refuse what only metrics have of other reports, and metrics that the node exporter never reads."""
        if not self.is_metrics:
            if self.every or self.reader:
                raise ValueError("`every` and `reader` are for metrics: add `format: metrics`")
            return
        if self.url is not None:
            raise ValueError("metrics of a page are asked of Prometheus: `prometheus_query`")
        if self.path is not None and not self.path.endswith(".prom"):
            raise ValueError(f"{self.path}: the node exporter reads only files whose names end in .prom")
        if self.rows or self.state:
            raise ValueError("metrics have no `rows` and no `state`: name their series in `require` or `every`")
        require_series(self.require, self.every)

    def require_substance(self) -> None:
        """Refuse a report that has no file's age, and of which nothing is demanded."""
        if not (self.require or self.every or self.rows or self.state or self.stated or self.agrees):
            raise ValueError("demands nothing: add `require`, `rows`, `state` or `stated`")

    @property
    def is_metrics(self) -> bool:
        """Whether it is read as metrics."""
        return self.format == "metrics" or (self.format is None and (self.path or "").endswith(".prom"))

    def follows(self) -> Followed | None:
        """Return the check whose reading must agree with a value."""
        if self.agrees is None:
            return None
        return Followed(check=self.agrees.check, value=self.agrees.reads, given="agrees", recorded=False)

    def comes_through(self) -> System | None:
        """Return the system that the command asks, where one tells the report."""
        return find_asked(self.argv or ())

    def steps(self, target: Target) -> Steps[ReportReading]:
        """Get the report; what the other check read is not known while looking."""
        return self.steps_beside(target, None)

    def steps_beside(self, target: Target, present: Present | None) -> Steps[ReportReading]:
        """Get the report, and take what the other check read."""
        report = yield from self.ask()
        values = self.read_values(report.text)
        zone = find_zone(self.timezone)
        body = None if self.is_metrics else read_object(report.text)
        stated = self.read_stated(values, body, report.at)
        return ReportReading(
            values=values,
            rows={} if self.rows is None else read_rows(self.rows, values, frozenset(self.require)),
            state=None if self.state is None else read_state(self.state, body, local_time(report.at, zone)),
            age=None if report.file is None else report.file.age,
            stated_age=stated.age,
            days_behind=stated.days_behind,
            reader_may=may_read(report.file, self.reader) if self.is_metrics and report.file else None,
            other=read_agreement(self.agrees, present),
        )

    def ask(self) -> Steps[ReportText]:
        """Get the report from where it is."""
        if self.path is not None:
            return (yield from ask_file(self.path, limit=self.limit, sudo=self.sudo))
        if self.argv is not None:
            return (yield from ask_command(self.argv, self.exit, limit=self.limit, sudo=self.sudo))
        headers = tuple(self.headers.items())
        return (
            yield from ask_url(HttpRequest(url=self.url or "", headers=headers, verify=self.verify, limit=self.limit))
        )

    def read_values(self, text: str) -> dict[str, Value]:
        """Read all values by their names."""
        if self.is_metrics:
            return read_values(text)
        word, under = ("", "") if self.rows is None else (self.rows.word, self.rows.under)
        return read_report(text, word, under)

    def read_stated(self, values: dict[str, Value], body: Any, at: float) -> StatedTime:
        """Read the time the report states, if one is asked for."""
        if self.stated is None:
            return StatedTime()
        name = name_series(self.stated) if self.is_metrics else self.stated
        value = values[name] if name in values else follow_path(body, name)
        return read_stated(self.stated, value, find_zone(self.timezone), at, days=self.max_days is not None)

    def findings(self, reading: ReportReading) -> Iterable[Finding]:
        """Compare who may read it, the rows, the values, the state, and the ages."""
        if reading.reader_may is not None:
            expected = f"{self.path} readable by {self.reader or 'all'}, as the node exporter must"
            yield Finding(holds=reading.reader_may, expected=expected, seen="a mode that shuts it out")
        if self.rows is not None:
            yield from judge_rows(self.rows, reading.rows)
        yield from judge_values(self.require, self.every, reading.values, metrics=self.is_metrics)
        if self.state is not None and reading.state is not None:
            yield judge_state(self.state, reading.state, self.timezone)
        if self.agrees is not None:
            yield judge_agreement(self.agrees, reading.values, reading.other)
        yield from self.judge_ages(reading)

    def judge_ages(self, reading: ReportReading) -> Iterator[Finding]:
        """Compare the ages; what is newer than now is of another clock, or its offset was forgotten."""
        if reading.age is not None:
            yield judge_age(self.path or "", reading.age, self.max_age)
        if reading.stated_age is not None:
            yield judge_age(self.stated or "", reading.stated_age, self.max_age)
        if reading.days_behind is not None:
            yield Finding(
                holds=0 <= reading.days_behind <= (self.max_days or 0),
                expected=f"data at most {self.max_days or 0} days behind",
                seen=f"{reading.days_behind} days: {reading.values.get(self.stated or '')}",
            )
