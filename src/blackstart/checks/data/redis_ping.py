"""Whether a Redis server answers PING, and takes writes."""

import re
from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.checks.asking import run, succeeded
from blackstart.checks.data.redis_state import KEPT, RedisState, judge_state, read_cluster, read_state
from blackstart.checks.facts.container import ContainerName, inside
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

ERROR_REPLY = re.compile(r"[A-Z]{3,} .*")
"""A Redis error begins with its code in capitals: NOAUTH, LOADING, MASTERDOWN, BUSY, ERR."""


class RedisReading(Reading, frozen=True, omit_defaults=True):
    """The server's answer: `PONG`, or an error reply. After PONG, what `INFO` tells."""

    answer: str
    state: RedisState | None = None


class RedisPing(Spec, frozen=True):
    """The server answers PONG, is a master and takes writes; with `replica` a replica whose master is there.

    PONG alone is not enough: a replica of a dead master says it too. With `noauth_ok` the server may ask for
    authentication instead, which shows that it lives and no more.
    """

    name = "redis_ping"
    reading = RedisReading
    shorthand = "host"
    example = "redis_ping: {port: 6379}"
    blind_spots = (
        "Behind a password nothing is seen but that Redis asks for it; give the account that asks REDISCLI_AUTH.",
        "No key is written: a full disk shows only once a snapshot or the append-only file has failed.",
        "How many good replicas the server demands (min-replicas-to-write) is not told, only that there is none.",
    )
    faults = ("load_redis", "lose_master")

    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65535)] = 6379
    container: ContainerName | None = None
    sudo: bool = False
    noauth_ok: bool = False
    replica: bool = False

    def steps(self, target: Target) -> Steps[RedisReading]:
        """Send PING with redis-cli, on the host or in the container, then ask what the server says of itself."""
        reading = read_answer((yield from self.ask("ping")))
        if reading.answer != "PONG":
            return reading
        state = read_state((yield from self.ask("info", keep=KEPT)))
        if state.clustered:
            cluster = read_cluster((yield from self.ask("cluster", "info")))
            state = msgspec.structs.replace(state, cluster=cluster)
        return msgspec.structs.replace(reading, state=state)

    def ask(self, *words: str, keep: str = "") -> Steps[CommandReply]:
        """Run redis-cli."""
        argv = inside(self.container, "redis-cli", "-h", self.host, "-p", str(self.port), *words)
        return run(*argv, sudo=self.sudo, keep=keep)

    def findings(self, reading: RedisReading) -> Iterator[Finding]:
        """Demand PONG and a server that can be used; one that wants a password is alive, but not proven to serve."""
        place = f"{self.host}:{self.port}"
        guarded = reading.answer.startswith("NOAUTH ")
        yield Finding(
            holds=reading.answer == "PONG" or (guarded and self.noauth_ok),
            expected=f"Redis at {place} to answer PONG",
            seen=f"authentication wanted ({reading.answer})" if guarded else reading.answer,
        )
        if reading.state is not None:
            yield from judge_state(reading.state, place, replica=self.replica)


def read_answer(reply: CommandReply) -> RedisReading:
    """Read what the server said; what redis-cli itself says went to stderr."""
    answer = reply.stdout.strip()
    if answer == "PONG":
        succeeded(reply)
    elif not ERROR_REPLY.fullmatch(answer):
        raise UnreadableReplyError(f"redis-cli: {succeeded(reply).stdout[:80]!r} is no answer to PING")
    return RedisReading(answer=answer)
