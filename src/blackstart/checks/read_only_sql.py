"""Which SQL a probe may send, and through which connection string."""

import re

QUERY = re.compile(r"\s*(?:SELECT|WITH|SHOW|TABLE|VALUES|EXPLAIN)\b", re.IGNORECASE)
NEVER = re.compile(r"[\\;]|\bu&|\banaly[sz]e\b", re.IGNORECASE)
"""psql's own commands, a second statement, names spelt in escapes, and EXPLAIN that runs its statement."""
ACTING = re.compile(
    r"\b(?:set_config|setval|nextval|dblink\w*|query_to_\w+|cursor_to_\w+|xpath_table"
    r"|lo_(?:import|export|creat|create|unlink|put|open|from_bytea|truncate)"
    r"|pg_file_(?:write|sync|rename|unlink|read)|pg_replication_(?:slot_|origin_(?!status))\w*"
    r"|pg_(?:terminate|cancel|reload|rotate|switch|create|drop|promote|stat_reset|stat_force|backup_st|start_backup"
    r"|stop_backup|wal_replay|advisory|try_advisory|notify|logical|sleep|read_|import|export|copy|sync|log_)\w*)\b",
    re.IGNORECASE,
)
"""Functions that act, wait or read the server's files although the transaction is read-only (PostgreSQL 9.27)."""
CONNINFO = re.compile(
    r"(?:(?:dbname|connect_timeout|application_name)=(?:'[^'\\]*'|[^\s'\\]+) )*"
    r"options='-c default_transaction_read_only=on(?: -c statement_timeout=\d+)?'"
)
"""The last `options` wins in a conninfo, so there may be one only and it comes last."""


def refuse_sql(query: str) -> str | None:
    """Return why the text is not one read-only query, or None where it is."""
    body = query.strip().removesuffix(";")
    if not QUERY.match(body):
        return "a query begins with SELECT, WITH, SHOW, TABLE, VALUES or EXPLAIN"
    found = NEVER.search(body) or ACTING.search(body)
    return f"a query may not hold {found[0]!r}" if found else None


def is_query(query: str) -> bool:
    """Tell whether psql may be given this text."""
    return refuse_sql(query) is None
