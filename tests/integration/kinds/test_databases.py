"""Parity and freshness against a real PostgreSQL."""

import msgspec
import pytest
from integration.kinds.looking import conclude

from blackstart.checks.sql import Sql
from blackstart.checks.sql_parity import SqlParity
from blackstart.model.outcome import Outcome

THIS_MONTH = "{date} >= current_date - 10"


@pytest.mark.parametrize(
    ("tables", "where", "outcome"),
    [
        ({"daily": "day", "public.monthly": '"sold on"'}, None, Outcome.PASS),
        ({"daily": "day", "monthly": '"sold on"'}, THIS_MONTH, Outcome.PASS),
        ({"daily": "day", "short": "day"}, None, Outcome.BLOCKED),
        ({"daily": "day", "nothing": "day"}, None, Outcome.BLOCKED),
        ({"nothing": "day", "ahead": "day"}, "{date} < current_date", Outcome.BLOCKED),
    ],
)
async def test_parity_of_tables(database: str, tables: dict[str, str], where: str | None, outcome: Outcome) -> None:
    """Equal sides pass; one day less, an empty side and two empty sides do not."""
    spec = SqlParity(tables=tables, where=where, host=database, user="postgres")
    assert (await conclude(spec)).outcome is outcome


async def test_parity_of_queries(database: str) -> None:
    """Queries of one's own are compared in one statement."""
    query = "SELECT count(*) AS count, min(day) AS earliest, max(day) AS latest FROM daily;"
    spec = SqlParity(queries={"a": query, "b": query}, host=database, user="postgres")
    verdict = await conclude(spec, "count == 40")
    assert verdict.outcome is Outcome.PASS, verdict.reason


@pytest.mark.parametrize(
    ("table", "outcome"), [("daily", Outcome.PASS), ("nothing", Outcome.BLOCKED), ("ahead", Outcome.BLOCKED)]
)
async def test_freshness_in_one_line(database: str, table: str, outcome: Outcome) -> None:
    """Days behind pass within their limits; no rows are unreadable, and a date ahead is not fresh."""
    query = f"SELECT current_date - max(day) AS days_behind FROM {table}"  # noqa: S608  # the test's own tables
    spec = msgspec.convert({"query": query, "host": database, "user": "postgres"}, Sql)
    assert (await conclude(spec, "days_behind >= 0 && days_behind <= 2")).outcome is outcome
