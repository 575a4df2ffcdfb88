"""One shell on a host, working off questions in turn."""

import asyncio
import secrets
from collections.abc import Callable

from blackstart.model.reply import Cause, CommandReply, Gap
from blackstart.transports.framing import (
    Ended,
    ErrorsEnded,
    Event,
    FrameReader,
    Overflowed,
    Ready,
    Started,
    write_preamble,
    write_question,
)
from blackstart.transports.pipe import LanePipe
from blackstart.transports.question import CAP, Question, read_status

GRACE = 3.0
"""Seconds past a question's own limit before the lane counts as stuck."""
LOGIN_LIMIT = 10.0
"""Seconds from dialling until the shell must have said that it is ready."""


class Lane:
    """A `PipeListener` that turns the stream into answers.

    `on_change` is called whenever the lane becomes ready, starts, answers or ends.
    """

    def __init__(self, on_change: Callable[["Lane"], None], clock: Callable[[], float]) -> None:
        """Start with no pipe; `attach` gives it one."""
        nonce = secrets.token_hex(16)
        self.ready = False
        self.over: Gap | None = None
        self.current: Question | None = None
        self.queue: dict[int, Question] = {}
        self.retiring = False
        self._started_at = 0.0
        self._nonce = nonce
        self._frames = FrameReader(nonce, CAP)
        self._unfinished: dict[int, tuple[int, bytes, float]] = {}
        self._errors: dict[int, bytes] = {}
        self._on_change = on_change
        self._clock = clock
        self._pipe: LanePipe | None = None
        self._alarm: asyncio.TimerHandle | None = None

    def attach(self, pipe: LanePipe) -> None:
        """Take the pipe and tell the shell how to answer."""
        self._pipe = pipe
        self._alarm = asyncio.get_running_loop().call_later(LOGIN_LIMIT, self._give_up_login)
        pipe.write(write_preamble(self._nonce) + b"".join(map(self._write, self.queue.values())))

    def put(self, questions: list[Question]) -> None:
        """Queue questions, in one write."""
        self.queue.update((question.number, question) for question in questions)
        if self._pipe is not None:
            self._pipe.write(b"".join(map(self._write, questions)))

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
        """Learn that the shell is gone."""
        if self.over is None:
            self.over = gap
            self._silence()
            self._on_change(self)

    def abandon(self, gap: Gap) -> None:
        """Give the shell up: its standard input closes, and all it started is ended."""
        self.close()
        self.ended(gap)

    def close(self) -> None:
        """Let go of the shell."""
        self._silence()
        if self._pipe is not None:
            self._pipe.close()

    async def wait_closed(self) -> None:
        """Wait until the shell is gone."""
        if self._pipe is not None:
            await self._pipe.wait_closed()

    def _write(self, question: Question) -> bytes:
        return write_question(question.number, question.argv, question.request.limit)

    def _handle(self, event: Event) -> None:
        match event:
            case Ready():
                self.ready = True
                self._silence()
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

    def _start(self, number: int) -> None:
        """Note which question runs, and watch its time."""
        self._started_at = self._clock()
        self.current = self.queue.get(number)
        self._silence()
        if self.current is not None:
            limit = self.current.request.limit + GRACE
            self._alarm = asyncio.get_running_loop().call_later(limit, self._give_up, self.current)
        self._on_change(self)

    def _end_output(self, number: int, status: int, output: bytes) -> None:
        self._silence()
        self.current = None
        if number in self.queue:
            self._unfinished[number] = (status, output, self._clock() - self._started_at)
            self._finish(number)

    def _finish(self, number: int) -> None:
        """Answer a question once both of its streams are complete."""
        if number not in self._unfinished or number not in self._errors:
            return
        status, output, elapsed = self._unfinished.pop(number)
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
        question = self.queue.pop(number, None)
        if question is not None:
            self.current = None
            detail = f"more than {CAP} bytes"
            question.answer(Gap(cause=Cause.TOO_LARGE, detail=detail, at=self._clock()))
        self.abandon(Gap(cause=Cause.CONNECTION_LOST, detail="closed after too large an answer"))

    def _give_up(self, question: Question) -> None:
        """Answer for a command that neither ends nor can be ended on its host."""
        self.queue.pop(question.number, None)
        self.current = None
        detail = f"no end within {question.request.limit:g} s, and it could not be stopped"
        question.answer(Gap(cause=Cause.TIME_LIMIT, detail=detail, at=self._clock(), elapsed=question.request.limit))
        self.abandon(Gap(cause=Cause.CONNECTION_LOST, detail="closed after a stuck command"))

    def _give_up_login(self) -> None:
        self.abandon(Gap(cause=Cause.LOGIN_HUNG, detail=f"no shell within {LOGIN_LIMIT:g} s of connecting"))

    def _silence(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
