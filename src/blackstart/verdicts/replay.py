"""Run a check's steps over a transcript: what was read, or why nothing was."""

from collections.abc import Callable
from typing import assert_never

import msgspec

from blackstart.model.fleet import Check
from blackstart.model.kind import Present, Reading, Target
from blackstart.model.reply import (
    Cause,
    CommandReply,
    Gap,
    GapError,
    HttpReply,
    Reply,
    SamplesReply,
    TcpReply,
    TlsReply,
    UnreadableReplyError,
)
from blackstart.model.request import Request, Steps


class Observation(msgspec.Struct, frozen=True, kw_only=True):
    """A reading or a gap; `oldest` and `newest` are when its first and last answers came (Unix seconds).

    `last` is the request that was put last, None where none was, and `answer` what came back on it. `took` is how long
    the answers took, in seconds.
    """

    outcome: Reading | Gap
    oldest: float | None = None
    newest: float | None = None
    last: Request | None = None
    answer: Reply | Gap | None = None
    took: float = 0.0


Answer = Callable[[Request], Reply | Gap]


def observe(check: Check, target: Target, answer: Answer, present: Present | None = None) -> Observation:
    """Put the check's questions to `answer` and return what it makes of them.

    `present` is what the check it follows comes to in the same run.
    """
    times: list[float] = []
    took: list[float] = []
    asked: list[tuple[Request, Reply | Gap]] = []

    def answer_dated(request: Request) -> Reply | Gap:
        reply = answer(request)
        asked.append((request, reply))
        times.append(reply.at)
        took.append(reply.elapsed)
        return reply

    outcome = conclude_steps(check.spec.steps_beside(target, present), answer_dated)
    oldest, newest = min(times, default=None), max(times, default=None)
    last, reply = asked[-1] if asked else (None, None)
    return Observation(outcome=outcome, oldest=oldest, newest=newest, last=last, answer=reply, took=round(sum(took), 6))


def conclude_steps(steps: Steps[Reading], answer: Answer) -> Reading | Gap:
    """Drive the steps to their end and return the reading, or the gap they end in."""
    try:
        return converse(steps, answer)
    except GapError as error:
        return error.gap
    except UnreadableReplyError as error:
        return Gap(cause=Cause.UNREADABLE, detail=str(error))
    except (ValueError, ArithmeticError) as error:
        # A number that is too long to convert, or too great to reckon with.
        return Gap(cause=Cause.UNREADABLE, detail=f"{type(error).__name__}: {error}")


def converse(steps: Steps[Reading], answer: Answer) -> Reading:
    """Drive the steps to their end. Raises what they raise."""
    try:
        request = next(steps)
        while True:
            request = give(steps, answer(request))
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]  # StopIteration is not generic


def give(steps: Steps[Reading], reply: Reply | Gap) -> Request:
    """Send the reply, or throw the gap, and return the next request."""
    match reply:
        case Gap():
            return steps.throw(GapError(reply))
        case CommandReply() | HttpReply() | TcpReply() | TlsReply() | SamplesReply():
            return steps.send(reply)
        case _:
            assert_never(reply)
