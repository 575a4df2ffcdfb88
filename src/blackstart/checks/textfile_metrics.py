"""Whether a textfile of the node exporter is fresh, and has the values it should have."""

import re
from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.checks.asking import run, succeeded
from blackstart.checks.comparison import compares, is_comparison
from blackstart.checks.duration import Seconds
from blackstart.checks.exposition import NAME, SERIES, name_series, read_metrics
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

AHEAD = 60.0
"""Seconds by which a file may be newer than the controller's clock: the two clocks differ a little."""
MetricName = Annotated[str, Meta(pattern=rf"^{NAME}$")]


class TextfileReading(Reading, frozen=True):
    """The file's age in seconds by the controller's clock, and its values by series, labels sorted by name."""

    age: float
    values: dict[str, float]


class TextfileMetrics(Spec, frozen=True):
    """A .prom file was written at most `max_age` seconds ago, and each series of `require` compares as it must.

    With `every`, each series of a metric does, whatever its labels, and there is one.
    Prometheus goes on serving the file of a job that died (node_exporter issue 713), hence the age.
    A series that is not there, or is NaN, does not pass.
    """

    name = "textfile_metrics"
    reading = TextfileReading
    shorthand = "path"
    example = 'textfile_metrics: {path: /var/lib/node_exporter/backup.prom, max_age: 900, require: {failed: "== 0"}}'

    path: str
    max_age: Seconds = 3600.0
    require: dict[str, str] = msgspec.field(default_factory=dict)
    every: dict[MetricName, str] = msgspec.field(default_factory=dict)
    sudo: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no series and no comparison."""
        for series, comparison in self.require.items():
            if not SERIES.fullmatch(series):
                raise ValueError(f'`require`: {series!r} is no series: write name or name{{label="value"}}')
            if not is_comparison(comparison):
                raise ValueError(f"`require`: {series}: {comparison!r} is no comparison: write one as in '>= 1'")
        for name, comparison in self.every.items():
            if not is_comparison(comparison):
                raise ValueError(f"`every`: {name}: {comparison!r} is no comparison: write one as in '>= 1'")

    def steps(self, target: Target) -> Steps[TextfileReading]:
        """Ask when the file was written, then for its text."""
        age = read_age((yield from run("stat", "-L", "-c", "%Y", "--", self.path, sudo=self.sudo)))
        values = read_metrics(succeeded((yield from run("cat", "--", self.path, sudo=self.sudo))).stdout)
        if not values:
            raise UnreadableReplyError("no metric in the file")
        return TextfileReading(age=age, values=values)

    def findings(self, reading: TextfileReading) -> Iterator[Finding]:
        """Compare age and values."""
        holds = -AHEAD <= reading.age <= self.max_age
        expected = f"{self.path} at most {self.max_age:g} s old"
        yield Finding(holds=holds, expected=expected, seen=f"{reading.age:.0f} s old")
        for series, comparison in self.require.items():
            value = reading.values.get(name_series(series))
            holds = value is not None and compares(value, comparison)
            seen = "no such series" if value is None else f"{value:g}"
            yield Finding(holds=holds, expected=f"{series} {comparison}", seen=seen)
        for name, comparison in self.every.items():
            yield compare_every(name, comparison, reading.values)


def compare_every(name: str, comparison: str, values: dict[str, float]) -> Finding:
    """Compare all series of a metric; none at all does not hold."""
    found = {series: value for series, value in values.items() if series.partition("{")[0] == name}
    wrong = [f"{series} {value:g}" for series, value in found.items() if not compares(value, comparison)]
    seen = ", ".join(wrong) if found else "no such series"
    return Finding(holds=bool(found) and not wrong, expected=f"every {name} {comparison}", seen=seen)


def read_age(reply: CommandReply) -> float:
    """Return the file's age when the answer came."""
    text = succeeded(reply).stdout.strip()
    if not re.fullmatch(r"\d+", text):
        raise UnreadableReplyError(f"not a time of modification: {text[:60]!r}")
    return reply.at - int(text)
