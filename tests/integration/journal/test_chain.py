"""Each run holds the digest of the manifest before it."""

import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from blackstart.journal.bundle import BundleError, read_run
from blackstart.journal.chain import verify_chain
from blackstart.journal.manifest import MANIFEST
from blackstart.journal.tip import TIP

Write = Callable[[int], Path]


def test_runs_are_chained(write: Write, runs: Path) -> None:
    """Each names the manifest before it; the first names none."""
    written = [write(number) for number in range(3)]
    previous = [read_run(path).run.previous for path in written]
    manifests = [sha256((path / MANIFEST).read_bytes()).hexdigest() for path in written]
    assert previous == [None, *manifests[:2]]
    assert verify_chain(runs).runs == tuple(written)


def test_chain_follows_writing_not_starting(write: Write, runs: Path) -> None:
    """A long run that began earlier is written later, and comes after."""
    written = [write(number) for number in (5, 1, 3)]
    assert verify_chain(runs).runs == tuple(written)


def test_empty_folder_is_a_chain(tmp_path: Path) -> None:
    """No run is no error; no folder is."""
    assert verify_chain(tmp_path).runs == ()
    with pytest.raises(BundleError, match="no folder of runs"):
        verify_chain(tmp_path / "none")


def test_oldest_runs_may_be_removed(write: Write, runs: Path) -> None:
    """The chain then says after which one it begins."""
    first, *rest = [write(number) for number in range(3)]
    digest = sha256((first / MANIFEST).read_bytes()).hexdigest()
    shutil.rmtree(first)
    chain = verify_chain(runs)
    assert chain.runs == tuple(rest)
    assert chain.follows == digest


def test_run_removed_in_between_is_noticed(write: Write, runs: Path) -> None:
    """The run after it says so, and a new one still goes on from the latest."""
    _, second, third = [write(number) for number in range(3)]
    digest = sha256((third / MANIFEST).read_bytes()).hexdigest()
    shutil.rmtree(second)
    with pytest.raises(BundleError, match=f"{third}: the run before it, with manifest"):
        verify_chain(runs)
    assert read_run(write(3)).run.previous == digest


def test_run_from_elsewhere_is_noticed(write: Write, runs: Path, tmp_path: Path) -> None:
    """A first run of another folder does not belong to this one."""
    shutil.move(write(9), tmp_path)
    shutil.rmtree(runs)
    write(0)
    shutil.copytree(next(tmp_path.glob("2026*")), runs / next(tmp_path.glob("2026*")).name)
    with pytest.raises(BundleError, match="says no run came before it"):
        verify_chain(runs)


def test_two_runs_after_the_same_one_are_noticed(write: Write, runs: Path, tmp_path: Path) -> None:
    """A second history beside the first is refused."""
    write(0)
    branch = write(1)
    shutil.move(branch, tmp_path)
    (runs / TIP).unlink()
    write(2)
    shutil.move(tmp_path / branch.name, runs)
    with pytest.raises(BundleError, match=f"follows the same run as {branch.name}"):
        verify_chain(runs)


def test_damaged_run_breaks_the_chain_but_keeps_none_from_being_written(write: Write, runs: Path) -> None:
    """Verifying names it; the run after it still follows it, so that nothing leads past it."""
    _, second = write(0), write(1)
    digest = sha256((second / MANIFEST).read_bytes()).hexdigest()
    (second / MANIFEST).unlink()
    assert read_run(write(2)).run.previous == digest
    with pytest.raises(BundleError, match=f"{second / MANIFEST}: missing"):
        verify_chain(runs)


def test_newest_run_removed_is_noticed(write: Write, runs: Path) -> None:
    """Also when another one was written since."""
    _, second = write(0), write(1)
    digest = sha256((second / MANIFEST).read_bytes()).hexdigest()
    shutil.rmtree(second)
    with pytest.raises(BundleError, match=f"{runs}: the run written last, with manifest {digest}, is not here"):
        verify_chain(runs)
    third = write(2)
    with pytest.raises(BundleError, match=f"{third}: the run before it, with manifest {digest}, is not here"):
        verify_chain(runs)


def test_all_runs_removed_is_noticed(write: Write, runs: Path) -> None:
    """Unless the note went with them."""
    shutil.rmtree(write(0))
    with pytest.raises(BundleError, match="the run written last"):
        verify_chain(runs)
    (runs / TIP).unlink()
    assert verify_chain(runs).runs == ()


def test_run_put_after_the_newest_is_noticed(write: Write, runs: Path) -> None:
    """It follows the run written last, and was not written here."""
    write(0)
    note = (runs / TIP).read_bytes()
    second = write(1)
    (runs / TIP).write_bytes(note)
    with pytest.raises(BundleError, match=f"{second}: follows the run written last"):
        verify_chain(runs)


def test_chain_without_a_note_is_as_good(write: Write, runs: Path) -> None:
    """Folders written by older versions have none, and so may copies."""
    written = [write(0), write(1)]
    (runs / TIP).unlink()
    assert verify_chain(runs).runs == tuple(written)
    assert read_run(write(2)).run.previous == sha256((written[1] / MANIFEST).read_bytes()).hexdigest()
