"""Which run was written last is known at once, and right whenever the writer died."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from blackstart.journal.chain import verify_chain
from blackstart.journal.folder import scan_tip
from blackstart.journal.manifest import MANIFEST
from blackstart.journal.tip import TIP, find_tip, note_come, note_coming

Write = Callable[[int], Path]


def digest_of(run: Path) -> str:
    """Return the digest of the run's manifest."""
    return sha256((run / MANIFEST).read_bytes()).hexdigest()


def test_tip_is_the_run_written_last(write: Write, runs: Path) -> None:
    """As looking through all of them finds it."""
    runs.mkdir()
    assert find_tip(runs) is None
    for number in (2, 0, 1):
        assert find_tip(runs) == scan_tip(runs)
        newest = write(number)
        assert find_tip(runs) == digest_of(newest)


def test_writer_that_died_before_the_run_appeared_wrote_nothing(write: Write, runs: Path) -> None:
    """What it noted was coming has not come."""
    first = write(0)
    note_coming(runs, digest_of(first), "20260626T125505Z-000000000000", "0" * 64)
    assert find_tip(runs) == digest_of(first)
    assert verify_chain(runs).runs == (first,)


def test_writer_that_died_after_the_run_appeared_wrote_it(write: Write, runs: Path) -> None:
    """What it noted was coming is there."""
    first, second = write(0), write(1)
    note_coming(runs, digest_of(first), second.name, digest_of(second))
    assert find_tip(runs) == digest_of(second)
    assert verify_chain(runs).runs == (first, second)


@pytest.mark.parametrize("note", [b"", b"{", b'{"coming": 1}', b"\xff"])
def test_note_that_cannot_be_read_is_looked_past(write: Write, runs: Path, note: bytes) -> None:
    """The runs themselves tell."""
    newest = write(0)
    (runs / TIP).write_bytes(note)
    assert find_tip(runs) == digest_of(newest)


def test_note_of_a_run_that_is_there_needs_no_room(write: Write, runs: Path) -> None:
    """The run is whole on disk by then, and the note before it says which it is."""
    first, second = write(0), write(1)
    note_coming(runs, digest_of(first), second.name, digest_of(second))
    (runs / TIP).rename(runs / "kept")
    (runs / TIP).mkdir()
    note_come(runs, digest_of(second))
    (runs / TIP).rmdir()
    (runs / "kept").rename(runs / TIP)
    assert find_tip(runs) == digest_of(second)
