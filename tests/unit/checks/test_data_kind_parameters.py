"""Parameters of kinds about data, backups and alerts: what is refused, and how values compare."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from blackstart.checks.reading.comparison import Demand, meets, require_demand, say_demand
from blackstart.checks.reading.json_path import follow_path
from blackstart.checks.reading.zone import find_zone, read_moment
from blackstart.checks.table import find_kind
from blackstart.model.reply import UnreadableReplyError

URL = "http://a/"
REPO = {"repository": "/r", "password_file": "/p"}


@pytest.mark.parametrize(
    ("kind", "params", "message"),
    [
        ("sql", {"query": "SELECT 1; DELETE FROM a"}, "may not hold '; DELETE"),
        ("sql", {"query": "SELECT 1 WHERE pg_sleep(9) IS NULL"}, "may not call 'pg_sleep'"),
        ("sql", {"query": "DROP TABLE a"}, "a query begins with SELECT"),
        ("sql", {"query": "SELECT 1 AS row"}, "may not be called 'row'"),
        ("sql", {"query": "SELECT 1", "host": "127.0.0.1 user=postgres"}, "regex"),
        ("sql", {"query": "SELECT 1", "database": "a' options='"}, "regex"),
        ("postgres_ready", {"recovery": True}, "name its `user`"),
        ("postgres_ready", {"database": "app"}, "name its `user`"),
        ("postgres_ready", {"run_as": "blackstart"}, "name its `user`"),
        ("postgres_ready", {"user": "a b"}, "regex"),
        ("http", {"url": URL, "require": {"a": ">= x"}}, "require: a: '>= x' compares with no number"),
        ("http", {"url": URL, "require": {"a": "= 1"}}, "compares with no number"),
        ("http", {"url": URL, "require": {"a": " "}}, "an empty text demands nothing"),
        ("http", {"url": URL, "require": {"a..b": 1}}, "regex"),
        ("http", {"url": URL, "limit": 0}, "limit"),
        ("http", {"url": URL, "limit": 61}, "limit"),
        ("alert_post", {"url": "a"}, "must begin with http://"),
        ("alert_post", {"url": URL, "arrives_at": "a"}, "must begin with http://"),
        ("alert_post", {"url": URL, "arrives_at": URL, "body": [{"labels": {}}]}, "give both or neither"),
        ("alert_post", {"url": URL, "body": [{"labels": {"a": "{mark}"}}]}, "give both or neither"),
        ("alert_post", {"url": URL, "limit": 61}, "limit"),
        ("prometheus_rules", {"require": ["a"], "labels": ["a b"]}, "labels"),
        ("prometheus_targets", {"min_jobs": 0}, "min_jobs"),
        ("rule_parity", {"files": []}, "files"),
        ("rule_parity", {"files": ["-f"]}, "files"),
        ("report", {"url": "a", "state": {}}, "must begin with http://"),
        ("report", {"url": URL}, "demands nothing"),
        ("report", {"argv": ["s"]}, "demands nothing"),
        ("report", {"url": URL, "state": {"waiting": ["a"]}}, "give both or neither"),
        ("report", {"url": URL, "state": {"window": "14:00-21:30"}}, "give both or neither"),
        ("report", {"url": URL, "state": {"waiting": ["a"], "window": "2pm-9pm"}}, "write one as in '14:00-21:30'"),
        ("report", {"url": URL, "state": {"waiting": ["a"], "window": "14:00-24:00"}}, "write one as in"),
        ("report", {"url": URL, "state": {"waiting": ["a"], "window": "14:00-14:00"}}, "write one as in"),
        ("report", {"url": URL, "state": {}, "timezone": "Mars/Olympus"}, "timezone 'Mars/Olympus' is not known here"),
        ("report", {"url": URL, "state": {}, "timezone": "../../etc/passwd"}, "is not known here"),
        ("report", {"path": "/s", "rows": {"word": "fresh"}}, "members"),
        ("report", {"path": "/s", "rows": {"word": "fresh", "members": []}}, "members"),
        ("report", {"path": "/s", "rows": {"word": "fresh", "members": ["a"], "least": {"b": 1}}}, "none of `members`"),
        ("report", {"require": {"a": 0}}, "give one of `path`, `argv` and `url`"),
        ("report", {"path": "/s", "argv": ["s"]}, "give one of `path`, `argv` and `url`"),
        ("report", {"path": "/s", "require": {"a": "< b"}}, "compares with no number"),
        ("report", {"path": "/s", "max_days": 1}, "name its value in `stated`"),
        ("report", {"path": "/s", "every": {"a": "> 0"}}, "are for metrics"),
        ("report", {"path": "/s", "reader": "a"}, "are for metrics"),
        ("report", {"path": "/s", "format": "metrics"}, "only files whose names end in .prom"),
        ("report", {"url": URL, "format": "metrics"}, "are asked of Prometheus"),
        ("report", {"path": "/s.prom", "state": {}}, "metrics have no `rows` and no `state`"),
        ("restic_snapshots", {"repository": "/r"}, "password_file"),
        ("restic_snapshots", {"password_file": "/p"}, "give either `repository` or `repository_file`"),
        ("restic_snapshots", {**REPO, "repository_file": "/f"}, "give either `repository` or `repository_file`"),
        ("restic_snapshots", {**REPO, "repository": "rest:https://a:b@c/"}, "regex"),
        ("restic_snapshots", {**REPO, "repository": "rclone::sftp,ssh=id:x"}, "regex"),
        ("rclone_listing", {"remote": ":local:/etc"}, "regex"),
        ("rclone_listing", {"remote": "a,ssh=id:x"}, "regex"),
        ("rclone_listing", {"remote": "a:", "include": ["--rc"]}, "include"),
        ("marker_files", {"directory": "/d", "names": []}, "names"),
        ("marker_files", {"directory": "/d", "names": ["../x"]}, "names"),
        ("marker_files", {"directory": "/d", "names": [".."]}, "names"),
        ("marker_files", {"directory": "d", "names": ["a"]}, "directory"),
    ],
)
def test_parameter_is_refused(kind: str, params: dict[str, Any], message: str) -> None:
    """What could never hold, always hold, or do something else is refused when the baseline loads."""
    with pytest.raises(msgspec.ValidationError, match=message.replace("(", r"\(")):
        msgspec.convert(params, find_kind(kind))


@pytest.mark.parametrize(
    ("value", "demand", "holds"),
    [
        (6, 6, True),
        (6.0, 6, True),
        (6, "== 6", True),
        (7, ">= 6", True),
        (5, ">= 6", False),
        ("6", 6, False),
        ("6", "6", True),
        (True, 1, False),
        (1, True, False),
        (True, True, True),
        (True, "== 1", False),
        (None, "!= 1", False),
        (msgspec.UNSET, "!= 1", False),
        (float("nan"), "!= 1", False),
        (10**400, ">= 1", True),
        ("ok", "ok", True),
        ("OK", "ok", False),
        ("b", ("a", "b"), True),
        ("c", ("a", "b"), False),
        ([1], 1, False),
    ],
)
def test_value_meets_its_demand(value: object, demand: Demand, *, holds: bool) -> None:
    """Types count: what merely looks like the value demanded is not it, and absence meets nothing."""
    assert meets(value, demand) is holds


def test_demand_is_said_and_checked() -> None:
    """A demand reads as the right side of a sentence; a list is checked through."""
    assert say_demand(("ok", ">= 6", True)) == "== 'ok' or >= 6 or == true"
    with pytest.raises(ValueError, match="compares with no number"):
        require_demand("a", ("ok", ">= six"))


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("a.b", 1),
        ("a.c", None),
        ("l.1", "y"),
        ("l.2", msgspec.UNSET),
        ("l.-1", msgspec.UNSET),
        ("a.b.c", msgspec.UNSET),
        ("x", msgspec.UNSET),
    ],
)
def test_path_leads_to_what_is_there(path: str, found: object) -> None:
    """Null is something that is there; what is not there is told from it."""
    assert follow_path({"a": {"b": 1, "c": None}, "l": ["x", "y"]}, path) == found


def test_moment_is_read_in_its_zone() -> None:
    """A time without an offset is local to the zone; one with an offset says where it is itself."""
    midnight = datetime(2026, 6, 26, 16, tzinfo=UTC).timestamp()
    assert read_moment("2026-06-27 00:00:00", find_zone("Asia/Taipei")) == midnight
    assert read_moment("2026-06-26T16:00:00Z", find_zone("Asia/Taipei")) == midnight
    with pytest.raises(UnreadableReplyError, match="not a date with a time"):
        read_moment("2026-06-26", find_zone("UTC"))


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-27 00:00:00 +0800",
        "2026-06-27 00:00:00.000000000 +0800",
        "2026-06-27T00:00+08:00",
        "2026-06-27 00:00:00,000+08",
        "2026-06-26 16:00:00 UTC",
        "2026-06-26T16:00:00.5Z",
        "2026-06-27 00:00:00 CST",
    ],
)
def test_moment_is_read_with_its_offset(text: str) -> None:
    """As `date`, `stat`, `git` and log libraries print it; CST is what the zone calls itself."""
    at = read_moment(text, find_zone("Asia/Taipei"))
    assert int(at) == datetime(2026, 6, 26, 16, tzinfo=UTC).timestamp()


@pytest.mark.parametrize("text", ["2026-06-27 00:00:00 EST", "2026-06-27 00:00:00 PDT", "2026-06-27 00:00:00 X +08"])
def test_moment_of_another_zone_is_not_guessed(text: str) -> None:
    """An abbreviation is many zones, so it is unreadable where the zone does not call itself so."""
    with pytest.raises(UnreadableReplyError, match="not"):
        read_moment(text, find_zone("Asia/Taipei"))
