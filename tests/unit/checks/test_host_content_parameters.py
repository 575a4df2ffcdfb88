"""Kinds for keys, processes, load, workspaces and releases refuse parameters that cannot be meant."""

from typing import Any

import msgspec
import pytest

from blackstart.checks.table import find_kind

KEY = "SHA256:K/i3ZWvUk/5GLQI0q7J6h60KhQAm3AQTgrH1FPkoNs4"
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("git_workspace", {"path": "srv/app"}, "matching regex"),
    ("git_workspace", {"path": "/srv/app", "commit": "abc"}, "matching regex"),
    ("git_workspace", {"path": "/srv/app", "user": "--login"}, "matching regex"),
    ("git_workspace", {"path": "/srv/app", "max_dirty": -1}, ">= 0"),
    ("known_hosts", {}, "give `hosts`"),
    ("known_hosts", {"hosts": ["-R"]}, "matching regex"),
    ("known_hosts", {"fingerprints": {"a": []}}, "name at least one for each host"),
    ("known_hosts", {"fingerprints": {"a": ["MD5:00"]}}, "matching regex"),
    ("known_hosts", {"hosts": ["a"], "mode": "rw"}, "in quotes"),
    ("known_hosts", {"hosts": ["a"], "unchanged_since": "yesterday"}, "is no time"),
    ("known_hosts", {"hosts": ["a"], "unchanged_since": "2026-06-13T01:21:00"}, "has no zone"),
    ("load_cause", {"runaway": "("}, "`runaway: \\(` is no regular expression"),
    ("load_cause", {"runaway": "a", "ci_processes": "b*"}, "`ci_processes: b\\*` is found in everything"),
    ("load_cause", {"runaway": "a", "ci_containers": ""}, "length >= 1"),
    ("load_cause", {"runaway": "a", "allowed": []}, "name at least one cause"),
    ("load_cause", {"runaway": "a", "allowed": ["fine"]}, "Invalid enum value"),
    ("pressure", {"max_iowait": 20}, "<= 1"),
    ("pressure", {"seconds": 0}, ">= 0.5"),
    ("processes", {"match": r"chrome \d+", "max_orphans": 0}, "is not POSIX"),
    ("processes", {"match": "(?i)chrome"}, "is not POSIX"),
    ("processes", {"match": "a+?"}, "is not POSIX"),
    ("processes", {"match": ""}, "is found in everything"),
    ("processes", {"max_zombies": 0, "max_orphans": 0}, "about what `match` finds"),
    ("processes", {"match": "a", "min_age": 5}, "give `max_orphans` too"),
    ("processes", {"match": "<defunct>$", "min": 0}, "count those with `max_zombies`"),
    ("processes", {"max_stuck": -1}, ">= 0"),
    ("release_parity", {"url": "ftp://a", "equals": "1"}, "must begin with http"),
    ("release_parity", {"url": "http://a"}, "give one of"),
    ("release_parity", {"url": "http://a", "equals": "1", "file": "/a"}, "give one of"),
    ("release_parity", {"url": "http://a", "repository": "/a", "revision": "--all"}, "matching regex"),
    ("release_parity", {"url": "http://a", "file": "/a", "pattern": ".*"}, "is found in everything"),
]
MEANT: list[tuple[str, dict[str, Any]]] = [
    ("processes", {"match": r"^(chrome|chromium)[[:space:]].*\b--headless\b", "max_groups": 2, "min": 1}),
    ("known_hosts", {"hosts": ["a"], "fingerprints": {"a": [KEY], "[192.0.2.88]:2222": [KEY]}}),
    ("known_hosts", {"hosts": ["fe80::1%eth0"], "unchanged_since": "2026-06-13T01:21:00Z", "mode": "0644"}),
    ("release_parity", {"url": "https://a", "repository": "/a", "revision": "origin/main"}),
]


@pytest.mark.parametrize(("kind", "params", "message"), REFUSED)
def test_parameters_that_cannot_be_meant_are_refused(kind: str, params: dict[str, Any], message: str) -> None:
    """The message reaches whoever wrote the baseline."""
    with pytest.raises(msgspec.ValidationError, match=message):
        msgspec.convert(params, find_kind(kind))


@pytest.mark.parametrize(("kind", "params"), MEANT)
def test_parameters_that_are_meant_are_taken(kind: str, params: dict[str, Any]) -> None:
    """Refusing odd ones must not refuse these."""
    assert msgspec.convert(params, find_kind(kind))
