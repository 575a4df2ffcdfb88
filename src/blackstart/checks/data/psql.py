"""How psql is asked: on the host, as another account or in a container, by a role that can only read."""

import re
from typing import Annotated, Protocol

from msgspec import Meta

from blackstart.checks.asking import run
from blackstart.checks.facts.container import inside
from blackstart.checks.read_only.psql_session import FORM, PROOF, REFUSED, write_conninfo
from blackstart.checks.read_only.sql_text import Value, read_records, read_rows
from blackstart.model.reply import Cause, CommandReply, Gap, GapError, UnreadableReplyError
from blackstart.model.request import Steps

ERROR = re.compile(r"(?:ERROR|FATAL|PANIC|error): .*")
Word = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_][\w.@-]*$")]
Database = Annotated[str, Meta(pattern=r"^[^'\\]+$")]
Server = Annotated[str, Meta(pattern=r"^[\w./:%][\w./:%-]*$")]
Port = Annotated[int, Meta(ge=1, le=65535)]
Limit = Annotated[float, Meta(gt=0, le=300)]
ASKER = "blackstart"
"""The role that asks unless another is named; docs/databases.md says how to make it."""
MAKE = "make a role that only reads (CREATE ROLE blackstart LOGIN; GRANT pg_read_all_data TO blackstart) and ask as it"
PROVEN = 2
"""Lines of the proof: its header, and who asks."""
MENDS = (
    (r"role \"[^\"]*\" does not exist", MAKE),
    (r"relation \"[^\".]*\" does not exist", "name each table with its schema, as public.NAME"),
    (r"Peer authentication failed", "run_as: the local account that has the role's name"),
    (r"no password supplied", "give the account that asks a line in ~/.pgpass, or let it in by pg_hba.conf"),
    (
        r"permission denied for",
        "GRANT SELECT on it to the role that asks, or pg_read_all_data",
    ),
)
"""What the server says in English, and what mends it."""


class Access(Protocol):
    """The parameters that say where a database is and as whom it is asked."""

    @property
    def database(self) -> str:
        """Its name."""

    @property
    def user(self) -> str:
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
    """Put a query and return its rows. A role that could do more than read is asked nothing: that is a gap."""
    words = ("-d", write_conninfo(access.database, access.limit), "-c", PROOF, "-c", query)
    return read_answer((yield from ask_psql(access, *words)))


def ask_psql(access: Access, *words: str) -> Steps[CommandReply]:
    """Run psql as the parameters say, with these further words."""
    as_other = access.run_as is not None and access.container is None
    return (yield from run(*to_command(access, *words), limit=access.limit, sudo=access.sudo or as_other))


def to_command(access: Access, *words: str) -> tuple[str, ...]:
    """Return the whole command."""
    psql = (*FORM, *to_place(access), *words)
    if access.container is None and access.run_as is not None:
        return ("runuser", "-u", access.run_as, "--", *psql)
    return inside(access.container, *psql, user=access.run_as)


def to_place(access: Access) -> tuple[str, ...]:
    """Return the options that say which server is asked, and as whom."""
    return (
        *(("-h", access.host) if access.host else ()),
        *(("-p", str(access.port)) if access.port else ()),
        *("-U", access.user),
    )


def read_answer(reply: CommandReply) -> tuple[dict[str, Value], ...]:
    """Read psql's answer: two lines that tell who asks, then the query's own."""
    if reply.exit_code != 0:
        said = find_error(reply)
        refused = REFUSED.search(said)
        if refused:
            detail = f"asked as {refused[1]}, who can do more than read: {refused[2]}; no query was put; {MAKE}"
            raise GapError(Gap(cause=Cause.NOT_READ_ONLY, detail=detail, at=reply.at))
        raise UnreadableReplyError(f"psql, exit {reply.exit_code}: {add_mend(said)}")
    records = read_records(reply.stdout)
    proof = read_rows(records[:PROVEN])
    if len(proof) != 1 or (proof[0].get("read_only"), proof[0].get("powers")) != (True, "none"):
        raise UnreadableReplyError("psql does not tell who asks, and that the session can only read")
    return read_rows(records[PROVEN:])


def find_error(reply: CommandReply) -> str:
    """Return psql's message. It is the line that says ERROR, or psql's own; others only point at it."""
    lines = (reply.stderr.strip() or "no message").splitlines()
    own = (line.partition(": ")[2] for line in lines if line.startswith("psql: "))
    errors = (found[0] for found in map(ERROR.search, lines) if found)
    return next(errors, None) or next(own, None) or lines[-1]


def add_mend(said: str) -> str:
    """Return the message with what mends it, where that is known."""
    mend = next((mend for pattern, mend in MENDS if re.search(pattern, said)), None)
    return f"{said}; {mend}" if mend else said
