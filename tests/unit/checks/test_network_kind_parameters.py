"""Parameters of kinds that ask addresses, containers and databases: what is refused, and what a PASS proves."""

from typing import Any

import msgspec
import pytest

from blackstart.checks.read_only.sql_text import find_columns
from blackstart.checks.table import find_kind
from blackstart.model.kind import Proof


@pytest.mark.parametrize(
    ("kind", "params", "message"),
    [
        ("http", {"url": "www.example.org"}, "must begin with http://"),
        ("http", {"url": "file:///etc/passwd"}, "must begin with http://"),
        ("http", {"url": "http://a/", "status": []}, "name at least one code"),
        ("http", {"url": "http://a/", "contains": ""}, "an empty text stands in every body"),
        ("http", {"url": "http://a/", "tries": 11}, "tries"),
        ("tcp", {"banner": "("}, "banner '\\(' is not a regular expression"),
        ("tcp", {"banner": "(SSH)*"}, "matches an empty line"),
        ("tcp", {"port": 0}, "port"),
        ("ping", {"max_loss": 1}, "max_loss"),
        ("docker_container", {"container": "--all"}, "container"),
        ("redis_ping", {"container": "a b"}, "container"),
        ("postgres_clusters", {"cluster": "main"}, "cluster"),
        ("prometheus_rules", {"require": []}, "require"),
        ("alert_post", {"url": "http://a/", "status": []}, "status"),
        ("command", {"argv": []}, "argv"),
        ("command", {"argv": ["true"], "exit": []}, "exit"),
        ("sql", {"query": "DROP TABLE a"}, "query: a query begins with SELECT"),
        ("sql", {"query": "SELECT 1; SELECT 2"}, "query: a query may not hold '; "),
        ("sql", {"query": "SELECT count(*) AS rows FROM a"}, "may not be called 'rows'"),
        ("sql", {"query": "SELECT 1 AS one", "database": "a' options='"}, "database"),
        ("sql", {"query": "SELECT 1 AS one", "run_as": "-x"}, "run_as"),
    ],
)
def test_parameter_is_refused(kind: str, params: dict[str, Any], message: str) -> None:
    """What could never hold, always hold, or do something else is refused when the baseline loads."""
    with pytest.raises(msgspec.ValidationError, match=message):
        msgspec.convert(params, find_kind(kind))


@pytest.mark.parametrize(
    ("kind", "params", "proof"),
    [
        ("ping", {}, Proof.PING),
        ("arp", {}, Proof.LINK),
        ("tcp", {}, Proof.PORT),
        ("tcp", {"port": 22}, Proof.PORT),
        ("tcp", {"port": 443}, None),
        ("ssh_login", {}, Proof.LOGIN),
        ("http", {"url": "http://a/"}, None),
    ],
)
def test_pass_proves(kind: str, params: dict[str, Any], proof: Proof | None) -> None:
    """A kind proves a rung of its host, or nothing; a port that is not SSH's proves no way to the login."""
    assert msgspec.convert(params, find_kind(kind)).proof() == proof


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("SELECT current_date - max(day)::date AS days_behind FROM daily", {"days_behind"}),
        ("select A, t.b, c as D from t", {"a", "b", "d"}),
        ('SELECT 1 AS "Big Name", "Other"', {"Big Name", "Other"}),
        ("SELECT count(*), max(day) FROM daily", {"count", "max"}),
        ("SELECT DISTINCT region FROM daily ORDER BY region", {"region"}),
        ("WITH late AS (SELECT a AS hidden FROM t) SELECT count(*) AS n FROM late", {"n"}),
        ("SELECT (SELECT x FROM y) AS z, coalesce(a, 'b, c AS d') AS e", {"z", "e"}),
        ("SELECT 1 AS a UNION SELECT 2 AS b", {"a"}),
        ("SELECT *", set()),
        ("SELECT a + b, day::date, 1", set()),
        ("SHOW server_version", set()),
        ("TABLE pg_database", set()),
    ],
)
def test_columns_are_found(query: str, columns: set[str]) -> None:
    """Names that are plain to see are found; a column without one is left out, never guessed."""
    assert find_columns(query) == columns


def test_columns_of_a_check_are_those_of_its_query() -> None:
    """The loader asks the check which names an expectation may use."""
    sql = msgspec.convert({"query": "SELECT 1 AS one"}, find_kind("sql"))
    assert sql.columns() == {"one"}
