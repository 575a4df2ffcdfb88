"""What a PostgreSQL database answers to a query, for an expectation over its rows."""

import re

from blackstart.checks.data.psql import ASKER, Database, Limit, Port, Server, Word, ask_rows
from blackstart.checks.facts.container import ContainerName
from blackstart.checks.read_only.sql import refuse_sql
from blackstart.checks.read_only.sql_text import Value, find_columns
from blackstart.checks.spec import Spec
from blackstart.model.kind import Reading, Target
from blackstart.model.request import Steps

TIME_NOW = re.compile(
    r"\b(?:current_(?:date|time|timestamp)|localtime(?:stamp)?)\b|\b(?:now|age|(?:clock|statement|transaction)_timestamp"
    r"|timeofday)\s*\(",
    re.IGNORECASE,
)
"""What asks the server for its own time."""
FIELDS = frozenset({"row", "rows"})


class SqlReading(Reading, frozen=True):
    """The rows by column name; `row` is the only one, and empty where there are none or several.

    The columns of the only row can also be named by themselves: `days_behind <= 2`.
    """

    rows: tuple[dict[str, Value], ...]
    row: dict[str, Value]


class Sql(Spec, frozen=True):
    """A query in a read-only session; `expect` says what its rows must be.

    It is one SELECT (or WITH, VALUES, TABLE, SHOW) that calls only listed functions of the server's own, and names
    each table with its schema (`public.jobs`). The role, by default `blackstart`, is proven in the same session to
    be no superuser and to have no other power; else nothing is asked, which is a gap. psql runs on the host, as
    `run_as` (through root) where the server trusts a local account, or in `container`.
    How fresh data are is one line: `SELECT current_date - max(day) AS days_behind FROM public.daily`
    with `expect: days_behind >= 0 && days_behind <= 2`; an empty table (null) is unreadable.
    """

    name = "sql"
    reading = SqlReading
    shorthand = "query"
    needs_expect = True
    example = "sql: {database: app, query: 'SELECT count(*) AS late FROM public.jobs'}  # expect: late == 0"
    faults = ("answer_rows_wrong",)

    query: str
    database: Database = "postgres"
    user: Word = ASKER
    host: Server | None = None
    port: Port | None = None
    container: ContainerName | None = None
    run_as: Word | None = None
    sudo: bool = False
    limit: Limit = 10.0

    def __post_init__(self) -> None:
        """Refuse a query that is not read-only, and columns that would hide the reading's fields."""
        reason = refuse_sql(self.query)
        if reason:
            raise ValueError(f"query: {reason}")
        hidden = sorted(self.columns() & FIELDS)
        if hidden:
            raise ValueError(f"query: a column may not be called {hidden[0]!r}, which is a field of the reading")

    def rests_on_clock(self) -> bool:
        """Tell whether the query asks the server for its own time."""
        return TIME_NOW.search(self.query) is not None

    def columns(self) -> frozenset[str]:
        """Return the columns an expectation may name by themselves."""
        return find_columns(self.query)

    def steps(self, target: Target) -> Steps[SqlReading]:
        """Put the query."""
        rows = yield from ask_rows(self, self.query)
        return SqlReading(rows=rows, row=rows[0] if len(rows) == 1 else {})
