"""Parity, freshness, logins, and what no query can do, against a real PostgreSQL."""

import re
import subprocess

import msgspec
import pytest
from integration.kinds.looking import conclude
from integration.kinds.servers import run

from blackstart.checks.data.postgres_ready import PostgresReady
from blackstart.checks.data.sql import Sql
from blackstart.checks.read_only.psql_session import FORM, PROOF, write_conninfo
from blackstart.checks.read_only.sql_functions import BEFORE_BRACKET, FUNCTIONS
from blackstart.model.outcome import Outcome

SAME = "a_rows > 0 && a_rows == b_rows && a_first != null && a_first == b_first && a_latest == b_latest"
SINCE = "current_date - 10"


def ask_parity(one: str, other: str, since: str) -> str:
    """Return one statement for the rows and dates of two tables since a day, as docs/databases.md shows it."""
    sides = (
        f"LATERAL (SELECT count(*) AS rows, min({column})::date AS first, max({column})::date AS latest"  # noqa: S608  # as above
        f" FROM public.{table} WHERE {column} >= start.day) AS {name}"
        for name, (table, column) in zip("ab", (side.split(" ", 1) for side in (one, other)), strict=True)
    )
    columns = ", ".join(f"{name}.{value} AS {name}_{value}" for value in ("rows", "first", "latest") for name in "ab")
    return f"SELECT {columns} FROM (SELECT {since} AS day) AS start, {', '.join(sides)}"  # noqa: S608  # the test's own


@pytest.mark.parametrize(
    ("one", "other", "since", "outcome"),
    [
        ("daily day", 'monthly "sold on"', "date '2000-01-01'", Outcome.PASS),
        ("daily day", 'monthly "sold on"', SINCE, Outcome.PASS),
        ("daily day", "short day", SINCE, Outcome.BLOCKED),
        ("daily day", "nothing day", SINCE, Outcome.BLOCKED),
        ("nothing day", "nothing day", SINCE, Outcome.BLOCKED),
    ],
)
async def test_parity_of_tables(database: str, one: str, other: str, since: str, outcome: Outcome) -> None:
    """Equal sides pass; one day less, an empty side and two empty sides do not."""
    spec = Sql(query=ask_parity(one, other, since), host=database)
    assert (await conclude(spec, SAME)).outcome is outcome


@pytest.mark.parametrize(
    ("table", "outcome"), [("daily", Outcome.PASS), ("nothing", Outcome.BLOCKED), ("ahead", Outcome.BLOCKED)]
)
async def test_freshness_in_one_line(database: str, table: str, outcome: Outcome) -> None:
    """Days behind pass within their limits; no rows are unreadable, and a date ahead is not fresh."""
    query = f"SELECT current_date - max(day) AS days_behind FROM public.{table}"  # noqa: S608  # the test's own tables
    spec = msgspec.convert({"query": query, "host": database}, Sql)
    assert (await conclude(spec, "days_behind >= 0 && days_behind <= 2")).outcome is outcome


SYNTAX = frozenset(
    [
        "cast",
        "coalesce",
        "greatest",
        "least",
        "nullif",
        "grouping",
        "extract",
        "trim",
        "current_time",
        "current_timestamp",
        "localtime",
        "localtimestamp",
        "character",
        "decimal",
        "float",
        "varying",
    ]
)
"""Listed words that are grammar, and no function of that name."""


def ask_server(database: str, query: str) -> set[str]:
    """Return the lines that the server's owner is told."""
    return set(run("psql", "-X", "-At", "-h", database, "-U", "postgres", "-c", query).splitlines())


def test_listed_functions_are_the_servers_own(database: str) -> None:
    """Each is in pg_catalog; no word that may stand before a bracket is a function there."""
    known = ask_server(database, "SELECT proname FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace")
    assert FUNCTIONS - known <= SYNTAX
    assert not BEFORE_BRACKET & known


@pytest.mark.parametrize(
    ("user", "power"), [("postgres", "superuser"), ("writes_files", "pg_write"), ("replicates", "(rep")]
)
async def test_role_with_powers_is_asked_nothing(database: str, user: str, power: str) -> None:
    """The gap names the role and its power, and how to make one without."""
    spec = msgspec.convert({"query": "SELECT 1 AS one", "host": database, "user": user}, Sql)
    verdict = await conclude(spec, "one == 1")
    assert (verdict.outcome, verdict.cause) == (Outcome.BLOCKED, "not read-only")
    assert f"asked as {user}" in verdict.reason
    assert power in verdict.reason
    assert "CREATE ROLE blackstart LOGIN" in verdict.reason


async def test_what_somebody_else_made_cannot_stand_in(database: str) -> None:
    """A function and an operator that fit better than the server's own are not found (CVE-2018-1058)."""
    query = "SELECT count(*) AS found FROM public.names WHERE lower(name) = 'a' AND name = name"
    spec = msgspec.convert({"query": query, "host": database}, Sql)
    verdict = await conclude(spec, "found == 1")
    assert verdict.outcome is Outcome.PASS, verdict.reason


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("INSERT INTO public.daily VALUES (current_date)", "read-only transaction"),
        ("SELECT n FROM public.counter", "read-only transaction"),
        ("SELECT set_config('transaction_read_only', 'off', false)", "before any query"),
        ("SELECT pg_read_file('/etc/passwd')", "permission denied"),
        ("COPY public.daily TO PROGRAM 'true'", "permission denied|must be superuser"),
        ("SELECT pg_reload_conf()", "permission denied"),
        ("SELECT lo_import('/etc/passwd')", "permission denied"),
        ("SELECT (10.0::float8).pg_sleep", "statement timeout"),
    ],
)
def test_session_stops_what_the_list_would_let_through(database: str, query: str, said: str) -> None:
    """The list is one fence; the session and the role stand behind it."""
    words = (*FORM, "-h", database, "-U", "blackstart", "-d", write_conninfo("postgres", 1.0), "-c", PROOF, "-c", query)
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert re.search(said, done.stderr)


@pytest.mark.parametrize("query", ["SELECT (4.0::float8).sqrt", "SELECT x.sqrt FROM abs(4.0::float8) AS x"])
def test_a_dot_calls_a_function(database: str, query: str) -> None:
    """Why a field of brackets and a function in FROM are refused: the server takes either for a call."""
    assert ask_server(database, query) == {"2"}


async def test_a_role_logs_in(database: str) -> None:
    """It finds a primary that takes writes; a standby is not there, and a superuser shows nothing."""
    assert (await conclude(PostgresReady(host=database, user="blackstart"))).outcome is Outcome.PASS
    standby = await conclude(PostgresReady(host=database, user="blackstart", recovery=True))
    assert "saw a primary" in standby.reason
    superuser = await conclude(PostgresReady(host=database, user="postgres"))
    assert "keeps connections for postgres" in superuser.reason
    nobody = await conclude(PostgresReady(host=database, user="nosuch"))
    assert 'role "nosuch" does not exist' in nobody.reason
