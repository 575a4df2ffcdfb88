"""What is read out of SQL and out of psql's CSV, without a server."""

import csv
import re
from io import StringIO

from blackstart.model.reply import UnreadableReplyError

Value = str | int | float | bool | None
NULL = "\N{SYMBOL FOR NULL}"
"""How psql is told to print NULL, so that it is not taken for an empty text."""

INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,17})")
FRACTION = re.compile(r"-?\d+\.\d+|-?\d+(?:\.\d+)?e[+-]\d{2,3}")
STRING = re.compile(r"'(?:[^']|'')*'")
INNERMOST = re.compile(r"\([^()]*\)")
SELECT_LIST = re.compile(
    r"\bSELECT\b(?:\s+(?:ALL|DISTINCT)\b)?(.*?)"
    r"(?:\b(?:FROM|WHERE|GROUP|HAVING|WINDOW|UNION|INTERSECT|EXCEPT|ORDER|LIMIT|OFFSET|FETCH)\b|;|\Z)",
    re.IGNORECASE | re.DOTALL,
)
ALIAS = re.compile(
    r"(?:.*\bAS\s+|(?:\w+\.)*)(?:\"(?P<quoted>[^\"]+)\"|(?P<plain>[A-Za-z_]\w*))", re.IGNORECASE | re.DOTALL
)


def find_columns(query: str) -> frozenset[str]:
    """Return the names of a query's columns that are plain to see: `... AS name`, `name`, `table.name`.

    A column without such a name is reached as `row["..."]` only.
    """
    found = SELECT_LIST.search(flatten(query))
    items = found[1].split(",") if found else ()
    matches = (ALIAS.fullmatch(item.strip()) for item in items)
    return frozenset(match["quoted"] or match["plain"].lower() for match in matches if match)


def flatten(query: str) -> str:
    """Empty all strings and brackets, so that what is left belongs to the outermost query."""
    text, count = STRING.sub("''", query), 1
    while count:
        text, count = INNERMOST.subn("", text)
    return text


def read_records(text: str) -> list[list[str]]:
    """Read `psql --csv` to records, each with its end. Raises UnreadableReplyError."""
    if text and not text.endswith("\n"):
        raise UnreadableReplyError("psql's last row has no end, so it was cut")
    try:
        return list(csv.reader(StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise UnreadableReplyError(f"not CSV: {error}") from error


def read_rows(table: list[list[str]]) -> tuple[dict[str, Value], ...]:
    """Read one answer: a header, then the rows. Raises UnreadableReplyError."""
    if not table:
        raise UnreadableReplyError("psql printed no header")
    header, *lines = table
    if len(set(header)) < len(header):
        raise UnreadableReplyError(f"two columns have one name: {', '.join(header)}; give them others with AS")
    if any(len(line) != len(header) for line in lines):
        raise UnreadableReplyError("a row has not as many fields as the header")
    return tuple(dict(zip(header, map(read_value, line), strict=True)) for line in lines)


def read_value(text: str) -> Value:
    """Read a field by its looks, as CSV has no types: whole numbers up to 18 digits, fractions, t and f."""
    if text == NULL:
        return None
    if text in ("t", "f"):
        return text == "t"
    if INTEGER.fullmatch(text):
        return int(text)
    return float(text) if FRACTION.fullmatch(text) else text
