"""Whether a Redis server answers PING."""

import re
from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from blackstart.checks.asking import run, succeeded
from blackstart.checks.container import ContainerName, inside
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

ERROR_REPLY = re.compile(r"[A-Z]{4,} .*")
"""A Redis error begins with its code in capitals: NOAUTH, LOADING, MASTERDOWN, BUSY."""


class RedisReading(Reading, frozen=True):
    """The server's answer: `PONG`, or an error reply."""

    answer: str


class RedisPing(Spec, frozen=True):
    """The server answers PONG. With `noauth_ok` it may ask for authentication instead."""

    name = "redis_ping"
    reading = RedisReading
    shorthand = "host"
    example = "redis_ping: {port: 6379}"

    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65535)] = 6379
    container: ContainerName | None = None
    sudo: bool = False
    noauth_ok: bool = False

    def steps(self, target: Target) -> Steps[RedisReading]:
        """Send PING with redis-cli, on the host or in the container."""
        argv = inside(self.container, "redis-cli", "-h", self.host, "-p", str(self.port), "ping")
        reply = yield from run(*argv, sudo=self.sudo)
        return read_answer(reply)

    def findings(self, reading: RedisReading) -> Iterator[Finding]:
        """Demand PONG; a server that wants a password is alive, but not proven to serve."""
        guarded = reading.answer.startswith("NOAUTH ")
        seen = f"authentication wanted ({reading.answer})" if guarded else reading.answer
        yield Finding(
            holds=reading.answer == "PONG" or (guarded and self.noauth_ok),
            expected=f"Redis at {self.host}:{self.port} to answer PONG",
            seen=seen,
        )


def read_answer(reply: CommandReply) -> RedisReading:
    """Read what the server said; what redis-cli itself says went to stderr."""
    answer = reply.stdout.strip()
    if answer == "PONG":
        succeeded(reply)
    elif not ERROR_REPLY.fullmatch(answer):
        raise UnreadableReplyError(f"redis-cli: {succeeded(reply).stdout[:80]!r} is no answer to PING")
    return RedisReading(answer=answer)
