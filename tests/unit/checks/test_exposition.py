"""The reader of .prom files: it takes what the node exporter takes, and refuses what it refuses."""

import math

import pytest
from consumer_tables import METRICS_REFUSED, METRICS_TAKEN

from blackstart.checks.reports.exposition import name_series, read_metrics
from blackstart.model.reply import UnreadableReplyError


@pytest.mark.parametrize("content", METRICS_TAKEN)
def test_what_the_exporter_takes_is_read(content: bytes) -> None:
    """No file that is served is called unreadable."""
    read_metrics(content.decode(errors="backslashreplace"))


@pytest.mark.parametrize("content", METRICS_REFUSED)
def test_what_the_exporter_skips_is_unreadable(content: bytes) -> None:
    """No file that is not served is read, however well its values look."""
    with pytest.raises(UnreadableReplyError, match="the node exporter skips the whole file"):
        read_metrics(content.decode(errors="backslashreplace"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("m 0\nm 0\n", "m stands there twice"),
        ('m{a="b",c="d"} 0\nm{c="d",a="b"} 1\n', "stands there twice"),
        ('m{a="b",c=""} 0\nm{a="b"} 1\n', "stands there twice"),
        ('m{__x="y"} 0\n', "line 1: a label that is reserved"),  # the exporter itself ends with a panic
    ],
)
def test_what_the_exporter_cannot_serve_is_unreadable(content: str, words: str) -> None:
    """It keeps one of two samples, or dies of a label: neither is what the file says."""
    with pytest.raises(UnreadableReplyError, match=words):
        read_metrics(content)


def test_values_come_by_series() -> None:
    """Labels are sorted and empty ones left out; infinity and nan are read in any case."""
    values = read_metrics('# TYPE m gauge\nm{b="2",a="1",c=""} +5.\nm 1E3\nn -inf\nk NaN\nh{le="x"} 0\n')
    assert math.isnan(values.pop("k"))
    assert values == {'m{a="1",b="2"}': 5.0, "m": 1000.0, "n": -math.inf, 'h{le="x"}': 0.0}
    assert name_series('m { b = "2" , a="1" }') == 'm{a="1",b="2"}'
