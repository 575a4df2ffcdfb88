"""What a PostgreSQL database answers to a query, for an expectation over its rows."""

import re
from typing import Annotated

from msgspec import Meta

from blackstart.checks.asking import run
from blackstart.checks.container import ContainerName, inside
from blackstart.checks.read_only_sql import refuse_sql
from blackstart.checks.spec import Spec
from blackstart.checks.sql_text import NULL, Value, find_columns, read_rows
from blackstart.model.kind import Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

ERROR = re.compile(r"(?:ERROR|FATAL|PANIC|error): .*")
FIELDS = frozenset({"row", "rows"})
Word = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_][\w.@-]*$")]


class SqlReading(Reading, frozen=True):
    """The rows by column name; `row` is the only one, and empty where there are none or several.

    The columns of the only row can also be named by themselves: `days_behind <= 2`.
    """

    rows: tuple[dict[str, Value], ...]
    row: dict[str, Value]


class Sql(Spec, frozen=True):
    """A query in a read-only session; `expect` says what its rows must be.

    psql runs on the host, as `run_as` (through root) where the server trusts a local
    account, or in `container`. It never asks for a password and reads no start-up file.
    """

    name = "sql"
    reading = SqlReading
    shorthand = "query"
    needs_expect = True
    example = "sql: {database: app, query: 'SELECT count(*) AS late FROM jobs WHERE NOT done'}  # expect: late == 0"

    query: str
    database: Annotated[str, Meta(pattern=r"^[^'\\]+$")] | None = None
    user: Word | None = None
    host: str | None = None
    port: Annotated[int, Meta(ge=1, le=65535)] | None = None
    container: ContainerName | None = None
    run_as: Word | None = None
    sudo: bool = False
    limit: Annotated[float, Meta(gt=0, le=300)] = 10.0

    def __post_init__(self) -> None:
        """Refuse a query that is not read-only, and columns that would hide the reading's fields."""
        reason = refuse_sql(self.query)
        if reason:
            raise ValueError(f"query: {reason}")
        hidden = sorted(self.columns() & FIELDS)
        if hidden:
            raise ValueError(f"query: a column may not be called {hidden[0]!r}, which is a field of the reading")

    def columns(self) -> frozenset[str]:
        """Return the columns an expectation may name by themselves."""
        return find_columns(self.query)

    def steps(self, target: Target) -> Steps[SqlReading]:
        """Put the query."""
        as_other = self.run_as is not None and self.container is None
        reply = yield from run(*self.command(), limit=self.limit, sudo=self.sudo or as_other)
        rows = read_answer(reply)
        return SqlReading(rows=rows, row=rows[0] if len(rows) == 1 else {})

    def command(self) -> tuple[str, ...]:
        """Return the whole command."""
        if self.container is None and self.run_as is not None:
            return ("runuser", "-u", self.run_as, "--", *self.psql())
        return inside(self.container, *self.psql(), user=self.run_as)

    def psql(self) -> tuple[str, ...]:
        """Return psql's part: no start-up file, no password prompt, CSV, a session that cannot write."""
        where = [
            *(("-h", self.host) if self.host else ()),
            *(("-p", str(self.port)) if self.port else ()),
            *(("-U", self.user) if self.user else ()),
        ]
        return ("psql", "-X", "-w", "--csv", "-P", f"null={NULL}", *where, "-d", self.conninfo(), "-c", self.query)

    def conninfo(self) -> str:
        """Return the connection string; the server ends the query before the transport would."""
        name = f"dbname='{self.database}' " if self.database else ""
        options = f"-c default_transaction_read_only=on -c statement_timeout={int(self.limit * 900)}"
        return f"{name}connect_timeout=5 options='{options}'"


def read_answer(reply: CommandReply) -> tuple[dict[str, Value], ...]:
    """Read psql's answer. Its message is the line that says ERROR; others only point at it."""
    if reply.exit_code != 0:
        lines = (reply.stderr.strip() or "no message").splitlines()
        said = next((found[0] for found in map(ERROR.search, lines) if found), lines[-1])
        raise UnreadableReplyError(f"psql, exit {reply.exit_code}: {said}")
    return read_rows(reply.stdout)
