"""One session on disk: its state is read from the journal, and every event goes through one function."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from blackstart import __version__
from blackstart.journal.session_log import SessionLog, append_event, read_log
from blackstart.model.session import Actor, EventKind, SessionEvent, SessionState
from blackstart.recovery.fold import fold, follow_event
from blackstart.recovery.refusal import RefusedEventError
from blackstart.sessions.folder import APPROVALS

Clock = Callable[[], float]


class OpenSession(msgspec.Struct, frozen=True, kw_only=True):
    """A session's folder, who writes to it, and by which clock."""

    folder: Path
    by: Actor
    clock: Clock

    @property
    def approvals(self) -> Path:
        """Where signed approvals are dropped."""
        return self.folder / APPROVALS

    def read(self) -> tuple[SessionState, SessionLog]:
        """Return where the session stands. Raises JournalError, RefusedEventError for what was never admitted."""
        log = read_log(self.folder)
        return fold(log.events), log

    def write(self, kind: EventKind, **fields: Any) -> SessionEvent:
        """Append an event. Raises RefusedEventError, JournalError, JournalWriteError: then nothing was changed."""
        return append_event(self.folder, lambda log: self.admit(log, kind, fields))

    def admit(self, log: SessionLog, kind: EventKind, fields: dict[str, Any]) -> SessionEvent:
        """Return the event, if the session admits it now."""
        event = make_event(kind, self.by, self.clock(), **fields)
        follow_event(fold(log.events), event)
        return event

    def is_admitted(self, kind: EventKind, **fields: Any) -> RefusedEventError | None:
        """Return why the event would be refused now; None where it would not."""
        try:
            self.admit(read_log(self.folder), kind, fields)
        except RefusedEventError as error:
            return error
        return None


def make_event(kind: EventKind, by: Actor, at: float, **fields: Any) -> SessionEvent:
    """Return an event; its place in the journal is given when it is appended."""
    return SessionEvent(seq=0, prev="", at=at, by=by, tool=__version__, event=kind, **fields)
