"""Wire: the one module that knows every concrete class and reads the clock."""

import asyncio
import contextlib
import os
import platform
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from blackstart import __version__
from blackstart.collect.collector import Collector, Progress
from blackstart.model.exchange import Exchange, Transcript
from blackstart.model.fleet import Fleet, Host
from blackstart.model.request import CONTROLLER
from blackstart.model.scorecard import RunSpan, Scorecard, Verdict
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
from blackstart.transports.record import RecordTransport

if TYPE_CHECKING:
    from blackstart.drill.fixtures import Expectation, Fixtures
    from blackstart.drill.fleet import Drill
    from blackstart.drill.proof import Proof
    from blackstart.journal.bundle import LoadedRun
    from blackstart.model.claims import ClaimReport
    from blackstart.model.summary import Summary

Places = dict[str, Transport]
Clock = Callable[[], float]
DAY = 86400.0
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


class Rehearsal(msgspec.Struct, frozen=True, kw_only=True):
    """A simulated fleet that is up: how to reach it, and what a look at it must come to."""

    fleet: Fleet
    ways: Ways
    expect: "Expectation"
    unanswered: Callable[[], list[str]]
    attach: Callable[[], Path]
    """Writes the file by which other processes reach it (BLACKSTART_DRILL)."""


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


@asynccontextmanager
async def rehearse(pack: str, scenario: str | None) -> AsyncIterator[Rehearsal]:
    """Raise a pack's simulated fleet, healthy or by a scenario. Raises FixtureError, BaselineError, PackError."""
    from blackstart.drill.fixtures import Expectation  # noqa: PLC0415  # only drills need them
    from blackstart.drill.reading import read_fixtures, read_moment, read_scenario  # noqa: PLC0415  # as above

    now, shift = time.time(), 0.0
    folder = find_pack(pack) / "drill"
    fleet = load_real_pack(pack)
    if scenario is None:
        fixtures, expect = read_fixtures(folder, now), Expectation()
    else:
        moment = read_moment(folder, scenario, now)
        now, shift = moment, moment - now
        chosen = read_scenario(folder, scenario, now)
        fixtures, expect = chosen.fixtures, chosen.expect
    async with raise_rehearsal(fleet, fixtures, expect, now, shift) as rehearsal:
        yield rehearsal


def tell_time(shift: float) -> float:
    """Return the time (Unix seconds) on a clock that is `shift` seconds off."""
    return time.time() + shift


@asynccontextmanager
async def raise_rehearsal(
    fleet: Fleet, fixtures: "Fixtures", expect: "Expectation", now: float, shift: float = 0.0
) -> AsyncIterator[Rehearsal]:
    """Raise a fleet that answers by fixtures which were read at `now`, `shift` seconds from this moment."""
    from blackstart.drill.fleet import raise_fleet  # noqa: PLC0415  # brings an SSH server: 0.3 s
    from blackstart.drill.history import RehearsedRecord  # noqa: PLC0415  # as above

    with tempfile.TemporaryDirectory(prefix="blackstart-drill-") as place:
        async with raise_fleet(fleet, fixtures, Path(place) / "drill", now=now, shift=shift) as drill:
            clock = partial(tell_time, shift) if shift else time.time
            ways = Ways(
                ssh_config=str(drill.ssh_config),
                send_alert_test=True,  # it reaches the drill's own servers only
                address_book=drill.address_book,
                ca_file=str(drill.ca_file),
                controller_path=str(drill.controller_path),
                local_paths=drill.local_paths,
                record=RehearsedRecord(drill.fleet, fixtures.controller.history, drill.boot_ids, clock),
                clock=clock,
            )
            yield Rehearsal(
                fleet=drill.fleet,
                ways=ways,
                expect=expect,
                unanswered=drill.unanswered,
                attach=partial(attach_to, drill, fixtures, shift),
            )


def attach_to(drill: "Drill", fixtures: "Fixtures", shift: float) -> Path:
    """Write the file by which other processes reach the drill."""
    from blackstart.drill.attachment import write_attachment  # noqa: PLC0415  # only drills need it

    return write_attachment(drill, fixtures.controller.history, shift)


