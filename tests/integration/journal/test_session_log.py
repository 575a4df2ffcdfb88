"""A session's journal survives whoever writes it, and is believed only where every line follows the one before it."""

import errno
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from unit.recovery.walking import T0, check, event, make_plan, make_start

from blackstart.journal import session_log
from blackstart.journal.session_log import (
    JOURNAL,
    JournalError,
    JournalWriteError,
    SessionLog,
    append_event,
    begin_journal,
    read_log,
)
from blackstart.model.session import EventKind, SessionEvent

CALLS = ("write", "fsync", "ftruncate", "lseek")
"""What the journal asks of the system when it appends."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a session that was started."""
    begin_journal(tmp_path, event(EventKind.STARTED, start=make_start(make_plan(check("a")))))
    return tmp_path


def note(text: str) -> Callable[[SessionLog], SessionEvent]:
    """Return what makes a note, whatever the journal holds."""
    return lambda _: event(EventKind.NOTED, note=text)


def read_notes(folder: Path) -> list[str]:
    """Return the notes in the journal."""
    return [one.note for one in read_log(folder).events[1:]]


def test_events_follow_each_other(folder: Path) -> None:
    """Each line names the digest of the one before it."""
    for text in ("one", "two"):
        append_event(folder, note(text))
    log = read_log(folder)
    assert [one.seq for one in log.events] == [0, 1, 2]
    assert len({one.prev for one in log.events}) == 3
    assert log.size == (folder / JOURNAL).stat().st_size
    assert not log.torn


def test_a_last_line_torn_at_any_byte_is_cut_off_and_kept(folder: Path) -> None:
    """It was never acknowledged; all before it stands, and the next event follows."""
    append_event(folder, note("one"))
    before = (folder / JOURNAL).read_bytes()
    append_event(folder, note("two"))
    whole = (folder / JOURNAL).read_bytes()
    for cut in range(len(before) + 1, len(whole)):
        (folder / JOURNAL).write_bytes(whole[:cut])
        assert read_log(folder).torn == whole[len(before) : cut]
        append_event(folder, note("three"))
        assert read_notes(folder) == ["one", "three"]
        (kept,) = folder.glob("torn-2-*")
        assert kept.read_bytes() == whole[len(before) : cut]
        kept.unlink()


def test_an_edited_line_is_refused_with_its_number(folder: Path) -> None:
    """Every byte of every line but the last counts for the line behind it; a line taken out, or put in, does too."""
    for text in ("one", "two", "three"):
        append_event(folder, note(text))
    lines = (folder / JOURNAL).read_bytes().splitlines(keepends=True)
    edited = [*lines[:2], lines[2].replace(b"two", b"six"), lines[3]]
    for bad, number in ((edited, 4), ([lines[0], *lines[2:]], 2), ([*lines, lines[3]], 5), ([b"{}\n", *lines[1:]], 1)):
        (folder / JOURNAL).write_bytes(b"".join(bad))
        with pytest.raises(JournalError, match=rf"journal\.jsonl:{number}: "):
            read_log(folder)


def test_what_a_newer_version_wrote_is_refused_with_its_version(folder: Path) -> None:
    """An unknown event and an unknown field are never skipped."""
    first = msgspec.json.decode((folder / JOURNAL).read_bytes())
    head = read_log(folder).head
    for strange in ({"event": "began"}, {"deed": "sha256:x"}):
        line = {**first, "seq": 1, "prev": head, "tool": "0.6.0", "event": "noted", **strange}
        (folder / JOURNAL).write_bytes(msgspec.json.encode(first) + b"\n" + msgspec.json.encode(line) + b"\n")
        with pytest.raises(JournalError, match=r":2: .*written by 0\.6\.0: use that or a newer one"):
            read_log(folder)
    (folder / JOURNAL).write_bytes(b"no json\n")
    with pytest.raises(JournalError, match=":1: the journal was edited"):
        read_log(folder)


def test_no_journal_is_an_error(tmp_path: Path) -> None:
    """As is one that is no file."""
    with pytest.raises(JournalError, match="no journal there"):
        read_log(tmp_path)
    (tmp_path / JOURNAL).mkdir()
    with pytest.raises(JournalError, match="not a regular file"):
        read_log(tmp_path)


@pytest.mark.parametrize("call", CALLS[:2])
def test_a_full_disk_leaves_the_journal_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    """Nothing was done, and it goes on once there is room."""
    append_event(folder, note("one"))
    before = (folder / JOURNAL).read_bytes()

    def fail(*_: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, call, fail)
        with pytest.raises(JournalWriteError, match="No space left on device; nothing was done"):
            append_event(folder, note("two"))
    assert (folder / JOURNAL).read_bytes() == before
    append_event(folder, note("three"))
    assert read_notes(folder) == ["one", "three"]


def append_and_die(folder: Path, call: str, number: int, *, after: bool) -> bool:
    """Append in a process that is killed at that call to the system; return whether it came so far."""
    child = os.fork()
    if child == 0:
        real, left = getattr(os, call), [number]

        def die(*arguments: Any) -> Any:
            left[0] -= 1
            if left[0] == 0 and not after:
                os.kill(os.getpid(), signal.SIGKILL)
            result = real(*arguments)
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        setattr(os, call, die)
        try:
            append_event(folder, note("dying"))
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("after", [False, True])
def test_whoever_dies_while_appending_leaves_all_or_nothing(folder: Path, call: str, *, after: bool) -> None:
    """At every call to the system, before and after it."""
    append_event(folder, note("one"))
    deaths = 0
    while append_and_die(folder, call, deaths + 1, after=after):
        deaths += 1
        assert set(read_notes(folder)) <= {"one", "dying"}
        append_event(folder, note("next"))
        assert read_notes(folder)[-1] == "next"
    assert deaths >= 1
    assert read_log(folder).events


def test_many_append_at_once(folder: Path) -> None:
    """Each has its own place; none is lost."""
    children = []
    for number in range(8):
        child = os.fork()
        if child == 0:
            try:
                for _ in range(5):
                    append_event(folder, note(f"{number}"))
            finally:
                os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    assert sorted(read_notes(folder)) == sorted([f"{number}" for number in range(8)] * 5)


def test_what_is_refused_is_not_written(folder: Path) -> None:
    """Whoever makes the event sees all there is, and may refuse."""

    def refuse(log: SessionLog) -> SessionEvent:
        assert len(log.events) == 1
        raise ValueError(session_log.FIRST)

    with pytest.raises(ValueError, match="0000"):
        append_event(folder, refuse)
    assert read_notes(folder) == []
    assert read_log(folder).events[0].at == T0
