"""What a Prometheus server answers to a query, for an expectation over it."""

from urllib.parse import quote

import msgspec

from blackstart.checks.prometheus.prometheus_api import ask_api
from blackstart.checks.spec import Spec
from blackstart.model.connection import PROMETHEUS, System
from blackstart.model.kind import Reading, Target
from blackstart.model.reply import UnreadableReplyError
from blackstart.model.request import Steps

Sample = tuple[float, str]
"""A time (Unix seconds) and a value, which is text so that it may be NaN or +Inf."""


class VectorItem(msgspec.Struct, frozen=True, kw_only=True):
    """One series of an instant vector; one of histograms has no `value` and cannot be read."""

    metric: dict[str, str]
    value: Sample


class Vector(msgspec.Struct, frozen=True, kw_only=True, tag="vector", tag_field="resultType"):
    """A query's series, each with its value."""

    result: tuple[VectorItem, ...]


class QueryScalar(msgspec.Struct, frozen=True, kw_only=True, tag="scalar", tag_field="resultType"):
    """A query that comes to a number."""

    result: Sample


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """One series: its labels and its value."""

    labels: dict[str, str]
    value: float


class QueryReading(Reading, frozen=True):
    """The series found, and how many; `value` is that of the only one, null where there are none or several."""

    series: tuple[Series, ...]
    count: int
    value: float | None


class PrometheusQuery(Spec, frozen=True):
    """An instant query; `expect` says what it must come to, as `count == 0` or `value < 10.0`."""

    name = "prometheus_query"
    reading = QueryReading
    shorthand = "query"
    needs_expect = True
    example = "prometheus_query: {query: 'up == 0'}  # expect: count == 0"
    blind_spots = (
        "What Prometheus does not scrape: a query without series is `count == 0`, not well.",
        "Past its own retention, and the time between two scrapes.",
    )

    query: str
    url: str = "http://127.0.0.1:9090"
    verify: bool = True

    def comes_through(self) -> System:
        """Return the server."""
        return System(connection=PROMETHEUS, url=self.url.rstrip("/"))

    def steps(self, target: Target) -> Steps[QueryReading]:
        """Put the query."""
        path = f"/api/v1/query?query={quote(self.query, safe='')}"
        data, _ = yield from ask_api(
            self.url,
            path,
            Vector | QueryScalar,  # type: ignore[arg-type]  # a union is no type[T] before PEP 747
            verify=self.verify,
        )
        return read_series(data)


def read_series(data: Vector | QueryScalar) -> QueryReading:
    """Read a vector; a scalar is one series without labels."""
    items = data.result if isinstance(data, Vector) else (VectorItem(metric={}, value=data.result),)
    series = tuple(Series(labels=item.metric, value=read_number(item.value[1])) for item in items)
    return QueryReading(series=series, count=len(series), value=series[0].value if len(series) == 1 else None)


def read_number(text: str) -> float:
    """Read a value as Prometheus writes it, NaN and infinities included."""
    try:
        return float(text)
    except ValueError as error:
        raise UnreadableReplyError(f"not a number: {text[:40]!r}") from error
