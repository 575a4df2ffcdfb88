"""Look at a fleet, once or again and again: collect, and judge what came."""

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module

import msgspec

from blackstart.app.places import Places, open_places
from blackstart.app.ways import Clock, Ways, find_ways
from blackstart.collect.collector import Collector, Part, Progress
from blackstart.model.exchange import Exchange, Transcript
from blackstart.model.fleet import Fleet
from blackstart.model.scorecard import RunSpan, Scorecard

LOGGING_IN = 0.005
"""Seconds into a look when every login is under way; importing more then costs the run nothing."""
TAKEN_LATER = (
    "blackstart.secrecy.redact",
    "blackstart.verdicts.scorecard",
    "blackstart.journal.bundle",
    "blackstart.render.summary",
    "blackstart.app.recording",
)
"""What a run needs only when the first answers are there."""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """One run: what was seen, when, and what it comes to."""

    exchanges: list[Exchange]
    scorecard: Scorecard


async def look(
    fleet: Fleet, places: Places, progress: Progress, clock: Clock = time.time, part: Part = lambda _: None
) -> Look:
    """Collect and judge once. Ctrl-C or SIGTERM cuts the collection short and keeps what was seen."""
    collector = Collector(fleet, places, progress, part)
    started = clock()
    task = asyncio.ensure_future(collector.collect())
    asyncio.get_running_loop().call_later(LOGGING_IN, load_ahead)
    with catch_signals(task.cancel):
        await asyncio.wait([task])
    from blackstart.verdicts.scorecard import judge  # noqa: PLC0415  # loaded ahead

    if not task.cancelled() and (error := task.exception()) is not None:
        raise error
    ended = clock()
    span = RunSpan(started=started, ended=ended, interrupted=task.cancelled())
    return Look(
        exchanges=collector.exchanges,
        scorecard=judge(fleet, Transcript(collector.exchanges), span, now=ended),
    )


def load_ahead() -> None:
    """Import what is taken later, while the hosts log in."""
    for name in TAKEN_LATER:
        import_module(name)


@contextmanager
def catch_signals(handle: Callable[[], object]) -> Iterator[None]:
    """Let SIGINT and SIGTERM call `handle` while the block runs."""
    loop = asyncio.get_running_loop()
    with contextlib.ExitStack() as stack:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, handle)
            stack.callback(loop.remove_signal_handler, number)
        yield


async def check_once(fleet: Fleet, ways: Ways, progress: Progress, show: Callable[[Look], None]) -> None:
    """Look once and show it; each place is let go as soon as it has said all."""
    ways = find_ways(fleet, ways)
    closing: list[asyncio.Task[None]] = []
    async with open_places(fleet, ways) as places:

        def part(place: str) -> None:
            closing.append(asyncio.create_task(places[place].close()))

        seen = await look(fleet, places, progress, ways.clock, part)
        show(seen)
        await asyncio.gather(*closing)


async def watch(
    fleet: Fleet, ways: Ways, progress: Progress, show: Callable[[Look, int], bool], interval: float
) -> None:
    """Look again and again over the same connections, until `show` says to stop or a signal comes."""
    stop = asyncio.Event()
    attempt = 0
    ways = find_ways(fleet, ways)
    async with open_places(fleet, ways) as places:
        while not stop.is_set():
            attempt += 1
            seen = await look(fleet, places, progress, ways.clock)
            if not show(seen, attempt) or seen.scorecard.span.interrupted:
                return
            with catch_signals(stop.set), contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), interval)
