"""What dead writers and strangers leave behind is in nobody's way, and two writers at once are not in each other's."""

import fcntl
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from blackstart.journal.chain import verify_chain
from blackstart.journal.durable import write_durably

Write = Callable[[int], Path]


def make_file(path: Path) -> None:
    """Leave a file."""
    path.write_text("left")


def make_folder(path: Path) -> None:
    """Leave a folder that is not empty."""
    path.mkdir()
    (path / "run.json").write_text("{}")


def make_link(path: Path) -> None:
    """Leave a link to nowhere."""
    path.symlink_to("/nonexistent")


def make_pipe(path: Path) -> None:
    """Leave a named pipe."""
    os.mkfifo(path)


@pytest.mark.parametrize("leave", [make_file, make_folder, make_link, make_pipe])
@pytest.mark.parametrize("name", [".stray.partial", ".{name}.partial", "..tip.0123.tmp"])
def test_stray_blocks_no_run(write: Write, runs: Path, leave: Callable[[Path], None], name: str) -> None:
    """Whatever it is, also under the name that the next run would have taken once; it is removed."""
    first = write(0)
    stray = runs / name.format(name=first.name)
    leave(stray)
    write(1)
    assert len(verify_chain(runs).runs) == 2
    assert not os.path.lexists(stray)


def test_stray_that_cannot_be_removed_blocks_no_run(write: Write, runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As one of another account in a folder with the sticky bit."""
    write(0)
    make_file(runs / ".stray.partial")
    monkeypatch.setattr(Path, "unlink", refuse)
    write(1)
    assert len(verify_chain(runs).runs) == 2


def refuse(path: Path, *, missing_ok: bool = False) -> None:
    """Refuse to remove a stray, as the system does."""
    if path.name == ".stray.partial":
        raise PermissionError(1, "Operation not permitted")
    if not missing_ok or path.exists():
        os.unlink(path)  # noqa: PTH108  # Path's own is this function


def test_what_dead_writers_left_is_cleared_and_what_others_write_is_not(tmp_path: Path) -> None:
    """A writer holds the lock of its temporary file as long as it lives."""
    path = tmp_path / "summary.txt"
    (tmp_path / ".summary.txt.dead.tmp").write_text("half")
    alive = tmp_path / ".summary.txt.alive.tmp"
    alive.write_text("half")
    make_folder(tmp_path / ".summary.txt.partial")
    with alive.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        write_durably(path, b"whole")
    assert path.read_bytes() == b"whole"
    assert alive.exists()
    assert not (tmp_path / ".summary.txt.dead.tmp").exists()


def test_two_writers_at_once(tmp_path: Path) -> None:
    """Each writes under a name of its own: none fails, and what is there is of one of them, whole."""
    path = tmp_path / "textfile.prom"
    contents = [bytes([65 + number]) * 100_000 for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda content: write_durably(path, content), contents * 5))
    assert path.read_bytes() in contents
    assert [entry.name for entry in tmp_path.iterdir()] == ["textfile.prom"]
