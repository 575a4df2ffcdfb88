"""Look at a fleet, once or again and again: collect, and judge what came."""

import asyncio
import contextlib
import signal
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any, TypeVar

import msgspec

from blackstart.app.clock import Clock
from blackstart.app.connections import Connections, find_connections
from blackstart.app.places import Places, open_places
from blackstart.collect.collector import Collector, Progress
from blackstart.model.exchange import Exchange, Transcript
from blackstart.model.fleet import Fleet
from blackstart.model.reply import Gap
from blackstart.model.scorecard import RunSpan, Scorecard

T = TypeVar("T")
Told = Callable[[str, float, Sequence[Gap]], object]
"""Told of each place that has said all there was to ask of it, how many seconds after the begin, and of what gaps."""
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
    fleet: Fleet, places: Places, progress: Progress, clock: Clock = time.time, told: Told = lambda *_: None
) -> Look:
    """Collect and judge once. Ctrl-C, SIGTERM or SIGHUP cuts the collection short and keeps what was seen."""
    started = clock()

    def part(place: str) -> None:
        told(place, clock() - started, collector.gaps.get(place, ()))

    collector = Collector(fleet, places, progress, part)
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


ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What ends a command: Ctrl-C, a service manager, and a terminal or login that goes away."""
catching: list[Callable[[], object]] = []
"""What a signal calls, the innermost block last."""


@contextmanager
def catch_signals(handle: Callable[[], object]) -> Iterator[None]:
    """Let the first of the signals that end a command call `handle` while the block runs; later ones do nothing more.

    A second Ctrl-C so takes nothing from what is kept and put away after the first. A signal that
    was ignored from the start, as `nohup` does with SIGHUP, stays so.
    """
    waiting = [handle]
    catching.append(lambda: waiting.pop()() if waiting else None)
    try:
        with contextlib.ExitStack() as stack:
            if len(catching) == 1:
                install_handlers(stack)
            yield
    finally:
        catching.pop()


def install_handlers(stack: contextlib.ExitStack) -> None:
    """Let signals call the innermost block's handler until the stack is left; then those before have them again."""
    if threading.current_thread() is not threading.main_thread():
        return  # signals come to the main thread alone (signal(3)): a program that looks in another one has its own way
    loop = asyncio.get_running_loop()
    for number in ENDING:
        before = signal.getsignal(number)
        if before is signal.SIG_IGN:
            continue
        loop.add_signal_handler(number, call_innermost)
        stack.callback(signal.signal, number, before)
        stack.callback(loop.remove_signal_handler, number)


def call_innermost() -> None:
    """Call what the innermost block wants called."""
    catching[-1]()


def run_to_end(work: Coroutine[Any, Any, T]) -> T:
    """Do the work in a loop of its own. Raises KeyboardInterrupt where a signal ended it, once all it began is away."""
    try:
        return asyncio.run(until_signal(work))
    except asyncio.CancelledError as error:
        raise KeyboardInterrupt from error


async def until_signal(work: Coroutine[Any, Any, T]) -> T:
    """Do the work to its end; a signal cancels it, and it is waited for until it has put away all that it began.

    Raises CancelledError then.
    """
    task = asyncio.ensure_future(work)
    with catch_signals(task.cancel):
        await asyncio.wait([task])
    return task.result()


async def check_once(
    fleet: Fleet,
    connections: Connections,
    progress: Progress,
    show: Callable[[Look], None],
    told: Told = lambda *_: None,
) -> None:
    """Look once and show it; each place is let go as soon as it has said all."""
    connections = find_connections(fleet, connections)
    closing: list[asyncio.Task[None]] = []
    async with open_places(fleet, connections) as places:

        def let_go(place: str, seconds: float, gaps: Sequence[Gap]) -> None:
            closing.append(asyncio.create_task(places[place].close()))
            told(place, seconds, gaps)

        seen = await look(fleet, places, progress, connections.clock, let_go)
        show(seen)
        await asyncio.gather(*closing)


async def watch(  # noqa: PLR0913, PLR0917  # where to look, how often, and who is told
    fleet: Fleet,
    connections: Connections,
    progress: Progress,
    show: Callable[[Look, int], bool],
    interval: float,
    told: Told = lambda *_: None,
) -> None:
    """Look again and again over the same connections, until `show` says to stop or a signal comes."""
    stop = asyncio.Event()
    attempt = 0
    connections = find_connections(fleet, connections)
    async with open_places(fleet, connections) as places:
        while not stop.is_set():
            attempt += 1
            seen = await look(fleet, places, progress, connections.clock, told)
            if not show(seen, attempt) or seen.scorecard.span.interrupted:
                return
            with catch_signals(stop.set), contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), interval)
