"""The file `metrics.yml`: what a run is exported as by names of the pack's own."""

import re
from collections.abc import Iterator
from collections.abc import Mapping as Map
from posixpath import join
from typing import Annotated, ClassVar, assert_never

import msgspec
from msgspec import Meta

from blackstart.baseline.file_types import Names, SomeNames, doc
from blackstart.baseline.problems import Problem, ProblemReport
from blackstart.baseline.typed import read_file
from blackstart.baseline.typed_struct import KeyLines
from blackstart.baseline.typed_values import Name, make_id
from blackstart.model.claims import ClaimTable
from blackstart.model.metrics import ClaimMetric, Figure, FigureMetric, Metric, MetricTable, ResultMetric

METRIC_FILES = ("metrics.yml", "metrics.yaml")
NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
OWN = "blackstart_"
"""How the names of metrics begin that every run has."""
OWN_LABELS = ("fleet", "view")

MetricName = Annotated[
    Name,
    Meta(extra={"reader": make_id(NAME, "use letters, digits, _ and :")}),
    doc("The metric's name.", missing="name it and say what it tells"),
]
Help = Annotated[str, doc("What it tells.", missing="name it and say what it tells")]
ResultWord = Annotated[str, doc("The word for it.", missing="give it its word")]


class FigureEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A figure of the run."""

    example: ClassVar = "- {metric: NAME, help: WHAT, run: passed}"

    metric: MetricName
    help: Help
    run: Annotated[Figure, doc("The figure.")]


class ClaimsEntry(msgspec.Struct, frozen=True, kw_only=True):
    """1 where all of these states and claims are allowed, else 0."""

    metric: MetricName
    help: Help
    claims: Annotated[SomeNames, doc("States and claims that evidence allows.")]


class ResultWords(msgspec.Struct, frozen=True, kw_only=True):
    """The word for each result; each has its own."""

    green: ResultWord = ""
    degraded: ResultWord = ""
    blocked: ResultWord = ""
    interrupted: ResultWord = ""


class ResultEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One series for each word: 1 for what the run came to."""

    lines: KeyLines
    metric: MetricName
    help: Help
    label: Annotated[Name, Meta(extra={"reader": make_id(LABEL)}), doc("The label that the words stand under.")]
    words: Annotated[ResultWords, doc("The words.", missing="give each result its word")]


Entry = FigureEntry | ClaimsEntry | ResultEntry


class MetricFile(msgspec.Struct, frozen=True, kw_only=True):
    """metrics.yml: what runs are exported as, by names of the pack's own."""

    metrics: Annotated[
        tuple[Entry, ...],
        Meta(title="a list of `- metric: NAME` entries"),
        doc("The metrics.", missing="a list of `- metric: NAME` entries"),
    ]
    recorded: Annotated[Names, doc("Metrics that the pack's rules must record.")] = ()


def load_metrics(
    sources: Map[str, str], pack: str, claims: ClaimTable | None, problems: list[Problem]
) -> MetricTable | None:
    """Return what the file says, or None where there is none; problems are added to the list."""
    for name in filter(sources.__contains__, METRIC_FILES):
        report = ProblemReport(file=join(pack, name), problems=problems)
        file = read_file(sources[name], MetricFile, report)
        return None if file is None else link_metrics(file, claims or ClaimTable(), report)
    return None


def link_metrics(file: MetricFile, claims: ClaimTable, report: ProblemReport) -> MetricTable:
    """Return the table; names that stand twice or are not known go to the report."""
    names: dict[str, int] = {}
    for name in (*(entry.metric for entry in file.metrics), *file.recorded):
        refuse_name(name, names, report)
    metrics = tuple(link_metric(entry, claims, report) for entry in file.metrics)
    return MetricTable(metrics=metrics, recorded=tuple(name.text for name in file.recorded))


def link_metric(entry: Entry, claims: ClaimTable, report: ProblemReport) -> Metric:
    """Return one metric."""
    name, about = entry.metric.text, entry.help
    match entry:
        case FigureEntry(run=figure):
            return FigureMetric(name=name, help=about, figure=figure)
        case ClaimsEntry():
            return ClaimMetric(name=name, help=about, claims=tuple(link_claims(entry.claims, claims, report)))
        case ResultEntry():
            return link_result(entry, report)
        case _:
            assert_never(entry)


def refuse_name(name: Name, names: dict[str, int], report: ProblemReport) -> None:
    """Report a name that stands twice, that is no metric's, or that every run has."""
    if name.text in names:
        report.add(name.line, f"metric '{name.text}' stands twice, first in line {names[name.text]}", "keep one")
    if not NAME.fullmatch(name.text) or name.text.startswith(OWN):
        report.add(name.line, f"'{name.text}' is no metric of a pack", f"no name that begins with {OWN}")
    names.setdefault(name.text, name.line)


def link_claims(names: SomeNames, claims: ClaimTable, report: ProblemReport) -> Iterator[str]:
    """Yield states and claims that evidence may allow; others are reported."""
    known = [name for name in claims.listed if claims.statements[name].requires is not None]
    for name in names:
        if name.text in known:
            yield name.text
        else:
            report.add_unknown(name.line, f"no state or claim '{name.text}' that evidence allows", name.text, known)


def link_result(entry: ResultEntry, report: ProblemReport) -> ResultMetric:
    """Return a metric of the result; each result needs its own word, and the label is none that every metric has."""
    if entry.label.text in OWN_LABELS:
        report.add(entry.label.line, f"label '{entry.label.text}' is every metric's", "take another")
    words = msgspec.structs.asdict(entry.words)
    said = [word for word in words.values() if word]
    if len(set(said)) < len(said):
        report.add(entry.lines.of("words"), "two results have one word", "give each its own")
    return ResultMetric(name=entry.metric.text, help=entry.help, label=entry.label.text, words=words)
