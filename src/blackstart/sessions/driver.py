"""The loop of a session: look, ask what comes next, write it down, wait."""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol, assert_never

import msgspec

from blackstart.model.plan import OPEN_INCIDENT
from blackstart.model.session import EventKind, SessionEvent, SessionState
from blackstart.recovery.next_move import CLOSED, Await, LookNow, Rest, WriteEvent, find_next_move
from blackstart.recovery.refusal import Refusal, RefusedEventError
from blackstart.recovery.sighted import SightedRun
from blackstart.sessions.approving import take_in
from blackstart.sessions.writing import OpenSession


class DriveEnd(StrEnum):
    """Why the driver stopped."""

    CLOSED = "closed"
    INCIDENT = "incident"
    PERSON = "person"
    STUCK = "stuck"
    RESTING = "resting"
    TAKEN_OVER = "taken over"
    INTERRUPTED = "interrupted"


class SessionWorld(Protocol):
    """What the driver sees of the world: the clock, the fleet, and time that passes."""

    def now(self) -> float:
        """Return the session's time."""

    async def look(self, state: SessionState) -> SightedRun | None:
        """Look at all of the fleet and keep the run; None where a signal cut it short."""

    async def peek(self, step: str) -> bool:
        """Tell whether what one step waits for is seen, without keeping it."""

    async def pause(self, seconds: float | None) -> bool:
        """Let time pass, no longer than that; False where a signal came, or nothing more will ever happen."""

    def is_over(self) -> bool:
        """Tell whether nothing more will ever happen, as in a drill whose fleet does not change."""


class Teller(Protocol):
    """Told of what is written, and of what is waited for."""

    def event(self, event: SessionEvent, state: SessionState) -> None:
        """Hear of an event that was written; `state` is where the session stands after it."""

    def waiting(self, move: Await, state: SessionState, sighted: SightedRun | None) -> None:
        """Hear of what is waited for, once for each wait."""


class Driver:
    """Drives one session until it is closed, a person is needed who is not waited for, or a signal comes."""

    def __init__(  # noqa: PLR0913  # what a driver drives, how, and who hears of it
        self,
        session: OpenSession,
        world: SessionWorld,
        teller: Teller,
        *,
        until_person: bool = False,
        at_step: Callable[[str], object] = lambda _: None,
        people: Callable[[SessionState], bool] = lambda _: False,
    ) -> None:
        """Drive it; `at_step` is told of each step that it comes to.

        `people` stands in for those who are waited for, and tells whether it did something.
        """
        self.session = session
        self.world = world
        self.teller = teller
        self.until_person = until_person
        self.at_step = at_step
        self.people = people
        self.sighted: SightedRun | None = None
        self.waits: Await | None = None
        self.began = len(session.read()[1].events)

    async def drive(self) -> DriveEnd:
        """Go on until there is an end."""
        while (end := await self.turn()) is None:
            continue
        return end

    async def turn(self) -> DriveEnd | None:
        """Do one thing; return why it ends, if it does."""
        for event in take_in(self.session):
            self.teller.event(event, self.session.read()[0])
        state, log = self.session.read()
        if any(one.event is EventKind.TAKEN_OVER for one in log.events[self.began :]):
            return DriveEnd.TAKEN_OVER
        move = find_next_move(state, self.sighted, self.world.now())
        match move:
            case WriteEvent():
                self.write(move)
                return None
            case LookNow():
                self.sighted = await self.world.look(state)
                return DriveEnd.INTERRUPTED if self.sighted is None else None
            case Rest(reason=reason):
                closed = DriveEnd.INCIDENT if state.closeout == OPEN_INCIDENT else DriveEnd.CLOSED
                return closed if reason == CLOSED else DriveEnd.RESTING
            case Await():
                return await self.wait(move, state)
            case _:
                assert_never(move)

    def write(self, move: WriteEvent) -> None:
        """Append the event, unless somebody else was first and it is admitted no longer."""
        fields = {
            name: value
            for name, value in msgspec.structs.asdict(move).items()
            if name != "event" and value not in (None, "", ())
        }
        try:
            event = self.session.write(move.event, **fields)
        except RefusedEventError as error:
            if error.word is Refusal.CLOCK_UNSURE:
                raise
            return
        self.waits = None
        self.teller.event(event, self.session.read()[0])
        self.at_step(event.step)

    async def wait(self, move: Await, state: SessionState) -> DriveEnd | None:
        """Let time pass, and look whether what is waited for is seen."""
        if self.waits != move:
            self.waits = move
            self.teller.waiting(move, state, self.sighted)
            self.at_step(move.step)
        if move.person and self.people(state):
            return None
        if self.until_person and (end := find_end(move, state)) is not None:
            return end
        if not await self.world.pause(self.find_pause(move)):
            return DriveEnd.STUCK if self.world.is_over() else DriveEnd.INTERRUPTED
        if move.polls and move.step and self.sighted is not None:
            seen = await self.world.peek(move.step)
            if seen != (move.step in self.sighted.seen):
                self.sighted = None
        return None

    def find_pause(self, move: Await) -> float | None:
        """Return how long nothing can change by time alone."""
        return None if move.until is None else max(0.0, move.until - self.world.now())


def find_end(move: Await, state: SessionState) -> DriveEnd | None:
    """Return why a driver that waits for nobody ends here."""
    if move.person:
        return DriveEnd.PERSON
    index = state.current
    return DriveEnd.STUCK if index is not None and state.steps[index].overdue else None
