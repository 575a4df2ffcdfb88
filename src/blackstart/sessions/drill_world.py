"""A session on a simulated fleet: one look at it, a clock that jumps, and stand-ins for the people."""

import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from blackstart.app.looking import Look, look
from blackstart.app.places import open_places
from blackstart.app.rehearsing import rehearse
from blackstart.model.exchange import Transcript
from blackstart.model.recovery_plan import StepKind
from blackstart.model.session import EvidenceRun, SessionState
from blackstart.recovery.sighted import LookedRun, SightedRun, sight
from blackstart.recovery.viewing import judge_views, list_plan_views
from blackstart.sessions.fleet_world import SessionFleet, keep_run
from blackstart.verdicts.scorecard import judge

OPERATOR = "operator@drill"
APPROVER = "approver{}@drill"


class DrillWorld:
    """The fleet does not change, so it is looked at once; its clock stands still but for looks and waits."""

    def __init__(self, seen: SessionFleet, looked: Look, run: EvidenceRun) -> None:
        """Begin at the moment of the look."""
        self.seen = seen
        self.looked = looked
        self.run = run
        self.time = looked.scorecard.span.started
        self.over = False

    def now(self) -> float:
        """Return the session's time."""
        return self.time

    def is_over(self) -> bool:
        """Tell whether nothing more will ever happen."""
        return self.over

    async def look(self, state: SessionState) -> SightedRun | None:
        """Return what the look shows, as if it were made now; it takes as long as it took."""
        span, fleet = self.looked.scorecard.span, self.seen.fleet
        started = self.time
        self.time += span.ended - span.started
        offset = self.time - span.ended
        transcript = Transcript(self.looked.exchanges)
        views = judge_views(list_plan_views(state.plan.steps, fleet), fleet, transcript, span, span.ended)
        looked = LookedRun(
            fleet=fleet,
            scorecard=self.looked.scorecard,
            views=views,
            run=msgspec.structs.replace(self.run, started=started),
            now=span.ended,
            zero=None if state.zero is None else state.zero - offset,
        )
        return sight(state.plan, looked, offset)

    async def peek(self, step: str) -> bool:
        """Tell what the look shows of a step: the same at all times."""
        plan = self.seen.plan
        span, fleet, asked = self.looked.scorecard.span, self.seen.fleet, plan.steps[plan.find(step)]
        views = list_plan_views((asked,), fleet)
        found = judge_views(views, fleet, Transcript(self.looked.exchanges), span, span.ended)
        shown = LookedRun(fleet=fleet, scorecard=self.looked.scorecard, views=found, run=self.run, now=span.ended)
        return step in sight(msgspec.structs.replace(plan, steps=(asked,)), shown).seen

    async def pause(self, seconds: float | None) -> bool:
        """Jump to the next moment at which time changes something; False where there is none."""
        self.over = seconds is None
        self.time += seconds or 0.0
        return not self.over


@asynccontextmanager
async def open_drill_world(seen: SessionFleet, scenario: str | None) -> AsyncIterator[DrillWorld]:
    """Raise the pack's simulated fleet and look at it once; the run is kept as any other."""
    async with rehearse(seen.pack, scenario) as rehearsal:
        moved = msgspec.structs.replace(seen, fleet=rehearsal.fleet, connections=rehearsal.connections)
        async with open_places(moved.wide, rehearsal.connections) as places:
            wide = await look(moved.wide, places, lambda *_: None, rehearsal.connections.clock)
    span = wide.scorecard.span
    scorecard = judge(moved.fleet, Transcript(wide.exchanges), span, now=wide.scorecard.judged)
    looked = Look(exchanges=wide.exchanges, scorecard=scorecard)
    yield DrillWorld(moved, looked, keep_run(moved, looked))


def make_keys(folder: Path, seen: SessionFleet) -> tuple[Path, list[Path]]:
    """Make a key for the operator and for each approver that the plan may ask for; return who may sign, and the keys.

    Of the operator's key and the approvers' the first is the operator's.
    """
    most = max((step.approvals for step in seen.plan.steps if step.kind is StepKind.APPROVE), default=0)
    names = [OPERATOR, *(APPROVER.format(number + 1) for number in range(most))]
    keys = [folder / f"key{number}" for number in range(len(names))]
    lines = []
    for name, key in zip(names, keys, strict=True):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "drill", "-f", key], check=True)
        words = key.with_suffix(".pub").read_text().split()
        lines.append(f"{name} {words[0]} {words[1]}\n")
    signers = folder / "allowed_signers"
    signers.write_text("".join(lines))
    return signers, keys
