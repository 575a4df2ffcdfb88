"""Wire a look: which transport stands for each place, and what a look is told the time by."""

import asyncio
import contextlib
import os
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from blackstart.collect.collector import Collector, Progress
from blackstart.model.exchange import Exchange, Transcript
from blackstart.model.fleet import Fleet, Host
from blackstart.model.request import CONTROLLER
from blackstart.model.scorecard import RunSpan, Scorecard
from blackstart.packs import read_sources
from blackstart.transports.base import Transport
from blackstart.transports.host import MOST_LOGINS, HostTransport
from blackstart.transports.local import LocalTransport
from blackstart.transports.network import AddressBook, NetworkTransport
from blackstart.transports.openssh import OpenSshDialler, read_settings
from blackstart.transports.pipe import Dial
from blackstart.transports.place import ControllerPlace, HostPlace
from blackstart.transports.record import RecordTransport

if TYPE_CHECKING:
    pass


Places = dict[str, Transport]
Clock = Callable[[], float]
LOGGING_IN = 0.005
"""Seconds into a look when every login is under way; importing more then costs the run nothing."""
TAKEN_LATER = (
    "blackstart.collect.redact",
    "blackstart.verdicts.scorecard",
    "blackstart.journal.bundle",
    "blackstart.render.summary",
)
"""What a run needs only when the first answers are there."""
MANY_HOSTS = 16
"""Beyond so many, one process for each host costs more than an SSH client in this one (docs/decisions/0001)."""


class Ways(msgspec.Struct, frozen=True, kw_only=True):
    """How a run reaches its places, where that is not as usual."""

    ssh_config: str | None = None
    ssh_client: Literal["auto", "openssh", "asyncssh"] = "auto"
    send_alert_test: bool = False
    address_book: AddressBook | None = None
    ca_file: str | None = None
    controller_path: str | None = None
    local_paths: dict[str, str] = {}
    """The whole PATH of commands on each host that is this machine, where it is not the operator's."""
    runs: Path | None = None
    """The folder whose runs history is told from."""
    record: Transport | None = None
    """What tells history in place of that folder."""
    clock: Clock = time.time
    """What tells the time (Unix seconds); a rehearsal may play at another one."""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """One run: what was seen, when, and what it comes to."""

    exchanges: list[Exchange]
    scorecard: Scorecard


def load_pack(path: str) -> Fleet:
    """Read and load a pack. Raises BaselineError, or PackError where there is none."""
    return place(load_real_pack(path))


def load_real_pack(path: str) -> Fleet:
    """As `load_pack`, whatever drill is up."""
    from blackstart.baseline.load import load_baseline  # noqa: PLC0415  # YAML; judging needs none of it

    return load_baseline(read_sources(path), path)


def place(fleet: Fleet) -> Fleet:
    """Return the fleet where it is to be looked at: in the drill that the environment names, if it names one."""
    if not os.environ.get("BLACKSTART_DRILL"):
        return fleet
    from blackstart.drill.attachment import move_in, read_attachment  # noqa: PLC0415  # only then

    return move_in(fleet, read_attachment())


def find_ways(fleet: Fleet, ways: Ways) -> Ways:
    """Return the ways into the drill that the environment names, if it names one and no other was given."""
    if not os.environ.get("BLACKSTART_DRILL") or ways.address_book is not None:
        return ways
    from blackstart.drill.attachment import AttachedBook, read_attachment  # noqa: PLC0415  # only then
    from blackstart.drill.history import RehearsedRecord  # noqa: PLC0415  # as above

    drill = read_attachment()
    clock = partial(tell_time, drill.shift)
    return msgspec.structs.replace(
        ways,
        ssh_config=drill.ssh_config,
        address_book=AttachedBook(drill),
        ca_file=drill.ca_file,
        controller_path=drill.controller_path,
        local_paths=drill.local_paths,
        record=RehearsedRecord(fleet, drill.history, drill.boot_ids, clock),
        clock=clock,
    )


