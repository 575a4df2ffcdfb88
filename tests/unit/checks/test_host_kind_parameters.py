"""Parameters that fit their types and still cannot be meant are refused, with the mend."""

from typing import Any

import msgspec
import pytest

from blackstart.checks.table import find_kind

DIGEST = "0e6ef511d8279cbe816b3596bdda9302016f5e29f6d16814b84ea7cbc12b3ffe"
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("cron_entries", {}, "give `require` or `forbid`"),
    ("cron_entries", {"require": [" "]}, "an empty text stands in every entry"),
    ("disk", {"max_used": 90}, "`max_used` is a ratio"),
    ("disk", {"path": "/", "max_inodes_used": 0}, "`max_inodes_used` is a ratio"),
    ("docker_container", {"container": "a", "settled": "soon"}, "is no duration"),
    ("systemd_state", {"settled": "soon"}, "is no duration"),
    ("systemd_unit", {"unit": "a", "settled": "0s"}, "is no duration"),
    ("docker_container", {"container": "a", "pattern": "("}, "is no regular expression"),
    ("docker_container", {"container": "a", "pattern": "x*"}, "matches an empty line"),
    ("docker_container", {"container": "a", "pattern": "x", "since": "6 hours"}, "is no duration"),
    ("file_digest", {"directory": "etc", "names": ["a"]}, "matching regex"),
    ("file_digest", {"directory": "/etc", "names": []}, "give either `path`"),
    ("file_digest", {"path": "/a", "directory": "/etc", "names": ["a"]}, "give either `path`"),
    ("file_digest", {"directory": "/etc", "names": ["a"], "sha256": DIGEST}, "of one file"),
    ("file_digest", {"path": "/a", "names": ["a"], "sha256": DIGEST}, "give either `path`"),
    ("file_digest", {"directory": "/etc", "names": ["/a"]}, "matching regex"),
    ("file_digest", {"directory": "/etc", "names": ["a/../b"]}, "matching regex"),
    ("file_digest", {"directory": "/etc", "names": ["it's"]}, "matching regex"),
    ("file_digest", {"directory": "/etc", "names": ["a"], "same_as": ""}, "length >= 1"),
    ("file_digest", {"path": "/a"}, "give `sha256` or `same_as`"),
    ("file_digest", {"path": "/a", "sha256": "abc"}, "64 hexadecimal digits"),
    ("file_digest", {"path": "/a", "sha256": DIGEST, "same_as": "/a"}, "the file itself"),
    ("file_stat", {"path": "/a", "mode": "rw"}, "in quotes"),
    ("file_stat", {"path": "/a", "exists": False, "owner": "root"}, "must not be there"),
    ("journal", {"since": "yesterday"}, "is no duration"),
    ("journal", {"patterns": ["("]}, "is no regular expression"),
    ("journal", {"patterns": ["a*"]}, "matches an empty line"),
    ("journal", {"explained": {"sdz": " "}}, "say why 'sdz' is no damage"),
    ("journal", {"explained": {"a*": "harmless"}}, "matches an empty line"),
    ("journal", {"unit": "a.service", "container": "a"}, "different places"),
    ("memory", {"min_available": 5}, "`min_available` is a ratio"),
    ("memory", {"max_swap_used": -0.1}, "`max_swap_used` is a ratio"),
    ("mounts", {"present": ["srv"]}, "absolute path"),
    ("mounts", {"writable": ["/srv/"]}, "without a slash at its end"),
    ("mounts", {"writable": ["/srv"], "read_only": ["/srv"]}, "is in `writable` and in `read_only`"),
    ("processes", {}, "give `match`"),
    ("processes", {"max_stuck": 0, "max": 1}, "`min` and `max` count what `match` finds"),
    ("processes", {"match": "a", "min": 3, "max": 2}, "no number of processes is both"),
    ("processes", {"match": "("}, "is no regular expression"),
    ("systemd_unit", {"unit": "a", "state": "any"}, "name `properties`"),
    ("systemd_unit", {"unit": "a*", "properties": {"MemoryMax": 5}}, "a glob takes `state: any`"),
    ("systemd_unit", {"unit": "a b", "state": "any", "properties": {"MemoryMax": 5}}, "is no name of one unit"),
    (
        "systemd_unit",
        {"unit": "a", "state": "any", "properties": {"MemoryMax": 5}, "enabled": True},
        "only `properties`",
    ),
    ("systemd_unit", {"unit": "actions.runner.*"}, "is no name of one unit"),
    ("systemd_unit", {"unit": "a b"}, "is no name of one unit"),
    ("systemd_unit", {"unit": "-H"}, "is no name of one unit"),
    ("systemd_unit", {"unit": ""}, "is no name of one unit"),
    ("report", {"path": "/a.prom", "require": {"a b": "> 0"}}, "is no series"),
    ("report", {"path": "/a.prom", "require": {'a{b="c': "> 0"}}, "is no series"),
    ("report", {"path": "/a.prom", "require": {"a": "0"}}, "is no comparison"),
    ("report", {"path": "/a.prom", "require": {"a": "!= NaN"}}, "compares with no number"),
    ("report", {"path": "/a.prom", "every": {"a": "0"}}, "is no comparison"),
]


@pytest.mark.parametrize(("kind", "params", "message"), REFUSED)
def test_parameters_that_cannot_be_meant_are_refused(kind: str, params: dict[str, Any], message: str) -> None:
    """The message reaches whoever wrote the baseline."""
    with pytest.raises(msgspec.ValidationError, match=message):
        msgspec.convert(params, find_kind(kind))


@pytest.mark.parametrize("path", ["/", "/srv/data"])
def test_absolute_paths_are_mount_points(path: str) -> None:
    """The root is the only path that ends in a slash."""
    assert msgspec.convert({"present": [path]}, find_kind("mounts"))
