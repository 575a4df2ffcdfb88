"""Which run was written last: a note beside the runs, so that finding it costs the same among any number."""

import contextlib
from pathlib import Path

import msgspec

from blackstart.files import read_regular
from blackstart.journal.durable import write_durably
from blackstart.journal.folder import scan_tip

TIP = ".tip"
LARGEST_NOTE = 4096


class Coming(msgspec.Struct, frozen=True):
    """A run that is about to appear: its folder's name and its manifest's digest."""

    name: str
    digest: str


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """The manifest digest of the run written last; and of one that was begun after it, if its end was not noted."""

    digest: str | None
    coming: Coming | None = None


def find_tip(folder: Path) -> str | None:
    """Return the manifest digest of the run written last, also where that run was removed since.

    Folders without a note, as older versions wrote them, are looked through.
    """
    note = read_note(folder)
    if note is None:
        return scan_tip(folder)
    if note.coming is not None and (folder / note.coming.name).is_dir():
        return note.coming.digest
    return note.digest


def read_note(folder: Path) -> Note | None:
    """Return the note, or None where there is none that can be read."""
    try:
        return msgspec.json.decode(read_regular(folder / TIP, LARGEST_NOTE, within=folder), type=Note)
    except (OSError, msgspec.MsgspecError):
        return None


def note_coming(folder: Path, previous: str | None, name: str, digest: str) -> None:
    """Note the run before it appears: whoever dies in between leaves a note that is right either way."""
    note = Note(digest=previous, coming=Coming(name=name, digest=digest))
    write_durably(folder / TIP, msgspec.json.encode(note))


def note_come(folder: Path, digest: str) -> None:
    """Note that the run is there, so that its removal will be seen.

    The run is on disk by now and the note before it still right, so a full disk is no failure.
    """
    with contextlib.suppress(OSError):
        write_durably(folder / TIP, msgspec.json.encode(Note(digest=digest)))