def tell_time(shift: float) -> float:
    """Return the time (Unix seconds) on a clock that is `shift` seconds off."""
    return time.time() + shift


def read_clock() -> float:
    """Return the time (Unix seconds) for a decision made now; in a drill, its own."""
    if not os.environ.get("BLACKSTART_DRILL"):
        return time.time()
    from blackstart.drill.attachment import read_attachment  # noqa: PLC0415  # only then

    return tell_time(read_attachment().shift)


@asynccontextmanager
async def open_places(fleet: Fleet, ways: Ways) -> AsyncIterator[Places]:
    """Open the fleet's places; on leaving, nothing runs on any of them."""
    with tempfile.TemporaryDirectory(prefix="blackstart-", ignore_cleanup_errors=True) as folder:
        dial = choose_dialler(fleet, ways, folder)
        gate = asyncio.Semaphore(MOST_LOGINS)
        network = NetworkTransport(
            ways.clock, may_post_alerts=ways.send_alert_test, address_book=ways.address_book, ca_file=ways.ca_file
        )
        commands = LocalTransport(ways.clock, fleet.read_only_commands, ways.controller_path)
        record = ways.record or RecordTransport(ways.runs, fleet.name, fleet.digest, ways.clock)
        places: Places = {CONTROLLER: ControllerPlace(commands, network, record)}
        for host in fleet.hosts.values():
            places[host.id] = HostPlace(open_host(host, fleet, ways, dial, gate))
        try:
            yield places
        finally:
            await asyncio.gather(*(place.close() for place in places.values()))


def choose_dialler(fleet: Fleet, ways: Ways, folder: str) -> Callable[[Host], Dial]:
    """Return how hosts are dialled: by OpenSSH's client, or in this process where they are many.

    A configuration that only OpenSSH's client can follow is left to it.
    """
    many = sum(host.connection == "ssh" for host in fleet.hosts.values()) > MANY_HOSTS
    if ways.ssh_client == "asyncssh" or (ways.ssh_client == "auto" and many):
        from blackstart.transports.asyncssh_dialler import AsyncSshDialler  # noqa: PLC0415  # 0.3 s
        from blackstart.transports.asyncssh_login import Logins  # noqa: PLC0415  # as above
        from blackstart.transports.asyncssh_settings import AsyncSshSettings  # noqa: PLC0415  # as above

        shared = AsyncSshSettings(ways.ssh_config)
        if ways.ssh_client == "asyncssh" or not shared.not_honoured:
            logins = Logins(shared)
            return lambda host: AsyncSshDialler(host, logins)
    settings = read_settings(ways.ssh_config, folder)
    return lambda host: OpenSshDialler(host, settings)


def open_host(host: Host, fleet: Fleet, ways: Ways, dial: Callable[[Host], Dial], gate: asyncio.Semaphore) -> Transport:
    """Return the transport for commands on a host; nothing is dialled before it is asked, nor past the gate."""
    if host.connection == "local":
        path = ways.local_paths.get(host.id)
        return LocalTransport(ways.clock, fleet.read_only_commands, path, alone=path is not None)
    return HostTransport(dial(host), ways.clock, fleet.read_only_commands, gate=gate)


async def look(fleet: Fleet, places: Places, progress: Progress, clock: Clock = time.time) -> Look:
    """Collect and judge once. Ctrl-C or SIGTERM cuts the collection short and keeps what was seen."""
    collector = Collector(fleet, places, progress)
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
    """Look once and show it; the connections are let go meanwhile."""
    ways = find_ways(fleet, ways)
    async with open_places(fleet, ways) as places:
        seen = await look(fleet, places, progress, ways.clock)
        closing = asyncio.gather(*(place.close() for place in places.values()))
        await asyncio.sleep(0)  # hosts are told before the screen and the disk are waited for
        show(seen)
        await closing


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
