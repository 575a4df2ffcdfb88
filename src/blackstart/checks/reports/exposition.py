"""The text format of metrics, read as the node exporter reads a .prom file: what it refuses is unreadable.

The rules are those of its parser (prometheus/common, expfmt) and of its textfile collector: one line
that it cannot read, or one sample with a time, and it skips the whole file.
"""

import math
import re

import msgspec

from blackstart.model.reply import UnreadableReplyError

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*[ \t]*=[ \t]*"(?:[^"\\\n]|\\["\\n])*"'
LABELS = re.compile(LABEL)
SERIES = re.compile(rf"(?P<name>{NAME})(?:[ \t]*\{{(?P<labels>[ \t]*(?:{LABEL}[ \t]*(?:,[ \t]*|(?=\}})))*)\}})?")
SAMPLE = re.compile(rf"(?P<series>(?>{SERIES.pattern}))[ \t]*(?P<value>[^ \t]*)(?P<behind>.*)", re.DOTALL)
COMMENT = re.compile(r"#[ \t]*(?P<keyword>HELP|TYPE)[ \t]+(?P<name>[^ \t]*)(?:[ \t]+(?P<text>.*))?", re.DOTALL)
DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
UNBOUND = re.compile(r"[+-]?inf(?:inity)?|nan", re.ASCII | re.IGNORECASE)
HELP = re.compile(r"(?:[^\\]|\\[\\n])*", re.DOTALL)
TYPES = frozenset(["COUNTER", "GAUGE", "SUMMARY", "UNTYPED", "HISTOGRAM", "GAUGE_HISTOGRAM"])
PARTS = {"SUMMARY": ("_count", "_sum"), "HISTOGRAM": ("_count", "_sum", "_bucket")}
"""Endings of series that belong to a metric of the type."""
NUMERIC = {"SUMMARY": "quantile", "HISTOGRAM": "le"}


class Family(msgspec.Struct):
    """What a file has said of one metric so far."""

    help: bool = False
    type: str = ""


def read_metrics(text: str) -> dict[str, float]:
    """Read all samples by series, its labels sorted. Raises UnreadableReplyError, which names the line."""
    *lines, rest = text.split("\n")
    if rest.strip(" \t"):
        raise UnreadableReplyError("the last line has no end: the node exporter skips the whole file")
    families: dict[str, Family] = {}
    values: dict[str, float] = {}
    for number, line in enumerate(lines, 1):
        try:
            read_line(line.lstrip(" \t"), families, values)
        except ValueError as error:
            reason = f"line {number}: {error}: {line.strip()[:60]!r}"
            raise UnreadableReplyError(f"the node exporter skips the whole file: {reason}") from error
    return values


def read_line(line: str, families: dict[str, Family], values: dict[str, float]) -> None:
    """Read one line. Raises ValueError for one that the exporter refuses."""
    if line.startswith("#"):
        read_comment(line, families)
    elif line:
        series, value = read_sample(line, families)
        if series in values:
            raise UnreadableReplyError(f"{series} stands there twice: the node exporter keeps one of the two")
        values[series] = value


def read_comment(line: str, families: dict[str, Family]) -> None:
    """Read HELP and TYPE, each once for a metric and TYPE before its samples; other comments may hold anything."""
    found = COMMENT.fullmatch(line)
    if found is None:
        return
    name, text = found["name"], found["text"]
    if not re.fullmatch(NAME, name) and not (name == "" and text is None):
        raise ValueError("no metric's name in a comment")
    family = find_family(name, families)
    if not text:
        return
    if found["keyword"] == "HELP":
        require(not family.help, "a second HELP of the metric")
        require(HELP.fullmatch(text) is not None, "an escape that the format does not have")
        family.help = True
    else:
        require(not family.type, "a second TYPE of the metric, or one behind its samples")
        require(text.upper() in TYPES, "no type of a metric")
        family.type = text.upper()


def require(holds: bool, otherwise: str) -> None:  # noqa: FBT001  # read as a sentence at each call
    """Raise ValueError with the reason."""
    if not holds:
        raise ValueError(otherwise)


def find_family(name: str, families: dict[str, Family]) -> Family:
    """Return the metric that a name belongs to: `a_count` is of `a` where that is a histogram or a summary."""
    if name in families:
        return families[name]
    for kind, endings in PARTS.items():
        for ending in endings:
            owner = families.get(name.removesuffix(ending)) if name.endswith(ending) else None
            if owner is not None and owner.type == kind:
                return owner
    return families.setdefault(name, Family())


def read_sample(line: str, families: dict[str, Family]) -> tuple[str, float]:
    """Read a series and its value, and nothing behind them."""
    found = SAMPLE.match(line)
    if found is None:
        raise ValueError("not a metric")
    family = find_family(found["name"], families)
    family.type = family.type or "UNTYPED"
    require_labels(found["labels"] or "", NUMERIC.get(family.type))
    value = read_float(found["value"])
    require(not found["behind"], "a sample with a time, or blanks behind it")
    return name_series(found["series"]), value


def require_labels(labels: str, numeric: str | None) -> None:
    """Raise ValueError for a label that stands there twice, is reserved, or must be a number and is none."""
    pairs = [split_label(label) for label in LABELS.findall(labels)]
    names = [name for name, _ in pairs]
    require(len(set(names)) == len(names), "a label that stands there twice")
    require(not any(name.startswith("__") for name in names), "a label that is reserved")
    for name, quoted in pairs:
        if name == numeric:
            read_float(quoted[1:-1])


def split_label(label: str) -> tuple[str, str]:
    """Return a label's name, and its value in quotes."""
    name, _, value = label.partition("=")
    return name.rstrip(" \t"), value.lstrip(" \t")


def read_float(text: str) -> float:
    """Read a number as the exporter does: infinity and nan in any case, no hexadecimal, none too large."""
    if UNBOUND.fullmatch(text):
        return float(text)
    value = float(text) if DECIMAL.fullmatch(text) else math.inf
    require(math.isfinite(value), "no number")
    return value


def name_series(series: str) -> str:
    """Return the series with its labels sorted and empty ones left out, so that their order does not matter."""
    name, brace, labels = series.partition("{")
    pairs = sorted(map(split_label, LABELS.findall(labels)))
    written = ",".join(f"{label}={value}" for label, value in pairs if value != '""')
    return f"{name.strip()}{{{written}}}" if brace and written else name.strip()