async def prove_pack(pack: str, progress: Callable[[int, str], None]) -> tuple["Proof", ...]:
    """Look at a pack's simulated fleet under many faults. Raises FixtureError, BaselineError, PackError.

    Ctrl-C or SIGTERM raises CancelledError once all that was raised is down.
    """
    from blackstart.drill.fixtures import Expectation  # noqa: PLC0415  # only drills need them
    from blackstart.drill.material import combine, read_healthy, read_material  # noqa: PLC0415  # as above
    from blackstart.drill.prove import prove  # noqa: PLC0415  # as above

    folder, fleet = find_pack(pack) / "drill", load_real_pack(pack)

    async def look_under(changes: Iterable[dict[str, Any]]) -> dict[str, Verdict]:
        now = time.time()
        fixtures = combine(read_healthy(folder, now), changes)
        async with raise_rehearsal(fleet, fixtures, Expectation(), now) as rehearsal:
            seen = await look_once(rehearsal)
        return {verdict.check: verdict for verdict in seen.verdicts}

    task = asyncio.ensure_future(prove(read_material(folder, fleet, time.time()), look_under, progress))
    with catch_signals(task.cancel):
        await asyncio.wait([task])
    return task.result()


async def look_once(rehearsal: Rehearsal) -> Scorecard:
    """Collect and judge; a signal is somebody else's business."""
    from blackstart.verdicts.scorecard import judge  # noqa: PLC0415  # loaded ahead

    started = rehearsal.ways.clock()
    async with open_places(rehearsal.fleet, rehearsal.ways) as places:
        collector = Collector(rehearsal.fleet, places)
        await collector.collect()
    ended = rehearsal.ways.clock()
    span = RunSpan(started=started, ended=ended)
    return judge(rehearsal.fleet, Transcript(collector.exchanges), span, now=ended)


def save(folder: Path, pack: str, fleet: Fleet, seen: Look, *, send_alert_test: bool) -> Path:
    """Write the run as a bundle. Raises BundleWriteError."""
    import uuid  # noqa: PLC0415  # see load_ahead

    from blackstart.journal.bundle import Run, write_run  # noqa: PLC0415  # loaded ahead

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
        view=None if fleet.scope is None else fleet.scope.view.name,
    )
    summary = render(fleet, seen.scorecard, "summary", Style())
    return write_run(folder, run, seen.exchanges, seen.scorecard, summary, {})


def forget_old_runs(folder: Path, keep: int | None, keep_days: float | None) -> None:
    """Remove all runs but the newest, or those that are too old. Raises RetentionError."""
    from blackstart.journal.retention import prune_runs  # noqa: PLC0415  # only where runs are to be removed

    prune_runs(folder, keep=keep, since=None if keep_days is None else time.time() - keep_days * DAY)


def judge_again(bundle: Path) -> tuple[Fleet, Scorecard, "LoadedRun"]:
    """Judge a bundle's transcript anew. Raises BundleError, BaselineError."""
    from blackstart.baseline.load import load_baseline  # noqa: PLC0415  # see load_pack
    from blackstart.journal.bundle import BundleError, read_run  # noqa: PLC0415  # see load_ahead
    from blackstart.verdicts.scorecard import judge  # noqa: PLC0415  # see load_ahead

    loaded = read_run(bundle)
    fleet = place(load_baseline(loaded.run.sources, loaded.run.pack))
    if fleet.digest != loaded.run.baseline_digest:
        raise BundleError(
            f"{bundle / 'baseline.json'}: not the baseline of this run: its digest is {fleet.digest}, and run.json "
            f"names {loaded.run.baseline_digest}; take the bundle from a good copy"
        )
    if loaded.run.view is not None:
        fleet = narrow_again(fleet, loaded.run.view, bundle)
    scorecard = judge(fleet, Transcript(loaded.exchanges), loaded.run.span, now=loaded.run.judged_at)
    return fleet, scorecard, loaded


