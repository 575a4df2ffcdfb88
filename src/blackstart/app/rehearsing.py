"""Wire a rehearsal: a simulated fleet, raised, looked at and taken down."""

import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from blackstart.app.clock import tell_time
from blackstart.app.connections import Connections
from blackstart.app.loading import load_real_pack
from blackstart.app.places import open_places
from blackstart.collect.collector import Collector
from blackstart.model.exchange import Transcript
from blackstart.model.fleet import Fleet
from blackstart.model.origin import name_drill
from blackstart.model.scorecard import RunSpan, Scorecard, Verdict
from blackstart.packs import find_pack

if TYPE_CHECKING:
    from blackstart.drill.fixtures import Fixtures
    from blackstart.drill.fleet import Drill
    from blackstart.drill.proof import FaultProof
    from blackstart.drill.scenario import Expectation


class Rehearsal(msgspec.Struct, frozen=True, kw_only=True):
    """A simulated fleet that is up: how to reach it, and what a look at it must come to."""

    fleet: Fleet
    connections: Connections
    expect: "Expectation"
    unanswered: Callable[[], list[str]]
    attach: Callable[[], Path]
    """Writes the file by which other processes reach it (BLACKSTART_DRILL)."""


@asynccontextmanager
async def rehearse(pack: str, scenario: str | None) -> AsyncIterator[Rehearsal]:
    """Raise a pack's simulated fleet, healthy or by a scenario. Raises FixtureError, BaselineError, PackError."""
    from blackstart.drill.reading import read_fixtures, read_moment, read_scenario  # noqa: PLC0415  # as above
    from blackstart.drill.scenario import Expectation  # noqa: PLC0415  # only drills need them

    now, shift = time.time(), 0.0
    folder = find_pack(pack) / "drill"
    fleet = load_real_pack(pack).rehearsed(name_drill(scenario))
    if scenario is None:
        fixtures, expect = read_fixtures(folder, now), Expectation()
    else:
        moment = read_moment(folder, scenario, now)
        now, shift = moment, moment - now
        chosen = read_scenario(folder, scenario, now)
        fixtures, expect = chosen.fixtures, chosen.expect
    async with raise_rehearsal(fleet, fixtures, expect, now, shift) as rehearsal:
        yield rehearsal


@asynccontextmanager
async def raise_rehearsal(
    fleet: Fleet, fixtures: "Fixtures", expect: "Expectation", now: float, shift: float = 0.0
) -> AsyncIterator[Rehearsal]:
    """Raise a fleet that answers by fixtures which were read at `now`, `shift` seconds from this moment."""
    from blackstart.app.consent import require_harmless  # noqa: PLC0415  # only drills need it here
    from blackstart.drill.fleet import raise_fleet  # noqa: PLC0415  # brings an SSH server: 0.3 s
    from blackstart.drill.history import RehearsedRecord  # noqa: PLC0415  # as above

    with tempfile.TemporaryDirectory(prefix="blackstart-drill-") as place:
        async with raise_fleet(fleet, fixtures, Path(place) / "drill", now=now, shift=shift) as drill:
            clock = partial(tell_time, shift) if shift else time.time
            connections = Connections(
                ssh_config=str(drill.ssh_config),
                send_alert_test=True,  # it reaches the drill's own servers only
                address_book=drill.address_book,
                ca_file=str(drill.ca_file),
                controller_path=str(drill.controller_path),
                local_paths=drill.local_paths,
                pack_commands=require_harmless(fleet),
                record=RehearsedRecord(drill.fleet, fixtures.controller.history, drill.boot_ids, clock),
                clock=clock,
            )
            yield Rehearsal(
                fleet=drill.fleet,
                connections=connections,
                expect=expect,
                unanswered=drill.unanswered,
                attach=partial(attach_to, drill, fixtures, shift),
            )


def attach_to(drill: "Drill", fixtures: "Fixtures", shift: float) -> Path:
    """Write the file by which other processes reach the drill."""
    from blackstart.drill.attachment import write_attachment  # noqa: PLC0415  # only drills need it

    return write_attachment(drill, fixtures.controller.history, shift)


async def prove_pack(pack: str, progress: Callable[[int, str], None]) -> tuple["FaultProof", ...]:
    """Look at a pack's simulated fleet, what views alone look at too, under many faults.

    Raises FixtureError, BaselineError, PackError.
    """
    from blackstart.drill.material import combine, read_healthy, read_material  # noqa: PLC0415  # as above
    from blackstart.drill.proof import ORIGIN  # noqa: PLC0415  # as above
    from blackstart.drill.prove import prove  # noqa: PLC0415  # as above
    from blackstart.drill.scenario import Expectation  # noqa: PLC0415  # only drills need them
    from blackstart.drill.trials import keep_only  # noqa: PLC0415  # as above

    folder, fleet = find_pack(pack) / "drill", load_real_pack(pack)
    material = read_material(folder, fleet, time.time())
    rehearsed = material.healthy.fleet.rehearsed(ORIGIN)

    async def look_under(changes: Iterable[dict[str, Any]], checks: Iterable[str]) -> dict[str, Verdict]:
        now = time.time()
        fixtures = combine(read_healthy(folder, now), changes)
        async with raise_rehearsal(rehearsed, fixtures, Expectation(), now) as rehearsal:
            seen = await look_once(msgspec.structs.replace(rehearsal, fleet=keep_only(rehearsal.fleet, checks)))
        return {verdict.check: verdict for verdict in seen.verdicts}

    return await prove(material, look_under, progress)


async def look_once(rehearsal: Rehearsal) -> Scorecard:
    """Collect and judge; a signal is somebody else's business."""
    from blackstart.verdicts.scorecard import judge  # noqa: PLC0415  # loaded ahead

    started = rehearsal.connections.clock()
    async with open_places(rehearsal.fleet, rehearsal.connections) as places:
        collector = Collector(rehearsal.fleet, places)
        await collector.collect()
    ended = rehearsal.connections.clock()
    span = RunSpan(started=started, ended=ended)
    return judge(rehearsal.fleet, Transcript(collector.exchanges), span, now=ended)
