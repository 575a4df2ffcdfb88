"""One collection: each check's conversation, identical questions asked once."""

import asyncio
from collections.abc import Callable, Iterable, Mapping

from blackstart.model.exchange import FIRST_BOOT_ID, LAST_BOOT_ID, Exchange
from blackstart.model.fleet import Check, Fleet
from blackstart.model.reply import Cause, Gap, GapError, Reply, UnreadableReplyError
from blackstart.model.request import CONTROLLER, Request
from blackstart.transports.base import Transport

UNREACHED = frozenset({Cause.NO_ROUTE, Cause.CONNECT_TIMED_OUT, Cause.NAME_UNKNOWN})
"""Ends of a login in which nothing was heard of the host, so that it may as well be this machine's own fault."""
Progress = Callable[[Check, int], None]
"""Told of each check that has all its answers, and how many have."""
Part = Callable[[str], object]
"""Told of each place that has said all there was to ask of it."""


LONG = 16_384
"""Signs of an answer from which on it is redacted beside the loop: other hosts' answers are not kept waiting."""


async def redact_beside(raw: Reply | Gap, request: Request) -> Reply | Gap:
    """Return the reply without secrets; a long one is looked at in a thread, which lets go every few milliseconds."""
    from blackstart.secrecy.redact import measure, redact  # noqa: PLC0415  # loaded while hosts log in

    return redact(raw, request) if measure(raw) < LONG else await asyncio.to_thread(redact, raw, request)


class Collector:
    """Puts a fleet's questions to its places.

    `exchanges` grows as answers come, so that a collection cut short keeps what was seen;
    what was still open then is kept as interrupted. `gaps` are those that checks ended in, by place.
    """

    def __init__(
        self,
        fleet: Fleet,
        places: Mapping[str, Transport],
        progress: Progress = lambda *_: None,
        part: Part = lambda _: None,
    ) -> None:
        """Ask through `places`, one transport for each host and one for the controller."""
        self.exchanges: list[Exchange] = []
        self.gaps: dict[str, list[Gap]] = {}
        self._fleet = fleet
        self._places = places
        self._progress = progress
        self._part = part
        self._asked: dict[tuple[str, Request], asyncio.Task[Reply | Gap]] = {}
        self._counted = {check.id for check in fleet.checks}
        self._done = 0

    async def collect(self) -> None:
        """Ask everything at once, and each host for its boot id first and last."""
        try:
            await self._collect_places()
        finally:
            open_tasks = [task for task in self._asked.values() if not task.done()]
            for task in open_tasks:
                task.cancel()
            await asyncio.gather(*open_tasks, return_exceptions=True)

    async def _collect_places(self) -> None:
        checks: dict[str, list[Check]] = {}
        for check in self._fleet.checks:
            checks.setdefault(check.place, []).append(check)
        for check in self._fleet.implied.clocks:
            if check.place in checks:
                checks[check.place].append(check)
        async with asyncio.TaskGroup() as group:
            for place, placed in checks.items():
                group.create_task(self._collect_place(place, placed))
        uplink = self._fleet.implied.uplink
        if uplink is not None and self._sees_nobody(checks):
            await self._follow(uplink)

    def _sees_nobody(self, places: Iterable[str]) -> bool:
        """Tell whether there are hosts to log in to, and none of them could be reached."""
        remote = [place for place in places if place != CONTROLLER and self._fleet.hosts[place].connection == "ssh"]
        firsts = {one.place: one.reply for one in self.exchanges if one.request == FIRST_BOOT_ID}
        replies = [firsts.get(place) for place in remote]
        return bool(remote) and all(isinstance(reply, Gap) and reply.cause in UNREACHED for reply in replies)

    async def _collect_place(self, place: str, checks: list[Check]) -> None:
        """Ask all checks of one place between its two boot ids."""
        first = None if place == CONTROLLER else self._start(place, FIRST_BOOT_ID)
        async with asyncio.TaskGroup() as group:
            for check in checks:
                group.create_task(self._follow(check))
        if first is not None and not isinstance(await first, Gap):
            await self._start(place, LAST_BOOT_ID)
        self._part(place)

    async def _follow(self, check: Check) -> None:
        """Hold one check's conversation, and tell of its end."""
        gap = await self._converse(check)
        if check.id in self._counted:
            if gap is not None:
                self.gaps.setdefault(check.place, []).append(gap)
            self._done += 1
            self._progress(check, self._done)

    async def _converse(self, check: Check) -> Gap | None:
        """Ask all that a check asks; return the gap it ends in. What it makes of the answers is judged later."""
        steps = check.spec.steps(self._fleet.target(check))
        try:
            request = next(steps)
            while True:
                reply = await self._start(check.place, request)
                request = steps.throw(GapError(reply)) if isinstance(reply, Gap) else steps.send(reply)
        except GapError as error:
            return error.gap
        except (StopIteration, UnreadableReplyError, ValueError, ArithmeticError):
            return None

    def _start(self, place: str, request: Request) -> "asyncio.Task[Reply | Gap]":
        """Ask, unless the same was asked already."""
        task = self._asked.get((place, request))
        if task is None:
            task = asyncio.get_running_loop().create_task(self._ask(place, request))
            self._asked[place, request] = task
        return task

    async def _ask(self, place: str, request: Request) -> Reply | Gap:
        """Ask, and keep what came back; of a question cut short, that it was."""
        reply: Reply | Gap = Gap(cause=Cause.INTERRUPTED)
        try:
            if request.delay:
                await asyncio.sleep(request.delay)
            raw = await self._places[place].ask(request)
            reply = await redact_beside(raw, request)
        finally:
            self.exchanges.append(Exchange(place=place, request=request, reply=reply))
        return reply