def narrow_again(fleet: Fleet, view: str, bundle: Path) -> Fleet:
    """Return the fleet as the view had it that the run was of. Raises BundleError where its baseline has none."""
    from blackstart.journal.bundle import BundleError  # noqa: PLC0415  # see load_ahead
    from blackstart.verdicts.view import narrow  # noqa: PLC0415  # few runs are of a view

    try:
        return narrow(fleet, view)
    except KeyError as error:
        raise BundleError(
            f"{bundle / 'run.json'}: of the view '{view}', which its baseline has not; take the bundle from a good copy"
        ) from error


def is_reproduced(scorecard: Scorecard, loaded: "LoadedRun") -> bool:
    """Tell whether judging again gave the recorded scorecard, byte for byte."""
    from blackstart.journal.bundle import encode_scorecard  # noqa: PLC0415  # see load_ahead

    return encode_scorecard(scorecard) == loaded.scorecard_bytes


def answer_claims(fleet: Fleet, scorecard: Scorecard, names: tuple[str, ...], run: str) -> "ClaimReport":
    """Tell whether these may be said now of a run. Raises KeyError for a name the fleet has not."""
    from blackstart.model.claims import ClaimReport  # noqa: PLC0415  # few commands ask
    from blackstart.verdicts import claims  # noqa: PLC0415  # as above

    now = read_clock()
    answers = claims.answer_claims(fleet, scorecard, names, now=now)
    return ClaimReport(fleet=fleet.name, digest=fleet.digest, run=run, now=now, answers=answers)


def read_clock() -> float:
    """Return the time (Unix seconds) for a decision made now; in a drill, its own."""
    if not os.environ.get("BLACKSTART_DRILL"):
        return time.time()
    from blackstart.drill.attachment import read_attachment  # noqa: PLC0415  # only then

    return tell_time(read_attachment().shift)


def summarise(fleet: Fleet, seen: Look) -> tuple["Summary", dict[str, Scorecard]]:
    """Return a run's summary, and the scorecards of the views it was made of, all by the same evidence."""
    from blackstart.verdicts.scorecard import judge  # noqa: PLC0415  # see load_ahead
    from blackstart.verdicts.summary_keys import list_views, summarise  # noqa: PLC0415  # few commands ask
    from blackstart.verdicts.view import narrow  # noqa: PLC0415  # as above

    transcript, span = Transcript(seen.exchanges), seen.scorecard.span
    views = {
        name: judge(narrow(fleet, name), transcript, span, now=seen.scorecard.judged) for name in list_views(fleet)
    }
    return summarise(fleet, seen.scorecard, views), views


def look_again(bundle: Path) -> tuple[Fleet, Look]:
    """Return a recorded run of a whole fleet as a look, judged anew. Raises BundleError, BaselineError."""
    from blackstart.journal.bundle import BundleError  # noqa: PLC0415  # see load_ahead

    fleet, scorecard, loaded = judge_again(bundle)
    if fleet.scope is not None:
        raise BundleError(f"{bundle}: a run of the view {fleet.scope.view.name}; take one of the whole fleet")
    if not is_reproduced(scorecard, loaded):
        raise BundleError(f"{bundle}: judged anew it differs from its scorecard.json; look again")
    return fleet, Look(exchanges=list(loaded.exchanges), scorecard=scorecard)


async def look_wider(fleet: Fleet, ways: Ways, progress: Progress) -> Look:
    """Look once, also at what only the views of the summary look at; the scorecard is of the fleet alone."""
    from blackstart.verdicts.scorecard import judge  # noqa: PLC0415  # see load_ahead
    from blackstart.verdicts.summary_keys import widen  # noqa: PLC0415  # few commands ask

    wide = widen(fleet)
    ways = find_ways(wide, ways)
    async with open_places(wide, ways) as places:
        seen = await look(wide, places, progress, ways.clock)
    span = seen.scorecard.span
    scorecard = judge(fleet, Transcript(seen.exchanges), span, now=seen.scorecard.judged)
    return Look(exchanges=seen.exchanges, scorecard=scorecard)


def render(fleet: Fleet, scorecard: Scorecard, form: str, style: Style) -> str:
    """Return the scorecard in a format."""
    return find_renderer(form)(fleet, scorecard, style)
