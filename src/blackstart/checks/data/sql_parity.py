"""Whether two tables hold the same number of rows between the same dates."""

import re
from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.checks.data.psql import ASKER, Database, Limit, Port, Server, Word, ask_rows
from blackstart.checks.facts.container import ContainerName
from blackstart.checks.read_only.sql import refuse_sql
from blackstart.checks.read_only.sql_text import Value
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import UnreadableReplyError
from blackstart.model.request import Steps

Name = Annotated[str, Meta(pattern=r"^(?:\w+|\"[^\"]+\")(?:\.(?:\w+|\"[^\"]+\"))?$")]
"""A table or a column as SQL writes it, perhaps with its schema; quoted where it must be."""
WITH_SCHEMA = re.compile(r"(?:\w+|\"[^\"]+\")\..*")
COLUMN = "{date}"
LEAST = 2


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One side: its rows, and its first and last date (null where it has none)."""

    source: str
    count: int
    earliest: str | None
    latest: str | None


class ParityReading(Reading, frozen=True):
    """The sides as they were at one moment; `count`, `earliest`, `latest` are null where the sides differ.

    Equal sides are not fresh ones: both can have stopped on the same day.
    """

    sides: tuple[Side, ...]
    count: int | None
    earliest: str | None
    latest: str | None


class SqlParity(Spec, frozen=True):
    """The `tables` (each with its column of dates) have as many rows, and the same first and last date.

    No rows never pass. `where` restricts all of them alike, `{date}` standing for the column:
    `"{date} >= date_trunc('month', current_date)"`. In place of tables, `queries` by name each
    give one row with the columns count, earliest and latest. All is one statement, so an
    import in between is seen by all sides or by none. A table without a schema is one of `public`;
    a query names it, as `where` does. psql is run as the kind `sql` does.
    """

    name = "sql_parity"
    reading = ParityReading
    shorthand = "tables"
    example = "sql_parity: {database: app, tables: {daily_sales: day, monthly_sales: sold_on}}"
    faults = ("answer_rows_wrong",)

    tables: dict[Name, Name] = msgspec.field(default_factory=dict)
    queries: dict[str, str] = msgspec.field(default_factory=dict)
    where: str | None = None
    database: Database = "postgres"
    user: Word = ASKER
    host: Server | None = None
    port: Port | None = None
    container: ContainerName | None = None
    run_as: Word | None = None
    sudo: bool = False
    limit: Limit = 10.0

    def __post_init__(self) -> None:
        """Refuse one side alone, and text that is not read-only or would end its bracket."""
        if bool(self.tables) == bool(self.queries):
            raise ValueError("give either `tables` or `queries`")
        if len(self.tables or self.queries) < LEAST:
            raise ValueError("name at least two sides to compare")
        if self.where is not None and (self.queries or COLUMN not in self.where):
            raise ValueError("where: names {date}, the column of each of the `tables`")
        for text in (self.where or "", *self.queries.values()):
            if is_unbalanced(text):
                raise ValueError(f"a bracket, quote or comment in {text!r} reaches beyond its end")
        for text in (*self.queries.values(), self.statement()):
            reason = refuse_sql(text)
            if reason:
                raise ValueError(f"the query made of it: {reason}")

    def statement(self) -> str:
        """Return the one statement that asks for all sides."""
        sources = self.queries or {table: self.query_of(table, column) for table, column in self.tables.items()}
        return " UNION ALL ".join(
            f"SELECT {place} AS side, count::bigint AS count,"  # noqa: S608  # the pack's own query, read-only
            " earliest::text AS earliest, latest::text AS latest"
            f" FROM ({query.strip().removesuffix(';')}) AS s{place}"
            for place, query in enumerate(sources.values())
        )

    def query_of(self, table: str, column: str) -> str:
        """Return the query for one table; a moment is cut to its date."""
        where = f" WHERE {self.where.replace(COLUMN, column)}" if self.where is not None else ""
        source = table if WITH_SCHEMA.fullmatch(table) else f"public.{table}"
        return (
            f"SELECT count(*) AS count, min({column})::date AS earliest,"  # noqa: S608  # names match `Name`
            f" max({column})::date AS latest"
            f" FROM {source}{where}"
        )

    def steps(self, target: Target) -> Steps[ParityReading]:
        """Ask for all sides at once."""
        rows = yield from ask_rows(self, self.statement())
        return read_parity(tuple(self.queries or self.tables), rows)

    def findings(self, reading: ParityReading) -> Iterator[Finding]:
        """Compare counts, then both bounds where there is anything; a side without rows or dates never holds."""
        names = ("count", "earliest", "latest") if all(side.count for side in reading.sides) else ("count",)
        for name in names:
            values = [getattr(side, name) for side in reading.sides]
            yield Finding(
                holds=bool(values[0]) and len(set(values)) == 1,
                expected=f"the same {name}, and some, on all sides",
                seen=", ".join(f"{side.source} {getattr(side, name)}" for side in reading.sides),
            )


def is_unbalanced(text: str) -> bool:
    """Tell whether a bracket, a quote or a comment of the text could swallow what follows it."""
    depth = 0
    quote = ""
    for letter, following in zip(text, [*text[1:], ""], strict=False):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter == "$" or letter + following in ("--", "/*"):
            return True
        else:
            depth += {"(": 1, ")": -1}.get(letter, 0)
            if depth < 0:
                return True
    return bool(quote) or depth != 0


def read_parity(sources: tuple[str, ...], rows: tuple[dict[str, Value], ...]) -> ParityReading:
    """Read one row for each side."""
    by_place = {row.get("side"): row for row in rows}
    if len(rows) != len(sources) or by_place.keys() != set(range(len(sources))):
        raise UnreadableReplyError(f"{len(rows)} rows for {len(sources)} sides: each gives exactly one")
    sides = tuple(read_side(source, by_place[place]) for place, source in enumerate(sources))
    return ParityReading(
        sides=sides,
        count=sides[0].count if len({side.count for side in sides}) == 1 else None,
        earliest=sides[0].earliest if len({side.earliest for side in sides}) == 1 else None,
        latest=sides[0].latest if len({side.latest for side in sides}) == 1 else None,
    )


def read_side(source: str, row: dict[str, Value]) -> Side:
    """Read one side's row."""
    count = row.get("count")
    if not isinstance(count, int) or isinstance(count, bool):
        raise UnreadableReplyError(f"{source}: {count!r} is no count")
    return Side(source=source, count=count, earliest=read_bound(row, "earliest"), latest=read_bound(row, "latest"))


def read_bound(row: dict[str, Value], name: str) -> str | None:
    """Read a date; what looks like a number is kept as its text."""
    if name not in row:
        raise UnreadableReplyError(f"no column {name}")
    value = row[name]
    return None if value is None else str(value)
