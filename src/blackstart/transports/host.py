"""Commands on one host: one connection, one framed script, more lanes only for stragglers."""

import asyncio
from collections.abc import Callable
from itertools import count

from blackstart.checks.read_only import refuse
from blackstart.model.reply import Cause, Gap, Reply
from blackstart.model.request import Request, RunCommand
from blackstart.transports.lane import Lane
from blackstart.transports.pipe import Dial
from blackstart.transports.question import Question

PATIENCE = 0.3
"""Seconds a command may hold up those behind it before they move to another lane."""
MOST_LANES = 6
"""OpenSSH allows 10 sessions on a connection (sshd_config, MaxSessions)."""
REDIALS = 3
MEMORY = 2.0
"""Seconds for which a failed login also answers for further questions."""


class HostTransport:
    """A `Transport` for commands. All questions put in one turn of the loop go down together."""

    def __init__(self, dial: Dial, clock: Callable[[], float], extra: tuple[tuple[str, ...], ...] = ()) -> None:
        """Open lanes with `dial`; `extra` extends the table of read-only commands."""
        self._dial = dial
        self._clock = clock
        self._extra = extra
        self._numbers = count()
        self._lanes: list[Lane] = []
        self._gone: list[Lane] = []
        self._waiting: list[Question] = []
        self._flushing = False
        self._dialling: set[asyncio.Task[None]] = set()
        self._failure: tuple[float, Gap] | None = None
        self._redials = 0
        self._closed = False

    async def ask(self, request: Request) -> Reply | Gap:
        """Put one command to the host."""
        if not isinstance(request, RunCommand):
            return Gap(cause=Cause.NOT_PERMITTED, detail="a host is asked commands only", at=self._clock())
        if reason := refuse(request.argv, self._extra):
            return Gap(cause=Cause.NOT_READ_ONLY, detail=reason, at=self._clock())
        if self._failure is not None and self._clock() - self._failure[0] < MEMORY:
            return self._failure[1]
        question = Question(next(self._numbers), request)
        self._waiting.append(question)
        self._schedule()
        return await question.future

    async def close(self) -> None:
        """End every lane; questions still open are answered as interrupted."""
        self._closed = True
        gap = Gap(cause=Cause.INTERRUPTED, at=self._clock())
        for task in self._dialling:
            task.cancel()
        for question in self._waiting:
            question.answer(gap)
        for lane in self._lanes:
            lane.close()
            for question in lane.queue.values():
                question.answer(gap)
        await asyncio.gather(*(lane.wait_closed() for lane in (*self._lanes, *self._gone)))

    def _schedule(self) -> None:
        if not self._flushing:
            self._flushing = True
            asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        """Send what is waiting down a free lane, or open one."""
        self._flushing = False
        if not self._waiting or self._closed:
            return
        lane = next((lane for lane in self._lanes if lane.idle), None)
        if lane is None:
            staying = [lane for lane in self._lanes if not lane.retiring]
            lane = min(staying, key=lambda lane: len(lane.queue)) if staying else self._open()
        elif all(other.idle for other in self._lanes):
            self._redials = 0
        self._waiting.sort(key=lambda question: question.request.heavy)
        lane.put(self._waiting)
        self._waiting = []

    def _open(self) -> Lane:
        lane = Lane(self._changed, self._clock)
        self._lanes.append(lane)
        task = asyncio.get_running_loop().create_task(self._connect(lane))
        self._dialling.add(task)
        task.add_done_callback(self._dialling.discard)
        return lane

    async def _connect(self, lane: Lane) -> None:
        lane.attach(await self._dial(lane))

    def _changed(self, lane: Lane) -> None:
        """Follow a lane's life: requeue after a loss, spill over when it is slow."""
        if lane.over is not None:
            self._lose(lane, lane.over)
        elif lane.current is not None and len(lane.queue) > 1:
            asyncio.get_running_loop().call_later(PATIENCE, self._spill, lane, lane.current)

    def _spill(self, lane: Lane, slow: Question) -> None:
        """Move what waits behind a slow command to another lane; reading twice does no harm."""
        if self._closed or lane.over is not None or lane.current is not slow or len(lane.queue) < 2:  # noqa: PLR2004  # the slow one and another
            return
        free = next((other for other in self._lanes if other.idle), None)
        if free is None and len(self._lanes) < MOST_LANES:
            free = self._open()
        if free is not None:
            free.put(lane.take_waiting())

    def _lose(self, lane: Lane, gap: Gap) -> None:
        """Answer for the question that ran; ask the others again over a new lane."""
        self._lanes.remove(lane)
        self._gone.append(lane)
        dated = Gap(cause=gap.cause, detail=gap.detail, at=self._clock())
        if lane.current is not None:
            lane.current.answer(dated)
        rest = [question for question in lane.queue.values() if question is not lane.current]
        if not lane.ready:
            self._failure = (self._clock(), dated)
        if not lane.ready or self._redials >= REDIALS:
            for question in rest:
                question.answer(dated)
        elif rest:
            self._redials += 1
            self._waiting.extend(rest)
            self._schedule()
