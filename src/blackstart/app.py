"""Wire: the one module that knows every concrete class and reads the clock."""

import asyncio
import contextlib
import platform
import signal
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from blackstart import __version__
from blackstart.collect.collector import Collector, Progress
from blackstart.journal.bundle import LoadedRun, Run, encode_scorecard, read_run, write_run
from blackstart.model.exchange import Exchange, Transcript
from blackstart.model.fleet import Fleet, Host
from blackstart.model.request import CONTROLLER
from blackstart.model.scorecard import RunSpan, Scorecard
from blackstart.packs import find_pack, read_sources
from blackstart.render.style import Style
from blackstart.render.table import find_renderer
from blackstart.transports.base import Transport
from blackstart.transports.host import MOST_LOGINS, HostTransport
from blackstart.transports.local import LocalTransport
from blackstart.transports.network import AddressBook, NetworkTransport
from blackstart.transports.openssh import OpenSshDialler, read_settings
from blackstart.transports.pipe import Dial
from blackstart.transports.place import ControllerPlace, HostPlace
from blackstart.verdicts.scorecard import judge

if TYPE_CHECKING:
    from blackstart.drill.fixtures import Expectation

Places = dict[str, Transport]
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


class Rehearsal(msgspec.Struct, frozen=True, kw_only=True):
    """A simulated fleet that is up: how to reach it, and what a look at it must come to."""

    fleet: Fleet
    ways: Ways
    expect: "Expectation"
    unanswered: Callable[[], list[str]]


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """One run: what was seen, when, and what it comes to."""

    exchanges: list[Exchange]
    scorecard: Scorecard


def load_pack(path: str) -> Fleet:
    """Read and load a pack. Raises BaselineError, or PackError where there is none."""
    from blackstart.baseline.load import load_baseline  # noqa: PLC0415  # YAML; judging needs none of it

    return load_baseline(read_sources(path), path)


@asynccontextmanager
async def open_places(fleet: Fleet, ways: Ways) -> AsyncIterator[Places]:
    """Open the fleet's places; on leaving, nothing runs on any of them."""
    with tempfile.TemporaryDirectory(prefix="blackstart-", ignore_cleanup_errors=True) as folder:
        dial = choose_dialler(fleet, ways, folder)
        gate = asyncio.Semaphore(MOST_LOGINS)
        network = NetworkTransport(
            time.time, may_post_alerts=ways.send_alert_test, address_book=ways.address_book, ca_file=ways.ca_file
        )
        commands = LocalTransport(time.time, fleet.read_only_commands, ways.controller_path)
        places: Places = {CONTROLLER: ControllerPlace(commands, network)}
        for host in fleet.hosts.values():
            places[host.id] = HostPlace(open_host(host, fleet, dial, gate))
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


def open_host(host: Host, fleet: Fleet, dial: Callable[[Host], Dial], gate: asyncio.Semaphore) -> Transport:
    """Return the transport for commands on a host; nothing is dialled before it is asked, nor past the gate."""
    if host.connection == "local":
        return LocalTransport(time.time, fleet.read_only_commands)
    return HostTransport(dial(host), time.time, fleet.read_only_commands, gate=gate)


async def look(fleet: Fleet, places: Places, progress: Progress) -> Look:
    """Collect and judge once. Ctrl-C or SIGTERM cuts the collection short and keeps what was seen."""
    collector = Collector(fleet, places, progress)
    started = time.time()
    task = asyncio.ensure_future(collector.collect())
    with catch_signals(task.cancel):
        await asyncio.wait([task])
    if not task.cancelled() and (error := task.exception()) is not None:
        raise error
    ended = time.time()
    span = RunSpan(started=started, ended=ended, interrupted=task.cancelled())
    return Look(
        exchanges=collector.exchanges,
        scorecard=judge(fleet, Transcript(collector.exchanges), span, now=ended),
    )


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
    """Look once and show it; the connections are let go after it is shown."""
    async with open_places(fleet, ways) as places:
        show(await look(fleet, places, progress))


async def watch(
    fleet: Fleet, ways: Ways, progress: Progress, show: Callable[[Look, int], bool], interval: float
) -> None:
    """Look again and again over the same connections, until `show` says to stop or a signal comes."""
    stop = asyncio.Event()
    attempt = 0
    async with open_places(fleet, ways) as places:
        while not stop.is_set():
            attempt += 1
            seen = await look(fleet, places, progress)
            if not show(seen, attempt) or seen.scorecard.span.interrupted:
                return
            with catch_signals(stop.set), contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), interval)


@asynccontextmanager
async def rehearse(pack: str, scenario: str | None) -> AsyncIterator[Rehearsal]:
    """Raise a pack's simulated fleet, healthy or by a scenario. Raises FixtureError, BaselineError, PackError."""
    from blackstart.drill.fixtures import Expectation  # noqa: PLC0415  # as above
    from blackstart.drill.fleet import raise_fleet  # noqa: PLC0415  # brings an SSH server: 0.3 s
    from blackstart.drill.reading import read_fixtures, read_scenario  # noqa: PLC0415  # as above

    now = time.time()
    folder = find_pack(pack) / "drill"
    fleet = load_pack(pack)
    if scenario is None:
        fixtures, expect = read_fixtures(folder, now), Expectation()
    else:
        chosen = read_scenario(folder, scenario, now)
        fixtures, expect = chosen.fixtures, chosen.expect
    with tempfile.TemporaryDirectory(prefix="blackstart-drill-") as place:
        async with raise_fleet(fleet, fixtures, Path(place) / "drill", now=now) as drill:
            ways = Ways(
                ssh_config=str(drill.ssh_config),
                send_alert_test=True,  # it reaches the drill's own servers only
                address_book=drill.address_book,
                ca_file=str(drill.ca_file),
                controller_path=str(drill.controller_path),
            )
            yield Rehearsal(fleet=drill.fleet, ways=ways, expect=expect, unanswered=drill.unanswered)


def save(folder: Path, pack: str, fleet: Fleet, seen: Look, *, send_alert_test: bool) -> Path:
    """Write the run as a bundle. Raises BundleWriteError."""
    run = Run(
        tool_version=__version__,
        run_id=uuid.uuid4().hex,
        fleet=fleet.name,
        baseline_digest=fleet.digest,
        sources=fleet.sources,
        pack=pack,
        controller=platform.node(),
        span=seen.scorecard.span,
        judged_at=seen.scorecard.judged,
        send_alert_test=send_alert_test,
    )
    summary = render(fleet, seen.scorecard, "summary", Style())
    return write_run(folder, run, seen.exchanges, seen.scorecard, summary, {})


def judge_again(bundle: Path) -> tuple[Fleet, Scorecard, LoadedRun]:
    """Judge a bundle's transcript anew. Raises BundleError, BaselineError."""
    from blackstart.baseline.load import load_baseline  # noqa: PLC0415  # see load_pack

    loaded = read_run(bundle)
    fleet = load_baseline(loaded.run.sources, loaded.run.pack)
    scorecard = judge(fleet, Transcript(loaded.exchanges), loaded.run.span, now=loaded.run.judged_at)
    return fleet, scorecard, loaded


def is_reproduced(scorecard: Scorecard, loaded: LoadedRun) -> bool:
    """Tell whether judging again gave the recorded scorecard, byte for byte."""
    return encode_scorecard(scorecard) == loaded.scorecard_bytes


def render(fleet: Fleet, scorecard: Scorecard, form: str, style: Style) -> str:
    """Return the scorecard in a format."""
    return find_renderer(form)(fleet, scorecard, style)
