"""The one way psql is run: a session that cannot write, by a role that is shown to have no power, then the query."""

import re

from blackstart.checks.read_only.sql import refuse_sql
from blackstart.checks.read_only.sql_text import NULL

POWERS = (
    "pg_write_server_files",
    "pg_read_server_files",
    "pg_execute_server_program",
    "pg_signal_backend",
    "pg_write_all_data",
    "pg_checkpoint",
    "pg_maintain",
    "pg_create_subscription",
)
"""Roles of the server's own that let their members do more than read (PostgreSQL 22.5)."""
MAY_ACT_AS = "pg_has_role(session_user, oid, 'MEMBER') OR pg_has_role(current_user, oid, 'MEMBER')"
PROOF = (
    "SELECT asked_as, read_only, recovery, CASE WHEN powers IS NULL AND read_only THEN 'none'"  # noqa: S608  # a fixed text
    " ELSE CAST(CAST('refused: ' || asked_as || ' is ' || coalesce(powers, 'in a session that can write') AS integer)"
    " AS text) END AS powers FROM (SELECT session_user AS asked_as,"
    " CAST(current_setting('transaction_read_only') AS boolean) AS read_only, pg_is_in_recovery() AS recovery,"
    " (SELECT CASE WHEN bool_or(rolsuper AND rolname IN (session_user, current_user)) THEN 'superuser'"
    " ELSE string_agg(rolname || CASE WHEN rolsuper THEN ' (superuser)' WHEN rolreplication THEN ' (replication)'"
    " WHEN rolcreaterole THEN ' (createrole)' WHEN rolcreatedb THEN ' (createdb)' ELSE '' END, ', ') END"
    f" FROM pg_roles WHERE ({MAY_ACT_AS}) AND (rolsuper OR rolreplication OR rolcreaterole OR rolcreatedb"
    f" OR rolname IN ({', '.join(map(repr, POWERS))}))) AS powers) AS asker"
)
"""Says who asks, and ends the session with an error, before the query, where that role could do more than read."""
REFUSED = re.compile(r'"refused: (.+) is (.+)"')
"""What the error quotes, whatever the language of the rest."""
LOGIN = (
    "SELECT session_user AS asked_as, pg_catalog.pg_is_in_recovery() AS recovery,"
    " CAST(pg_catalog.current_setting('default_transaction_read_only') AS pg_catalog.bool) AS read_only,"
    " pg_catalog.bool_or(rolsuper OR rolname = 'pg_use_reserved_connections') AS reserved FROM pg_catalog.pg_roles"
    " WHERE rolname = session_user OR (rolname = 'pg_use_reserved_connections'"
    " AND pg_catalog.pg_has_role(session_user, oid, 'MEMBER'))"
)
"""Asks what an application finds when it has logged in; the session is not told to be read-only, so that this shows.

Whom the server keeps connections for is told too: such a role gets in where no application does.
"""
FORM = ("psql", "-X", "-w", "-1", "-v", "ON_ERROR_STOP=1", "--csv", "-P", f"null={NULL}")
"""No start-up file, no password prompt, one transaction that ends at its first error."""
SAFE = "-c default_transaction_read_only=on -c standard_conforming_strings=on -c search_path=pg_catalog"
"""Settings of the session. No function, operator or type but the server's own is found by a bare name."""
NAMED = r"dbname='[^'\\]+' connect_timeout=5 client_encoding=UTF8"
READING = re.compile(rf"{NAMED} options='{re.escape(SAFE)} -c statement_timeout=\d+'")
LOGGING_IN = re.compile(NAMED)
PLACE = {"-h": re.compile(r"[\w./:%-]+"), "-p": re.compile(r"\d+"), "-U": re.compile(r"[A-Za-z0-9_][\w.@-]*")}
"""Where the server is and who asks, in this order, each at most once."""


def write_conninfo(database: str, limit: float | None) -> str:
    """Return the connection string; with a limit (seconds) the server ends a statement before the transport would."""
    options = "" if limit is None else f" options='{SAFE} -c statement_timeout={int(limit * 900)}'"
    return f"dbname='{database}' connect_timeout=5 client_encoding=UTF8{options}"


def refuse_psql(argv: tuple[str, ...]) -> str | None:
    """Return why this is not psql as it is run here, or None where it is. `argv` is all behind the program."""
    reason = "psql is run only as the kinds `sql` and `postgres_ready` run it"
    words = list(argv)
    if words[: len(FORM) - 1] != list(FORM[1:]):
        return reason
    del words[: len(FORM) - 1]
    for option, allowed in PLACE.items():
        if words[:1] == [option]:
            if len(words) < 2 or not allowed.fullmatch(words[1]):  # noqa: PLR2004  # the option and its value
                return reason
            del words[:2]
    match words:
        case ["-d", conninfo, "-c", proof, "-c", query] if READING.fullmatch(conninfo) and proof == PROOF:
            return refuse_sql(query)
        case ["-d", conninfo, "-c", question] if LOGGING_IN.fullmatch(conninfo) and question == LOGIN:
            return None
        case _:
            return reason
