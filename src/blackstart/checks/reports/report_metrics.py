"""A report in the text format of metrics: a textfile of the node exporter."""

from collections.abc import Mapping

from blackstart.checks.reading.comparison import Demand, is_comparison
from blackstart.checks.reports.exposition import SERIES, read_metrics
from blackstart.checks.reports.report_source import ReportFile
from blackstart.checks.reports.status_text import Value
from blackstart.model.reply import UnreadableReplyError


def require_series(require: Mapping[str, Demand], every: Mapping[str, str]) -> None:
    """Raise ValueError for what is no series and no comparison."""
    for series, demand in require.items():
        if not SERIES.fullmatch(series):
            raise ValueError(f'`require`: {series!r} is no series: write name or name{{label="value"}}')
        if not is_comparison(str(demand)):
            raise ValueError(f"`require`: {series}: {demand!r} is no comparison: write one as in '>= 1'")
    for name, comparison in every.items():
        if not is_comparison(comparison):
            raise ValueError(f"`every`: {name}: {comparison!r} is no comparison: write one as in '>= 1'")


def read_values(text: str) -> dict[str, Value]:
    """Read all series; the exporter serves a file without any, which is no evidence."""
    values = read_metrics(text)
    if not values:
        raise UnreadableReplyError("no metric in the file")
    return dict(values)


def may_read(file: ReportFile, reader: str) -> bool:
    """Tell whether the exporter may read the file: as its owner, as its group, or as everybody."""
    if file.owner == reader:
        return bool(file.mode & 0o400)
    return bool(file.mode & (0o044 if file.group == reader else 0o004))
