"""The real surroundings of a session: the fleet over kept connections, the clock, and signals."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from blackstart.app.connections import Connections, find_connections
from blackstart.app.looking import Look, catch_signals, look
from blackstart.app.places import Places, open_places
from blackstart.app.recording import save
from blackstart.files import read_regular
from blackstart.journal.manifest import MANIFEST, digest_of
from blackstart.model.exchange import Transcript
from blackstart.model.fleet import Fleet
from blackstart.model.recovery_plan import RecoveryPlan
from blackstart.model.session import EvidenceRun, SessionState
from blackstart.recovery.sighted import LookedRun, SightedRun, sight
from blackstart.recovery.viewing import judge_views, list_plan_views, narrow_for, widen_for
from blackstart.verdicts.scorecard import judge

LARGEST_MANIFEST = 1 << 24
FASTEST = 1.0
"""Seconds between two looks at what is waited for, of a small fleet."""
PER_CHECK = 0.02
"""Further seconds for each check that is asked again."""
SLOWEST = 15.0


class SessionFleet(msgspec.Struct, frozen=True, kw_only=True):
    """What a session looks at: the fleet by the pack as it is now, the plan as it was frozen, and how it is reached."""

    fleet: Fleet
    plan: RecoveryPlan
    pack: str
    runs: Path
    connections: Connections

    @property
    def wide(self) -> Fleet:
        """The fleet with what only the plan's views look at."""
        return widen_for(self.plan, self.fleet)


class FleetWorld:
    """Looks at the fleet over connections that are kept, and keeps each whole run."""

    def __init__(self, seen: SessionFleet, places: Places) -> None:
        """Look through these places."""
        self.seen = seen
        self.places = places
        self.wide = seen.wide
        self.stop = asyncio.Event()
        self.polled = 0

    def now(self) -> float:
        """Return the time."""
        return self.seen.connections.clock()

    def is_over(self) -> bool:
        """Tell that anything may happen yet."""
        return False

    async def look(self, state: SessionState) -> SightedRun | None:
        """Look at all of it and keep the run."""
        looked = await look(self.wide, self.places, lambda *_: None, self.now)
        span = looked.scorecard.span
        if self.stop.is_set() or span.interrupted:
            return None
        transcript = Transcript(looked.exchanges)
        fleet = self.seen.fleet
        scorecard = judge(fleet, transcript, span, now=looked.scorecard.judged)
        kept = Look(exchanges=looked.exchanges, scorecard=scorecard)
        run = keep_run(self.seen, kept)
        views = judge_views(list_plan_views(state.plan.steps, fleet), fleet, transcript, span, scorecard.judged)
        return sight(
            state.plan,
            LookedRun(fleet=fleet, scorecard=scorecard, views=views, run=run, now=self.now(), zero=state.zero),
        )

    async def peek(self, step: str) -> bool:
        """Look at what one step waits for, over the same connections; nothing is kept of it."""
        plan = self.seen.plan
        asked = plan.steps[plan.find(step)]
        part = narrow_for(asked, self.seen.fleet)
        self.polled = len(part.checks)
        looked = await look(part, self.places, lambda *_: None, self.now)
        span = looked.scorecard.span
        if span.interrupted:
            self.stop.set()
            return False
        views = judge_views(
            list_plan_views((asked,), self.seen.fleet), self.seen.fleet, Transcript(looked.exchanges), span, self.now()
        )
        run = EvidenceRun(name="", digest="", started=span.started)
        single = msgspec.structs.replace(plan, steps=(asked,))
        shown = LookedRun(fleet=part, scorecard=looked.scorecard, views=views, run=run, now=self.now())
        return step in sight(single, shown).seen

    async def pause(self, seconds: float | None) -> bool:
        """Wait for the next look, or until that time; False once a signal came."""
        longest = min(SLOWEST, FASTEST + PER_CHECK * self.polled)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stop.wait(), longest if seconds is None else min(longest, seconds))
        return not self.stop.is_set()


def keep_run(seen: SessionFleet, looked: Look) -> EvidenceRun:
    """Keep the run as any other, and return by what it is named in events. Raises BundleWriteError."""
    test = seen.connections.send_alert_test
    bundle = save(seen.runs, seen.pack, seen.fleet, looked, send_alert_test=test)
    manifest = read_regular(bundle / MANIFEST, LARGEST_MANIFEST, within=bundle)
    return EvidenceRun(name=bundle.name, digest=digest_of(manifest), started=looked.scorecard.span.started)


@asynccontextmanager
async def open_world(seen: SessionFleet) -> AsyncIterator[FleetWorld]:
    """Open the places of the fleet; Ctrl-C, SIGTERM and SIGHUP end the next look or wait, and lose nothing."""
    connections = find_connections(seen.wide, seen.connections)
    found = msgspec.structs.replace(seen, connections=connections)
    async with open_places(found.wide, connections) as places:
        world = FleetWorld(found, places)
        with catch_signals(world.stop.set):
            yield world
