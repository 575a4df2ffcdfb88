"""A driver that is killed at any append leaves a session that goes on, and ends where the unbroken one does."""

import asyncio
import errno
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from unit.recovery.walking import T0, check, event, make_plan, make_start, manual, wait

from blackstart.journal import session_log
from blackstart.journal.session_log import JournalWriteError, read_log
from blackstart.model.plan import OPEN_INCIDENT
from blackstart.model.session import Actor, EventKind, EvidenceRun, SessionEvent, SessionState
from blackstart.recovery.fold import fold
from blackstart.recovery.next_move import Await
from blackstart.recovery.refusal import RefusedEventError
from blackstart.recovery.sighted import SightedRun
from blackstart.sessions.driver import DriveEnd, Driver
from blackstart.sessions.folder import HeldByOtherError, Holder, create_session, hold_fleet
from blackstart.sessions.writing import OpenSession

STEPS = (
    manual("power", zero=True),
    check("up", within=60.0),
    wait("calm", 60.0),
    check("settled", hold_for=60.0),
    manual("r", release="ai", see=check("x").see),
)


class ScriptedWorld:
    """All is seen, and time jumps; it goes by the journal's last event, as a clock does over a restart."""

    def __init__(self, session: OpenSession) -> None:
        """Begin at the last event."""
        self.time = read_log(session.folder).events[-1].at

    def now(self) -> float:
        """Return the time."""
        return self.time

    def is_over(self) -> bool:
        """Tell that something may happen."""
        return False

    async def look(self, state: SessionState) -> SightedRun | None:
        """See all of it."""
        run = EvidenceRun(name="run", digest="f" * 64, started=self.time)
        seen = frozenset(step.id for step in STEPS)
        closeouts = ("BACK", OPEN_INCIDENT)
        return SightedRun(run=run, zero=state.zero, level="B5", seen=seen, lacking={}, closeouts=closeouts, best="BACK")

    async def peek(self, step: str) -> bool:
        """See it."""
        return bool(step)

    async def pause(self, seconds: float | None) -> bool:
        """Jump."""
        self.time += seconds or 1.0
        return True


class Silent:
    """Hears everything and says nothing."""

    def event(self, one: SessionEvent, state: SessionState) -> None:
        """Do nothing."""

    def waiting(self, move: Await, state: SessionState, sighted: SightedRun | None) -> None:
        """Do nothing."""


def begin(root: Path) -> Path:
    """Begin a session."""
    return create_session(root, "s1", event(EventKind.STARTED, start=make_start(make_plan(*STEPS))))


def drive(folder: Path) -> DriveEnd:
    """Drive the session to its end, and confirm what people do."""
    session = OpenSession(folder=folder, by=Actor(user="wooo", host="110", pid=os.getpid()), clock=lambda: world.time)
    world = ScriptedWorld(session)

    def confirm(state: SessionState) -> bool:
        index = state.current
        session.write(EventKind.CONFIRMED, step=STEPS[index or 0].id, note="on")
        return True

    return asyncio.run(Driver(session, world, Silent(), people=confirm).drive())


def drive_and_die(folder: Path, number: int, *, after: bool) -> bool:
    """Drive in a process that is killed at that append; return whether it came so far."""
    child = os.fork()
    if child == 0:
        real, left = session_log.put_at_end, [number]

        def die(*arguments: Any) -> None:
            left[0] -= 1
            if left[0] == 0 and not after:
                os.kill(os.getpid(), signal.SIGKILL)
            real(*arguments)
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        setattr(session_log, "put_at_end", die)  # noqa: B010  # this process ends here
        try:
            drive(folder)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def list_steps(folder: Path) -> list[tuple[str, str]]:
    """Return the events without their times."""
    return [(str(one.event), one.step) for one in read_log(folder).events]


@pytest.mark.parametrize("after", [False, True])
def test_a_driver_that_dies_at_any_append(tmp_path: Path, *, after: bool) -> None:
    """Killed anew at its first append each time, and killed once at each of them."""
    unbroken = begin(tmp_path / "whole")
    assert drive(unbroken) is DriveEnd.CLOSED
    wanted = list_steps(unbroken)
    assert wanted[-1] == ("closed", "")
    for number in range(1, len(wanted)):
        folder = begin(tmp_path / f"at-{number}")
        assert drive_and_die(folder, number, after=after)
        assert drive(folder) is DriveEnd.CLOSED
        assert list_steps(folder) == wanted
    if after:
        folder = begin(tmp_path / "always")
        while drive_and_die(folder, 1, after=True):
            continue
        assert list_steps(folder) == wanted


def test_a_full_disk_stops_the_driver_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was done: the journal is written first."""
    folder = begin(tmp_path)

    def fail(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(session_log, "put_at_end", fail)
        with pytest.raises(JournalWriteError):
            drive(folder)
    assert len(read_log(folder).events) == 1
    assert drive(folder) is DriveEnd.CLOSED


def test_by_a_clock_of_yesterday_nothing_begins(tmp_path: Path) -> None:
    """Looking is refused nothing, and nothing is written."""
    folder = begin(tmp_path)
    session = OpenSession(folder=folder, by=Actor(user="wooo", host="110"), clock=lambda: T0 - 86400)
    world = ScriptedWorld(session)
    world.time = T0 - 86400
    assert asyncio.run(Driver(session, world, Silent()).drive()) is DriveEnd.RESTING
    with pytest.raises(RefusedEventError, match="CLOCK_UNSURE"):
        session.write(EventKind.OPENED, step="power")
    assert fold(read_log(folder).events).current == 0


def test_one_driver_for_a_fleet(tmp_path: Path) -> None:
    """The second is told who holds it; the kernel lets go with the process."""
    holder = Holder(session="s1", user="wooo", host="110", pid=811, step="off-121", since="06:31:00Z")
    with (
        hold_fleet(tmp_path, "small", holder),
        pytest.raises(HeldByOtherError, match=r"HELD_BY wooo on 110, pid 811, step off-121, since 06:31:00Z"),
        hold_fleet(tmp_path, "small", holder),
    ):
        pass
    with hold_fleet(tmp_path, "small", holder):
        pass
