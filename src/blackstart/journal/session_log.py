"""A session's journal: one event a line, each with the digest of the line before it; appended and never changed."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import msgspec

from blackstart.errors import BadDataError, CannotWriteError
from blackstart.files import read_regular
from blackstart.journal.durable import defer_signals, sync_folder, write_new, write_out
from blackstart.model.session import SessionEvent

JOURNAL = "journal.jsonl"
JOURNAL_LOCK = "journal.lock"
FIRST = "0" * 64
"""What the first line has in place of the digest of a line before it."""
LARGEST_JOURNAL = 1 << 26


class JournalError(BadDataError):
    """A journal that is not as it was written; the message names the line."""


class JournalWriteError(CannotWriteError):
    """An event could not be written; nothing was done, and the journal is as it was."""


class SessionLog(msgspec.Struct, frozen=True, kw_only=True):
    """What a journal holds: its events, the digest of its last line, its length, and what was torn off its end."""

    events: tuple[SessionEvent, ...]
    head: str = FIRST
    size: int = 0
    torn: bytes = b""


class WriterVersion(msgspec.Struct, frozen=True):
    """The part of a line that every version can read."""

    tool: str = ""


def read_log(folder: Path) -> SessionLog:
    """Return what the journal holds, once every line is known to follow the one before it. Raises JournalError."""
    path = folder / JOURNAL
    try:
        data = read_regular(path, LARGEST_JOURNAL, within=folder)
    except FileNotFoundError as error:
        raise JournalError(f"{path}: no journal there; name a session's folder") from error
    except OSError as error:
        raise JournalError(f"{path}: {error.strerror}") from error
    return parse_log(data, str(path))


def parse_log(data: bytes, name: str) -> SessionLog:
    """Return what the bytes hold. A last line without its end was never acknowledged: it is `torn`."""
    whole, end, torn = data.rpartition(b"\n")
    events: list[SessionEvent] = []
    head = FIRST
    for number, line in enumerate(whole.split(b"\n") if end else ()):
        event = read_event(line, f"{name}:{number + 1}")
        if event.prev != head or event.seq != number:
            raise JournalError(f"{name}:{number + 1}: the journal was edited here: this line does not follow the last")
        head = sha256(line).hexdigest()
        events.append(event)
    return SessionLog(events=tuple(events), head=head, size=len(whole) + len(end), torn=torn)


def read_event(line: bytes, place: str) -> SessionEvent:
    """Return the event of a line. Raises JournalError: also for one that only a newer version knows, never skipped."""
    try:
        return msgspec.json.decode(line, type=SessionEvent)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise JournalError(f"{place}: {explain_line(line, error)}") from error


def explain_line(line: bytes, error: Exception) -> str:
    """Say why a line is no event: it was written by another version, or edited."""
    try:
        version = msgspec.json.decode(line, type=WriterVersion).tool
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return f"the journal was edited here: {error}"
    return f"{error}; written by {version or 'an unknown version'}: use that or a newer one, or the line was edited"


def write_event(event: SessionEvent) -> bytes:
    """Return an event as a line."""
    return msgspec.json.encode(event) + b"\n"


Make = Callable[[SessionLog], SessionEvent]
"""Makes the next event from what the journal holds, or raises what it is refused with."""


def append_event(folder: Path, make: Make) -> SessionEvent:
    """Add what `make` returns to the journal; it is on disk on return. Raises JournalError, JournalWriteError.

    Nobody else appends meanwhile, so that `make` sees all there is. Half a line that a dead writer left is cut off and
    kept beside it.
    """
    with hold_journal(folder), defer_signals():
        log = read_log(folder)
        event = make(log)
        made = msgspec.structs.replace(event, seq=len(log.events), prev=log.head)
        try:
            put_at_end(folder / JOURNAL, log, write_event(made))
        except OSError as error:
            raise JournalWriteError(
                f"{folder / JOURNAL}: cannot write: {error.strerror}; nothing was done; make room and go on"
            ) from error
        return made


@contextmanager
def hold_journal(folder: Path) -> Iterator[None]:
    """Be the journal's only writer for the moment (flock(2)); the kernel lets go for who dies."""
    descriptor = os.open(folder / JOURNAL_LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def put_at_end(path: Path, log: SessionLog, line: bytes) -> None:
    """Write the line behind the last whole one; where that fails the journal ends where it ended before."""
    if log.torn:
        keep_torn(path, log)
    descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        os.ftruncate(descriptor, log.size)
        os.lseek(descriptor, log.size, os.SEEK_SET)
        try:
            write_out(descriptor, line)
        except OSError:
            os.ftruncate(descriptor, log.size)
            raise
    finally:
        os.close(descriptor)


def keep_torn(path: Path, log: SessionLog) -> None:
    """Keep beside the journal what was torn off its end; what is kept there already is the same."""
    kept = path.with_name(f"torn-{len(log.events)}-{sha256(log.torn).hexdigest()[:8]}")
    if not kept.exists():
        write_new({kept: log.torn})
        sync_folder(path.parent)


def begin_journal(folder: Path, event: SessionEvent) -> None:
    """Write the first line of a journal that is not there yet. Raises OSError."""
    write_new({folder / JOURNAL: write_event(msgspec.structs.replace(event, seq=0, prev=FIRST))})
