"""The folder of sessions: one folder for each, found by its name or the end of it, and one driver for each fleet."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import msgspec

from blackstart.errors import BadDataError, BlackstartError, CannotWriteError
from blackstart.journal.durable import publish_folder
from blackstart.journal.manifest import stamp
from blackstart.journal.session_log import JOURNAL, begin_journal
from blackstart.model.session import SessionEvent

PRIVATE = 0o700
APPROVALS = "approvals"
PARTIAL = ".partial"


class SessionMissingError(BadDataError):
    """There is no such session, or more than one; the message names those there are."""


class SessionWriteError(CannotWriteError):
    """A session could not be begun."""


class HeldByOtherError(BlackstartError):
    """Somebody else drives a session of the fleet; the message says who, and what to do."""

    status: ClassVar[int] = 3


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """Who drives a session of a fleet now, and since when (RFC 3339)."""

    session: str
    user: str
    host: str
    pid: int
    step: str
    since: str


def name_session(pack: str, plan: str, at: float) -> str:
    """Return a new session's name: when, what, and six digits that nobody else has."""
    return f"{stamp(at)}-{pack}-{plan}-{secrets.token_hex(3)}"


def create_session(root: Path, name: str, event: SessionEvent) -> Path:
    """Begin a session's folder; it is there whole or not at all. Raises SessionWriteError."""
    final = root / name
    temporary = root / f".{name}{PARTIAL}"
    try:
        root.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        temporary.mkdir(mode=PRIVATE)
        try:
            (temporary / APPROVALS).mkdir(mode=PRIVATE)
            begin_journal(temporary, event)
            publish_folder(temporary, final)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        raise SessionWriteError(f"{final}: cannot begin the session: {error.strerror}; nothing was begun") from error
    return final


def list_sessions(root: Path) -> list[Path]:
    """Return the sessions by their time."""
    if not root.is_dir():
        return []
    return sorted(path for path in root.iterdir() if (path / JOURNAL).exists() and not path.name.startswith("."))


def find_session(root: Path, name: str | None) -> Path:
    """Return the session of that name, or whose name ends so; without one the last. Raises SessionMissingError."""
    if name is not None and (Path(name) / JOURNAL).exists():
        return Path(name)
    every = list_sessions(root)
    found = every[-1:] if name is None else [path for path in every if path.name.endswith(name)]
    if len(found) != 1:
        many = f"{len(found)} sessions end in '{name}'" if found else f"no session '{name or ''}' in {root}"
        known = ", ".join(path.name for path in every[-3:]) or "none; `blackstart session start` begins one"
        raise SessionMissingError(f"{many}; there are {known}")
    return found[0]


@contextmanager
def hold_fleet(root: Path, fleet: str, holder: Holder) -> Iterator["FleetLock"]:
    """Be the only driver of a fleet's sessions; the kernel lets go when this process dies. Raises HeldByOtherError."""
    descriptor = os.open(root / f"{fleet}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise HeldByOtherError(describe_holder(os.pread(descriptor, 4096, 0))) from error
        lock = FleetLock(descriptor)
        lock.tell(holder)
        yield lock
    finally:
        os.close(descriptor)


class FleetLock:
    """A lock that is held: others read from it who holds it, and at which step."""

    def __init__(self, descriptor: int) -> None:
        """Hold the descriptor; who opened it closes it."""
        self._descriptor = descriptor

    def tell(self, holder: Holder) -> None:
        """Say who holds it. It is a help for people: what counts is the lock itself."""
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, msgspec.json.encode(holder), 0)


def describe_holder(data: bytes) -> str:
    """Say who holds the lock, as far as it can be read."""
    try:
        held = msgspec.json.decode(data, type=Holder)
    except msgspec.MsgspecError:
        return "HELD_BY somebody who has just begun; try again"
    return (
        f"HELD_BY {held.user} on {held.host}, pid {held.pid}, step {held.step or '-'}, since {held.since}; "
        f"`blackstart session take-over {held.session} --note TEXT` after asking them"
    )
