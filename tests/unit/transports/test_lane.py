"""A lane hears two streams that keep no order between them, and answers each question all the same."""

import asyncio
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from blackstart.model.reply import CommandReply, Gap, Reply
from blackstart.model.request import HttpRequest, RunCommand
from blackstart.testing.fake import FixedClock
from blackstart.transports.curl import to_curl
from blackstart.transports.lane import Lane
from blackstart.transports.pending_command import PendingCommand

COMMANDS, GETS = 3, 3


class Pipe:
    """Takes what a lane tells its shell."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.told = b""

    def write(self, data: bytes) -> None:
        """Keep it."""
        self.told += data

    def close(self) -> None:
        """Nothing to close."""

    async def wait_closed(self) -> None:
        """Nothing to wait for."""


def make_questions() -> list[PendingCommand]:
    """Return some commands, and some GETs that one curl makes."""
    commands = [PendingCommand(number, RunCommand(argv=("id", str(number)))) for number in range(COMMANDS)]
    gets = [HttpRequest(url=f"http://a/{number}") for number in range(GETS)]
    return [*commands, *(PendingCommand(COMMANDS + number, to_curl(get), get) for number, get in enumerate(gets))]


def write_streams(nonce: str) -> tuple[list[bytes], list[bytes]]:
    """Return what a host sends on its two streams: first the GETs, then the commands."""
    output, errors = [f"\n{nonce}!\n"], [f"\n{nonce}!\n"]
    for number in range(COMMANDS, COMMANDS + GETS):
        output += [f"\n{nonce}+{number}\n", f"answer {number}", f"\n{nonce}-{number} 0\n"]
        errors += [f"error {number}", f"\n{nonce}-{number} 0\n"]
    output.append(f"\n{nonce}={COMMANDS}\n")
    errors.append(f"\n{nonce}={COMMANDS}\n")
    for number in range(COMMANDS):
        output += [f"\n{nonce}+{number}\n", f"answer {number}", f"\n{nonce}-{number} {number}\n"]
        errors += [f"error {number}", f"\n{nonce}-{number} {number}\n"]
    return [part.encode() for part in output], [part.encode() for part in errors]


def merge(lane: Lane, streams: tuple[list[bytes], list[bytes]], order: Iterator[bool]) -> None:
    """Feed both streams, each in its order, one part of this or that at a time."""
    output, errors = (list(parts) for parts in streams)
    while output or errors:
        if output and (not errors or next(order, True)):
            lane.output_received(output.pop(0))
        else:
            lane.errors_received(errors.pop(0))


async def hear(order: list[bool]) -> list[Reply | Gap]:
    """Put the questions and return the answers that come of one order of the streams."""
    lane, questions = Lane(lambda _: None, FixedClock(1000.0)), make_questions()
    pipe = Pipe()
    lane.attach(pipe)
    lane.put(questions)
    nonce = pipe.told.split(b"N=", 1)[1].split()[0].decode()
    merge(lane, write_streams(nonce), iter(order))
    assert lane.idle
    lane.close()
    return [question.future.result() for question in questions]


@given(order=st.lists(st.booleans(), max_size=60))
def test_any_order_of_the_two_streams_gives_the_same_answers(order: list[bool]) -> None:
    """Each answer has its own output, errors and status, however late one stream is."""
    for number, reply in enumerate(asyncio.run(hear(order))):
        status = number if number < COMMANDS else 0
        assert isinstance(reply, CommandReply), reply
        assert (reply.stdout, reply.stderr, reply.exit_code) == (f"answer {number}", f"error {number}", status)
