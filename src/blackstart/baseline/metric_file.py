"""The file `metrics.yml`: what a run is exported as by names of the pack's own."""

import re
from collections.abc import Iterator
from collections.abc import Mapping as Map
from posixpath import join

from blackstart.baseline.documents import read_mapping
from blackstart.baseline.fields import Fields, Name, open_fields, read_choice, read_id, read_names, read_text
from blackstart.baseline.nodes import Mapping, Sequence
from blackstart.baseline.problems import Problem, Report
from blackstart.model.claims import ClaimTable
from blackstart.model.metrics import ClaimMetric, Figure, FigureMetric, Metric, MetricTable, ResultMetric
from blackstart.model.outcome import Result

METRIC_FILES = ("metrics.yml", "metrics.yaml")
KEYS = ("metrics", "recorded")
METRIC_KEYS = ("claims", "help", "label", "metric", "run", "words")
FIGURES = tuple(map(str, Figure))
INTERRUPTED = "interrupted"
RESULTS = (*(str(result).lower() for result in Result if result is not Result.HELD), INTERRUPTED)
"""What a whole run may come to."""
NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
OWN = "blackstart_"
"""How the names of metrics begin that every run has."""
OWN_LABELS = ("fleet", "view")


def load_metrics(
    sources: Map[str, str], pack: str, claims: ClaimTable | None, problems: list[Problem]
) -> MetricTable | None:
    """Return what the file says, or None where there is none; problems are added to the list."""
    for name in filter(sources.__contains__, METRIC_FILES):
        report = Report(file=join(pack, name), problems=problems)
        mapping = read_mapping(sources[name], report)
        return None if mapping is None else read_table(mapping, claims or ClaimTable(), report)
    return None


def read_table(mapping: Mapping, claims: ClaimTable, report: Report) -> MetricTable:
    """Return the table; problems go to the report."""
    fields = open_fields(mapping, KEYS, report)
    names: dict[str, int] = {}
    metrics = tuple(metric for metric in read_metrics(fields, claims, names) if metric is not None)
    recorded = read_names(fields, "recorded")
    for name in recorded:
        refuse_name(name, names, report)
    return MetricTable(metrics=metrics, recorded=tuple(name.text for name in recorded))


def read_metrics(fields: Fields, claims: ClaimTable, names: dict[str, int]) -> Iterator[Metric | None]:
    """Yield each metric; `names` are filled."""
    fields.require("metrics", "a list of `- metric: NAME` entries")
    node = fields.get("metrics")
    if node is not None and not isinstance(node, Sequence):
        fields.refuse("metrics", "a list of `- metric: NAME` entries", node)
    for item in node.items if isinstance(node, Sequence) else ():
        if isinstance(item, Mapping):
            yield read_metric(open_fields(item, METRIC_KEYS, fields.report), claims, names)
        else:
            fields.report.add(item.line, "key 'metrics': expected a mapping with its `metric:`")


def read_metric(own: Fields, claims: ClaimTable, names: dict[str, int]) -> Metric | None:
    """Return one metric, or None where it cannot be read."""
    for key in ("metric", "help"):
        own.require(key, "name it and say what it tells")
    name = read_id(own, "metric", NAME)
    about = read_text(own, "help")
    ways = [key for key in ("claims", "label", "run") if own.get(key) is not None]
    if len(ways) != 1:
        own.report.add(own.mapping.line, "a metric is got in one way", "one of `run`, `claims`, `label` with `words`")
    if name is None or about is None or len(ways) != 1:
        return None
    refuse_name(name, names, own.report)
    if ways == ["run"]:
        figure = read_choice(own, "run", FIGURES)
        return None if figure is None else FigureMetric(name=name.text, help=about, figure=Figure(figure))
    if ways == ["claims"]:
        return ClaimMetric(name=name.text, help=about, claims=tuple(read_claims(own, claims)))
    return read_result_metric(own, name.text, about)


def refuse_name(name: Name, names: dict[str, int], report: Report) -> None:
    """Report a name that stands twice, that is no metric's, or that every run has."""
    if name.text in names:
        report.add(name.line, f"metric '{name.text}' stands twice, first in line {names[name.text]}", "keep one")
    if not NAME.fullmatch(name.text) or name.text.startswith(OWN):
        report.add(name.line, f"'{name.text}' is no metric of a pack", f"no name that begins with {OWN}")
    names.setdefault(name.text, name.line)


def read_claims(own: Fields, claims: ClaimTable) -> Iterator[str]:
    """Yield states and claims that evidence may allow; others are reported."""
    known = [name for name in claims.listed if claims.statements[name].requires is not None]
    names = read_names(own, "claims")
    if not names:
        own.report.add(own.line("claims"), "asks for nothing", "what asks for nothing proves nothing")
    for name in names:
        if name.text in known:
            yield name.text
        else:
            own.report.add_unknown(name.line, f"no state or claim '{name.text}' that evidence allows", name.text, known)


def read_result_metric(own: Fields, name: str, about: str) -> ResultMetric | None:
    """Return a metric of the result; each result needs its own word."""
    label = read_id(own, "label", LABEL)
    node = own.get("words")
    if label is None or not isinstance(node, Mapping):
        own.report.add(own.line("words"), "no `words` for the results", f"give each of {', '.join(RESULTS)} its word")
        return None
    if label.text in OWN_LABELS:
        own.report.add(label.line, f"label '{label.text}' is every metric's", "take another")
    inner = open_fields(node, RESULTS, own.report)
    for result in RESULTS:
        inner.require(result, "give it its word")
    words = {result: read_text(inner, result) or "" for result in RESULTS}
    if len(set(words.values())) < len(words):
        own.report.add(own.line("words"), "two results have one word", "give each its own")
    return ResultMetric(name=name, help=about, label=label.text, words=words)
