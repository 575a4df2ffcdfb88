"""How psql is asked: on the host, as another account or in a container, never able to write."""

import re
from typing import Annotated, Protocol

from msgspec import Meta

from blackstart.checks.asking import run
from blackstart.checks.container import inside
from blackstart.checks.sql_text import NULL, Value, read_rows
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

ERROR = re.compile(r"(?:ERROR|FATAL|PANIC|error): .*")
Word = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_][\w.@-]*$")]
Database = Annotated[str, Meta(pattern=r"^[^'\\]+$")]
Port = Annotated[int, Meta(ge=1, le=65535)]
Limit = Annotated[float, Meta(gt=0, le=300)]


class Access(Protocol):
    """The parameters that say where a database is and as whom it is asked."""

    @property
    def database(self) -> str | None:
        """Its name."""

    @property
    def user(self) -> str | None:
        """The role."""

    @property
    def host(self) -> str | None:
        """Where the server is, or the directory of its socket."""

    @property
    def port(self) -> int | None:
        """The server's port."""

    @property
    def container(self) -> str | None:
        """The container that psql runs in."""

    @property
    def run_as(self) -> str | None:
        """The local account that psql runs as."""

    @property
    def sudo(self) -> bool:
        """Whether the command is run through root."""

    @property
    def limit(self) -> float:
        """The most it may take, in seconds."""


def ask_rows(access: Access, query: str) -> Steps[tuple[dict[str, Value], ...]]:
    """Put a query and return its rows."""
    as_other = access.run_as is not None and access.container is None
    reply = yield from run(*to_command(access, query), limit=access.limit, sudo=access.sudo or as_other)
    return read_answer(reply)


def to_command(access: Access, query: str) -> tuple[str, ...]:
    """Return the whole command."""
    words = to_psql(access, query)
    if access.container is None and access.run_as is not None:
        return ("runuser", "-u", access.run_as, "--", *words)
    return inside(access.container, *words, user=access.run_as)


def to_psql(access: Access, query: str) -> tuple[str, ...]:
    """Return psql's part: no start-up file, no password prompt, CSV, a session that cannot write."""
    where = [
        *(("-h", access.host) if access.host else ()),
        *(("-p", str(access.port)) if access.port else ()),
        *(("-U", access.user) if access.user else ()),
    ]
    return ("psql", "-X", "-w", "--csv", "-P", f"null={NULL}", *where, "-d", to_conninfo(access), "-c", query)


def to_conninfo(access: Access) -> str:
    """Return the connection string; the server ends the query before the transport would."""
    name = f"dbname='{access.database}' " if access.database else ""
    options = f"-c default_transaction_read_only=on -c statement_timeout={int(access.limit * 900)}"
    return f"{name}connect_timeout=5 options='{options}'"


def read_answer(reply: CommandReply) -> tuple[dict[str, Value], ...]:
    """Read psql's answer. Its message is the line that says ERROR; others only point at it."""
    if reply.exit_code != 0:
        lines = (reply.stderr.strip() or "no message").splitlines()
        said = next((found[0] for found in map(ERROR.search, lines) if found), lines[-1])
        raise UnreadableReplyError(f"psql, exit {reply.exit_code}: {said}")
    return read_rows(reply.stdout)
