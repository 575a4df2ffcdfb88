"""Commands on one host: one connection, one framed script, more lanes only for stragglers."""

import asyncio
from collections.abc import Callable
from functools import partial
from itertools import count

from blackstart.model.reply import Cause, Gap, Reply
from blackstart.model.request import HttpRequest, Request, RunCommand
from blackstart.transports.curl import read_curl, to_curl
from blackstart.transports.lane import LOGIN_LIMIT, Lane
from blackstart.transports.pending_command import PendingCommand, find_refusal
from blackstart.transports.pipe import Dial

PATIENCE = 0.3
"""Seconds a command may hold up those behind it before they move to another lane."""
MOST_LANES = 6
"""OpenSSH allows 10 sessions on a connection (sshd_config, MaxSessions)."""
MOST_LOGINS = 64
"""Logins under way at once in a run; more would wait for each other past their limits."""
REDIALS = 3
OLDEST = 900.0
"""Seconds for which a lane is put questions; the host ends it at twice that (script.LIFETIME)."""
PARTING = 2.0
"""Seconds for which a shell that was given up still counts against the lanes a host takes."""
MEMORY = 2.0
"""Seconds for which a failed login also answers for further questions."""


class HostTransport:
    """A `Transport` for commands. All questions put in one turn of the loop go down together."""

    def __init__(
        self,
        dial: Dial,
        clock: Callable[[], float],
        extra: tuple[tuple[str, ...], ...] = (),
        *,
        gate: asyncio.Semaphore | None = None,
        login_limit: float = LOGIN_LIMIT,
    ) -> None:
        """Open lanes with `dial`; `extra` extends the table of read-only commands.

        The hosts of a run share a `gate` of `MOST_LOGINS`. `settled` is set when a first login has come to one end or
        the other.
        """
        self._dial = dial
        self._clock = clock
        self._extra = extra
        self._gate = gate or asyncio.Semaphore(MOST_LOGINS)
        self._login_limit = login_limit
        self._numbers = count()
        self._most = MOST_LANES
        self._lanes: list[Lane] = []
        self._leaving: set[Lane] = set()
        self._parting: set[Lane] = set()
        self._waiting: list[PendingCommand] = []
        self._flushing = False
        self._dialling: dict[Lane, asyncio.Task[None]] = {}
        self._failure: tuple[float, Gap] | None = None
        self._redials = 0
        self._closed = False
        self.settled = asyncio.Event()

    async def ask(self, request: Request) -> Reply | Gap:
        """Put one command to the host, or one GET that it makes by curl."""
        if isinstance(request, HttpRequest):
            return read_curl(await self._put(to_curl(request), request))
        return await self._put(request)

    async def _put(self, command: Request, get: HttpRequest | None = None) -> Reply | Gap:
        refusal = find_refusal(command, self._extra, self._clock())
        if refusal is not None or not isinstance(command, RunCommand):
            return refusal or Gap(cause=Cause.NOT_PERMITTED)
        if self._closed:
            return Gap(cause=Cause.INTERRUPTED, at=self._clock())
        if self._failure is not None and self._clock() - self._failure[0] < MEMORY:
            return self._failure[1]
        question = PendingCommand(next(self._numbers), command, get)
        self._waiting.append(question)
        self._schedule()
        return await question.future

    async def close(self) -> None:
        """End every lane; questions still open are answered as interrupted."""
        self._closed = True
        gap = Gap(cause=Cause.INTERRUPTED, at=self._clock())
        for question in self._waiting:
            question.answer(gap)
        for lane in self._lanes:
            lane.close()
            for question in lane.queue.values():
                question.answer(gap)
        dialling = list(self._dialling.values())
        for task in dialling:
            task.cancel()
        lanes = (*self._lanes, *self._leaving)
        await asyncio.gather(*dialling, return_exceptions=True)
        await asyncio.gather(*(lane.wait_closed() for lane in lanes))

    def _schedule(self) -> None:
        if not self._flushing:
            self._flushing = True
            asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        """Send what is waiting down a lane, once one can take it."""
        self._flushing = False
        if not self._waiting or self._closed:
            return
        self._retire()
        lane = self._find_lane()
        if lane is not None:
            self._waiting.sort(key=lambda question: question.request.heavy)
            lane.put(self._waiting)
            self._waiting = []

    def _retire(self) -> None:
        """Let go of idle lanes that the host would soon end."""
        for lane in list(self._lanes):
            if lane.idle and self._clock() - lane.opened_at > OLDEST:
                lane.abandon(Gap(cause=Cause.CONNECTION_LOST, detail="let go of for its age"))

    def _find_lane(self) -> Lane | None:
        """Return an idle lane, the one with the least to do, or a new one if there may be more."""
        if self._lanes and all(lane.idle for lane in self._lanes):
            self._redials = 0
        staying = [lane for lane in self._lanes if not lane.retiring]
        if staying:
            return min(staying, key=lambda lane: (not lane.idle, len(lane.queue)))
        return self._open()

    def _open(self) -> Lane | None:
        """Open a lane, unless there are as many as there may be."""
        if len(self._lanes) + len(self._parting) >= self._most:
            return None
        lane = Lane(self._changed, self._clock)
        self._lanes.append(lane)
        self._dialling[lane] = asyncio.get_running_loop().create_task(self._connect(lane))
        return lane

    async def _connect(self, lane: Lane) -> None:
        """Dial when there is room for another login, and keep that room until this one has ended."""
        try:
            async with self._gate:
                lane.await_login(self._login_limit)
                lane.attach(await self._dial(lane))
                await lane.settled.wait()
        finally:
            self.settled.set()
            del self._dialling[lane]

    def _changed(self, lane: Lane) -> None:
        """Follow a lane's life: requeue after a loss, spill over when it is slow."""
        if lane.gone:
            self._leaving.discard(lane)
            self._forget(lane)
        if lane.over is not None:
            self._lose(lane, lane.over)
        elif lane.current is not None and len(lane.queue) > 1:
            lane.remind(PATIENCE, partial(self._spill, lane, lane.current))

    def _spill(self, lane: Lane, slow: PendingCommand) -> None:
        """Move what waits behind a slow command to another lane; reading twice does no harm."""
        if self._closed or lane.over is not None or lane.current is not slow or len(lane.queue) < 2:  # noqa: PLR2004  # the slow one and another
            return
        free = next((other for other in self._lanes if other.idle), None) or self._open()
        if free is None:
            lane.remind(PATIENCE, partial(self._spill, lane, slow))
        else:
            free.put(lane.take_waiting())

    def _lose(self, lane: Lane, gap: Gap) -> None:
        """Answer for the question that ran; ask the others again over another lane."""
        if lane not in self._lanes:
            return
        self._lanes.remove(lane)
        self._part(lane)
        dated = Gap(cause=gap.cause, detail=gap.detail, at=self._clock())
        if lane.current is not None:
            lane.current.answer(dated)
        rest = [question for question in lane.queue.values() if question is not lane.current]
        if self._may_ask_again(lane, dated):
            self._waiting.extend(rest)
            self._schedule()
        else:
            for question in rest:
                question.answer(dated)

    def _part(self, lane: Lane) -> None:
        """Keep hold of a lane until it is gone, or stop dialling it."""
        dialling = self._dialling.get(lane)
        if lane.attached and not lane.gone:
            self._leaving.add(lane)
            self._parting.add(lane)
            asyncio.get_running_loop().call_later(PARTING, self._forget, lane)
        elif dialling is not None and dialling is not asyncio.current_task():
            dialling.cancel()

    def _forget(self, lane: Lane) -> None:
        """Count a lane no more; others may take its place."""
        self._parting.discard(lane)
        self._schedule()

    def _may_ask_again(self, lane: Lane, gap: Gap) -> bool:
        """Tell whether there is hope for what a lost lane did not get to.

        A lane that never came up speaks for the host, except where others are up: then the
        host takes no more of them (sshd_config, MaxSessions and MaxStartups).
        """
        if not lane.ready:
            if any(other.ready for other in (*self._lanes, *self._parting)):
                self._most = max(1, len(self._lanes))
                return True
            self._failure = (self._clock(), gap)
            return False
        self._redials += not lane.given_up
        return self._redials <= REDIALS
