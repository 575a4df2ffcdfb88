"""Whether a PostgreSQL server accepts connections."""

import re
from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from blackstart.checks.asking import run
from blackstart.checks.container import ContainerName, inside
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

ANSWER = re.compile(r".* - (accepting connections|rejecting connections|no response)\n?")
ANSWERED = {"accepting connections": 0, "rejecting connections": 1, "no response": 2}
"""What pg_isready prints, and the exit code that goes with it (pg_isready(1))."""


class ReadyReading(Reading, frozen=True):
    """The server's answer in pg_isready's words; it rejects connections while it starts."""

    answer: str


class PostgresReady(Spec, frozen=True):
    """The server accepts connections, asked from the host or in its container."""

    name = "postgres_ready"
    reading = ReadyReading
    shorthand = "host"
    example = "postgres_ready: {port: 5432}"

    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65535)] = 5432
    container: ContainerName | None = None
    sudo: bool = False

    def steps(self, target: Target) -> Steps[ReadyReading]:
        """Ask pg_isready."""
        argv = ("pg_isready", "-h", self.host, "-p", str(self.port), "-t", "3")
        reply = yield from run(*inside(self.container, *argv), sudo=self.sudo)
        return read_answer(reply)

    def findings(self, reading: ReadyReading) -> Iterator[Finding]:
        """Demand that connections are accepted."""
        yield Finding(
            holds=reading.answer == "accepting connections",
            expected=f"PostgreSQL at {self.host}:{self.port} accepting connections",
            seen=reading.answer,
        )


def read_answer(reply: CommandReply) -> ReadyReading:
    """Read pg_isready's line. The exit code alone could be that of `docker exec`."""
    line = ANSWER.fullmatch(reply.stdout)
    if line is None or ANSWERED[line[1]] != reply.exit_code:
        said = (reply.stderr or reply.stdout).strip() or "no message"
        raise UnreadableReplyError(f"pg_isready, exit {reply.exit_code}: {said.splitlines()[-1]}")
    return ReadyReading(answer=line[1])
