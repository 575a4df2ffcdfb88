"""One shell on a host, working off questions in turn."""

import asyncio
import os
from collections.abc import Callable
from functools import partial
from typing import assert_never

from blackstart.model.reply import Cause, Gap
from blackstart.transports.alarms import LOGIN, REMINDER, Alarms
from blackstart.transports.batches import Batches
from blackstart.transports.framing import (
    Ended,
    ErrorsEnded,
    Event,
    FrameReader,
    GroupEnded,
    Overflowed,
    Ready,
    Started,
)
from blackstart.transports.heard import Heard
from blackstart.transports.pending_command import CAP, PendingCommand, read_status
from blackstart.transports.pipe import LanePipe

GRACE = 3.0
"""Seconds that standard error may end after standard output did."""
LOGIN_LIMIT = 10.0
"""Seconds from dialling until the shell must have said that it is ready."""


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
        self.current: PendingCommand | None = None
        self.queue: dict[int, PendingCommand] = {}
        self._frames = FrameReader(nonce, CAP)
        self._heard: dict[int, Heard] = {}
        self._batches = Batches(nonce)
        self._alarms = Alarms()
        self._on_change = on_change
        self._clock = clock
        self._pipe: LanePipe | None = None
        self.settled = asyncio.Event()

    def await_login(self, limit: float) -> None:
        """Start the time for the login: the shell must be ready within so many seconds."""
        hung = Gap(cause=Cause.LOGIN_HUNG, detail=f"no shell within {limit:g} s of connecting")
        self._alarms.set(LOGIN, limit, partial(self.abandon, hung))

    def remind(self, seconds: float, act: Callable[[], None]) -> None:
        """Call `act` after so many seconds, in place of what was to be called before."""
        self._alarms.set(REMINDER, seconds, act)

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
            pipe.write(self._batches.open() + self._batches.write(self.queue.values()))

    def put(self, questions: list[PendingCommand]) -> None:
        """Queue questions, in one write."""
        self.queue.update((question.number, question) for question in questions)
        if self._pipe is not None:
            self._pipe.write(self._batches.write(questions))

    def take_waiting(self) -> list[PendingCommand]:
        """Give up the questions not started yet.

        The shell will put them all the same, so the lane retires after the one it is at.
        """
        self.retiring = True
        waiting = [question for question in self.queue.values() if question is not self.current]
        for question in waiting:
            del self.queue[question.number]
            self._heard.pop(question.number, None)
            self._alarms.silence(question.number)
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
        self._alarms.clear()
        if self._pipe is not None:
            self._pipe.close()

    async def wait_closed(self) -> None:
        """Wait until the shell is gone."""
        if self._pipe is not None:
            await self._pipe.wait_closed()

    def _stop(self, gap: Gap) -> None:
        """Be over; the first reason counts."""
        self._alarms.clear()
        self.over = self.over or gap
        self.settled.set()
        self._on_change(self)

    def _handle(self, event: Event) -> None:
        match event:
            case Ready():
                self.ready = True
                self.settled.set()
                self._alarms.silence(LOGIN)
                self._on_change(self)
            case Started(number):
                self._start(number)
            case Ended(number, status, output):
                self._end_output(number, status, output)
            case ErrorsEnded(number, output):
                self._end_errors(number, output)
            case Overflowed(number):
                self._overflow(number)
            case GroupEnded(first):
                self._end_group(first)
            case _:
                assert_never(event)

    def _start(self, number: int) -> None:
        """Note which question runs, and watch its time. Of what runs already, the other stream told."""
        heard = self._heard.get(number)
        if heard is not None and (heard.started_at is not None or heard.ended_at is not None):
            return
        self.current = self.queue.get(number)
        if self.current is not None:
            heard = self._heard.setdefault(number, Heard())
            heard.started_at = self._clock()
            limit = self.current.request.limit
            self._watch(limit, number, Gap(cause=Cause.TIME_LIMIT, detail=f"no end within {limit:g} s", elapsed=limit))
        self._on_change(self)

    def _end(self, number: int) -> Heard | None:
        """Note that a question runs no more, and return what was heard of it, unless it was moved elsewhere."""
        if self.current is not None and self.current.number == number:
            self.current = None
        heard = self._heard.get(number) if number in self.queue else None
        if heard is not None and heard.ended_at is None:
            heard.ended_at = self._clock()
            self._alarms.silence(number)
        return heard

    def _end_output(self, number: int, status: int, output: bytes) -> None:
        heard = self._end(number)
        if heard is None:
            return
        heard.status, heard.output = status, output
        if heard.errors is None:
            self._watch(GRACE, number, Gap(cause=Cause.CONNECTION_LOST, detail="its standard error never ended"))
        self._finish(number, heard)

    def _end_errors(self, number: int, output: bytes) -> None:
        """Take a question's errors, which may arrive before anything else is heard of it.

        Of GETs made together they end first: curl buffers the end of its output.
        """
        grouped, after = self._batches.find_after(number)
        if number in self.queue:
            heard = self._heard.setdefault(number, Heard())
            heard.errors = output
            if grouped:
                self._end(number)
            self._finish(number, heard)
        if after is not None:
            self._start(after)

    def _end_group(self, first: int) -> None:
        """Put again, each by itself, what a curl did not answer that is too old to tell one GET from another."""
        unanswered = [self.queue[number] for number in self._batches.end_group(first) if number in self.queue]
        for question in unanswered:
            self._end(question.number)
            self._alarms.silence(question.number)
            self._heard.pop(question.number, None)
        if unanswered and self._pipe is not None:
            self._batches.ask_singly()
            self._pipe.write(self._batches.write(unanswered))

    def _finish(self, number: int, heard: Heard) -> None:
        """Answer a question once both of its streams are complete."""
        if heard.output is None or heard.errors is None:
            return
        self._alarms.silence(number)
        del self._heard[number]
        question = self.queue.pop(number)
        question.answer(read_status(question.request, heard.to_reply(self._clock())))
        if self.retiring and not self.queue:
            self.abandon(Gap(cause=Cause.CONNECTION_LOST, detail="retired"))

    def _overflow(self, number: int) -> None:
        heard = self._heard.get(number)
        elapsed = heard.lasted(self._clock()) if heard is not None else 0.0
        self._give_up(number, Gap(cause=Cause.TOO_LARGE, detail=f"more than {CAP} bytes", elapsed=elapsed))

    def _give_up(self, number: int, gap: Gap) -> None:
        """Answer for a command that is to be ended, and end it together with the lane."""
        self.current = None
        question = self.queue.pop(number, None)
        if question is not None:
            question.answer(Gap(cause=gap.cause, detail=gap.detail, at=self._clock(), elapsed=gap.elapsed))
        self.abandon(Gap(cause=Cause.CONNECTION_LOST, detail="closed to end a command"))

    def _watch(self, seconds: float, number: int, gap: Gap) -> None:
        """Give up on the question after so many seconds, in place of an earlier alarm."""
        self._alarms.set(number, seconds, partial(self._give_up, number, gap))
