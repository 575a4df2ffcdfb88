"""Walk a plan on a simulated fleet from its start to its close, with stand-ins for the people."""

import tempfile
from pathlib import Path

from blackstart.model.plan import OPEN_INCIDENT
from blackstart.model.recovery_plan import StepKind
from blackstart.model.session import EventKind, SessionState
from blackstart.recovery.approvals import APPROVE
from blackstart.recovery.holds import list_hold_names
from blackstart.sessions.approving import ApprovalWish, make_approval, sign_and_drop
from blackstart.sessions.drill_world import APPROVER, OPERATOR, DrillWorld, make_keys, open_drill_world
from blackstart.sessions.driver import DriveEnd, Driver, Teller
from blackstart.sessions.fleet_world import SessionFleet
from blackstart.sessions.starting import start_session
from blackstart.sessions.writing import OpenSession

NOTE = "drill"
WINDOW = 3600.0


class StandIns:
    """Do what a plan asks of people: confirm, and sign with keys of their own."""

    def __init__(self, session: OpenSession, keys: list[Path], teller: Teller) -> None:
        """Sign with these keys, one for each approver."""
        self.session = session
        self.teller = teller
        self.keys = keys
        self.signed: set[int] = set()

    def act(self, state: SessionState) -> bool:
        """Do it; tell whether there was something to do."""
        index = state.current
        if index is None or state.plan.steps[index].see is not None:
            return False
        step = state.plan.steps[index]
        if step.kind is StepKind.APPROVE:
            return self.sign(state, index)
        event = self.session.write(EventKind.CONFIRMED, step=step.id, note=NOTE)
        self.teller.event(event, self.session.read()[0])
        return True

    def sign(self, state: SessionState, index: int) -> bool:
        """Sign by as many keys as are asked for, once."""
        if index in self.signed:
            return False
        self.signed.add(index)
        for number, key in enumerate(self.keys[: state.plan.steps[index].approvals]):
            wish = ApprovalWish(
                approver=APPROVER.format(number + 1),
                decision=APPROVE,
                evidence=NOTE,
                rollback_owner=OPERATOR,
                seconds=WINDOW,
            )
            document = make_approval(state, index, wish, self.session.clock())
            sign_and_drop(self.session, document, str(key))
        return True


async def drill_session(root: Path, seen: SessionFleet, scenario: str | None, teller: Teller) -> OpenSession:
    """Walk the plan; return the closed session. What can never be seen is skipped if it may be, else an incident."""
    with tempfile.TemporaryDirectory(prefix="blackstart-keys-") as folder:
        signers, keys = make_keys(Path(folder), seen)
        async with open_drill_world(seen, scenario) as world:
            session = start_session(
                root,
                world.seen.fleet,
                seen.plan,
                pack=seen.pack,
                operator=OPERATOR,
                clock=world.now,
                operator_key=str(keys[0]),
                signers=signers,
            )
            await walk_to_close(session, world, StandIns(session, keys[1:], teller), teller)
            return session


async def walk_to_close(session: OpenSession, world: DrillWorld, people: StandIns, teller: Teller) -> None:
    """Drive until the session is closed."""
    while True:
        driver = Driver(session, world, teller, people=people.act)
        if await driver.drive() is not DriveEnd.STUCK:
            return
        state, _ = session.read()
        step = None if state.current is None else state.plan.steps[state.current]
        if step is not None and step.skip:
            event = session.write(EventKind.SKIPPED, step=step.id, note=NOTE)
        else:
            run = None if driver.sighted is None else driver.sighted.run
            event = session.write(EventKind.CLOSED, closeout=OPEN_INCIDENT, run=run, holds=list_hold_names(state))
        teller.event(event, session.read()[0])
