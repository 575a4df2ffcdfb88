"""One shell on a host, working off questions in turn."""

import asyncio
import os
from collections.abc import Callable, Iterable
from typing import assert_never

from blackstart.model.reply import Cause, CommandReply, Gap
from blackstart.transports.framing import (
    Ended,
    ErrorsEnded,
    Event,
    FrameReader,
    Overflowed,
    Ready,
    Started,
    write_batch,
    write_preamble,
)
from blackstart.transports.pipe import LanePipe
from blackstart.transports.question import CAP, Question, read_status

GRACE = 3.0
"""Seconds that standard error may end after standard output did."""
LOGIN_LIMIT = 10.0
"""Seconds from dialling until the shell must have said that it is ready."""
LOGIN = -1
"""The login's place among the alarms, beside the questions' numbers."""


class Lane:
    """A `PipeListener` that turns the stream into answers.

    `on_change` is called whenever the lane becomes ready, starts a question, is `over` (no
    more answers come) or `gone` (the far end has ended). `given_up` tells whose doing it was;
    `settled` is set once the login has come to one end or the other.
    """

    def __init__(self, on_change: Callable[["Lane"], None], clock: Callable[[], float]) -> None:
        """Start with no pipe; `attach` gives it one."""
        nonce = os.urandom(16).hex()
        self.opened_at = clock()
        self.ready = False
        self.over: Gap | None = None
        self.gone = False
        self.given_up = False
        self.retiring = False
        self.current: Question | None = None
        self.queue: dict[int, Question] = {}
        self._nonce = nonce
        self._frames = FrameReader(nonce, CAP)
        self._started_at = 0.0
        self._outputs: dict[int, tuple[int, bytes, float]] = {}
        self._errors: dict[int, bytes] = {}
        self._alarms: dict[int, asyncio.TimerHandle] = {}
        self._on_change = on_change
        self._clock = clock
        self._pipe: LanePipe | None = None
        self.settled = asyncio.Event()

    def await_login(self, limit: float) -> None:
        """Start the time for the login: the shell must be ready within so many seconds."""
        hung = Gap(cause=Cause.LOGIN_HUNG, detail=f"no shell within {limit:g} s of connecting")
        self._alarms[LOGIN] = asyncio.get_running_loop().call_later(limit, self.abandon, hung)

    @property
    def attached(self) -> bool:
        """Whether it has a pipe."""
        return self._pipe is not None

    def attach(self, pipe: LanePipe) -> None:
        """Take the pipe and tell the shell how to answer."""
        self._pipe = pipe
        if self.over is not None:
            pipe.close()
        else:
            pipe.write(write_preamble(self._nonce) + self._write(self.queue.values()))

    def put(self, questions: list[Question]) -> None:
        """Queue questions, in one write."""
        self.queue.update((question.number, question) for question in questions)
        if self._pipe is not None:
            self._pipe.write(self._write(questions))

    def take_waiting(self) -> list[Question]:
        """Give up the questions not started yet.

        The shell will put them all the same, so the lane retires after the one it is at.
        """
        self.retiring = True
        waiting = [question for question in self.queue.values() if question is not self.current]
        for question in waiting:
            del self.queue[question.number]
        return waiting

    @property
    def idle(self) -> bool:
        """Whether nothing is asked of it."""
        return self.ready and not self.queue and not self.retiring

    def output_received(self, data: bytes) -> None:
        """Take bytes of standard output."""
        for event in self._frames.feed_output(data):
            self._handle(event)

    def errors_received(self, data: bytes) -> None:
        """Take bytes of standard error."""
        for event in self._frames.feed_errors(data):
            self._handle(event)

    def ended(self, gap: Gap) -> None:
        """Learn that the far end is gone."""
        self.gone = True
        self._stop(gap)

    def abandon(self, gap: Gap) -> None:
        """Give the shell up: its standard input closes, and all it started is ended."""
        self.given_up = True
        self.close()
        self._stop(gap)

    def close(self) -> None:
        """Let go of the shell."""
        self._silence(*self._alarms)
        if self._pipe is not None:
            self._pipe.close()

    async def wait_closed(self) -> None:
        """Wait until the shell is gone."""
        if self._pipe is not None:
            await self._pipe.wait_closed()

    def _stop(self, gap: Gap) -> None:
        """Be over; the first reason counts."""
        self._silence(*self._alarms)
        self.over = self.over or gap
        self.settled.set()
        self._on_change(self)

    def _write(self, questions: Iterable[Question]) -> bytes:
        return write_batch((question.number, question.request) for question in questions)

    def _handle(self, event: Event) -> None:
        match event:
            case Ready():
                self.ready = True
                self.settled.set()
                self._silence(LOGIN)
                self._on_change(self)
            case Started(number):
                self._start(number)
            case Ended(number, status, output):
                self._end_output(number, status, output)
            case ErrorsEnded(number, output):
                if number in self.queue:
                    self._errors[number] = output
                    self._finish(number)
            case Overflowed(number):
                self._overflow(number)
            case _:
                assert_never(event)

    def _start(self, number: int) -> None:
        """Note which question runs, and watch its time."""
        self._started_at = self._clock()
        self.current = self.queue.get(number)
        if self.current is not None:
            limit = self.current.request.limit
            self._watch(limit, number, Gap(cause=Cause.TIME_LIMIT, detail=f"no end within {limit:g} s", elapsed=limit))
        self._on_change(self)

    def _end_output(self, number: int, status: int, output: bytes) -> None:
        self.current = None
        if number not in self.queue:
            return
        self._outputs[number] = (status, output, self._clock() - self._started_at)
        if number not in self._errors:
            self._watch(GRACE, number, Gap(cause=Cause.CONNECTION_LOST, detail="its standard error never ended"))
        self._finish(number)

    def _finish(self, number: int) -> None:
        """Answer a question once both of its streams are complete."""
        if number not in self._outputs or number not in self._errors:
            return
        self._silence(number)
        status, output, elapsed = self._outputs.pop(number)
        errors = self._errors.pop(number)
        question = self.queue.pop(number)
        reply = CommandReply(
            stdout=output.decode(errors="backslashreplace"),
            stderr=errors.decode(errors="backslashreplace"),
            exit_code=status,
            at=self._clock(),
            elapsed=elapsed,
        )
        question.answer(read_status(question.request, reply))
        if self.retiring and not self.queue:
            self.abandon(Gap(cause=Cause.CONNECTION_LOST, detail="retired"))

    def _overflow(self, number: int) -> None:
        gap = Gap(cause=Cause.TOO_LARGE, detail=f"more than {CAP} bytes", elapsed=self._clock() - self._started_at)
        self._give_up(number, gap)

    def _give_up(self, number: int, gap: Gap) -> None:
        """Answer for a command that is to be ended, and end it together with the lane."""
        self.current = None
        question = self.queue.pop(number, None)
        if question is not None:
            question.answer(Gap(cause=gap.cause, detail=gap.detail, at=self._clock(), elapsed=gap.elapsed))
        self.abandon(Gap(cause=Cause.CONNECTION_LOST, detail="closed to end a command"))

    def _watch(self, seconds: float, number: int, gap: Gap) -> None:
        """Give up on the question after so many seconds, in place of an earlier alarm."""
        self._silence(number)
        self._alarms[number] = asyncio.get_running_loop().call_later(seconds, self._give_up, number, gap)

    def _silence(self, *names: int) -> None:
        for name in names:
            alarm = self._alarms.pop(name, None)
            if alarm is not None:
                alarm.cancel()
