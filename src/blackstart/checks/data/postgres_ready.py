"""Whether a PostgreSQL server accepts connections, and a role can log in and write."""

import re
from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.checks.asking import run
from blackstart.checks.data.psql import Database, Word, add_mend, ask_psql, find_error
from blackstart.checks.facts.container import ContainerName, inside
from blackstart.checks.read_only.psql_session import LOGIN, write_conninfo
from blackstart.checks.read_only.sql_text import read_records, read_rows
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

ANSWERS = ("accepting connections", "rejecting connections", "no response")
"""What pg_isready says in English, in the order of its exit codes (pg_isready(1))."""
NO_LOGIN = 2
"""psql's exit code where the server did not let it in, or went away (psql(1))."""


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """What a role found: why it was `refused`, or whether this is a standby and whether it is read-only by default."""

    refused: str = ""
    recovery: bool = False
    read_only: bool = False


class ReadyReading(Reading, frozen=True, omit_defaults=True):
    """The server's answer in pg_isready's words, and what `user` found; without it there is no `login`."""

    answer: str
    login: Login | None = None


class PostgresReady(Spec, frozen=True):
    """The server accepts connections, asked from the host or in its container.

    With `user` that role also logs in, and must find a primary that takes writes, or with `recovery` a standby.
    It is a role as applications use, without powers: the server keeps connections for those that have some. psql
    runs as the account `run_as` (through root), or in the container.
    """

    name = "postgres_ready"
    reading = ReadyReading
    shorthand = "host"
    example = "postgres_ready: {host: /var/run/postgresql, user: blackstart, run_as: blackstart}"
    blind_spots = (
        "Without `user` nobody logs in: no slot may be left, pg_hba.conf may refuse all, and it may be a standby.",
        "With `user` one role logs in to one database; others may be refused, or read-only by a setting of theirs.",
    )
    faults = ("reject", "take_slots", "become_standby")

    host: Annotated[str, Meta(pattern=r"^[\w./:%][\w./:%-]*$")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65535)] = 5432
    container: ContainerName | None = None
    sudo: bool = False
    user: Word | None = None
    database: Database = "postgres"
    run_as: Word | None = None
    recovery: bool = False

    def __post_init__(self) -> None:
        """Refuse what only a login could tell, where nobody logs in."""
        if self.user is None and (self.run_as is not None or self.recovery or self.database != "postgres"):
            raise ValueError("`run_as`, `database` and `recovery` are of a login: name its `user`")

    def steps(self, target: Target) -> Steps[ReadyReading]:
        """Ask pg_isready, then log in."""
        argv = ("pg_isready", "-h", self.host, "-p", str(self.port), "-t", "3")
        answer = read_answer((yield from run(*inside(self.container, *argv), sudo=self.sudo)))
        if self.user is None or answer != ANSWERS[0]:
            return ReadyReading(answer=answer)
        access = Way(
            host=self.host,
            port=self.port,
            container=self.container,
            sudo=self.sudo,
            user=self.user,
            database=self.database,
            run_as=self.run_as,
        )
        reply = yield from ask_psql(access, "-d", write_conninfo(self.database, None), "-c", LOGIN)
        return ReadyReading(answer=answer, login=read_login(reply))

    def findings(self, reading: ReadyReading) -> Iterator[Finding]:
        """Demand that connections are accepted, and what a login must find."""
        place = f"{self.host}:{self.port}"
        yield Finding(
            holds=reading.answer == ANSWERS[0],
            expected=f"PostgreSQL at {place} accepting connections",
            seen=reading.answer,
        )
        if reading.login is not None:
            yield from self.judge_login(reading.login, place)

    def judge_login(self, login: Login, place: str) -> Iterator[Finding]:
        """Demand that the role was let in, and found the server that is meant."""
        yield Finding(
            holds=not login.refused, expected=f"{self.user} to log in to PostgreSQL at {place}", seen=login.refused
        )
        if login.refused:
            return
        wanted, found = ("a standby" if recovery else "a primary" for recovery in (self.recovery, login.recovery))
        seen = f"{found}, which refuses writes" if login.recovery else found
        yield Finding(holds=wanted == found, expected=f"{wanted} at {place}", seen=seen)
        yield Finding(
            holds=self.recovery or not login.read_only,
            expected=f"PostgreSQL at {place} to take writes",
            seen="default_transaction_read_only is on",
        )


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """How psql is run for a login."""

    host: str | None
    port: int | None
    container: str | None
    sudo: bool
    user: str
    database: str
    run_as: str | None
    limit: float = 10.0


def read_answer(reply: CommandReply) -> str:
    """Read pg_isready's whole line, in any language; the exit code alone could be that of `docker exec`."""
    line = re.fullmatch(r"\S+:\d+ - (.+)\n", reply.stdout)
    known = reply.exit_code in range(len(ANSWERS))
    if line is None or not known or (line[1] in ANSWERS and line[1] != ANSWERS[reply.exit_code]):
        said = (reply.stderr or reply.stdout).strip() or "no message"
        raise UnreadableReplyError(f"pg_isready, exit {reply.exit_code}: {said.splitlines()[-1]}")
    return ANSWERS[reply.exit_code]


def read_login(reply: CommandReply) -> Login:
    """Read what the role found, or why the server refused it."""
    if reply.exit_code == NO_LOGIN:
        return Login(refused=add_mend(find_error(reply)))
    if reply.exit_code != 0:
        raise UnreadableReplyError(f"psql, exit {reply.exit_code}: {find_error(reply)}")
    records = read_records(reply.stdout)
    rows = read_rows(records)
    match rows[0] if len(rows) == 1 else {}:
        case {"reserved": True, "asked_as": role}:
            raise UnreadableReplyError(f"the server keeps connections for {role}: it gets in where no application does")
        case {"recovery": bool(recovery), "read_only": bool(read_only), "reserved": False}:
            return Login(recovery=recovery, read_only=read_only)
        case _:
            raise UnreadableReplyError(f"psql does not tell what it found: {reply.stdout[:80]!r}")
