"""Each run holds the digest of the manifest before it."""

import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from blackstart.journal.bundle import BundleError, read_run
from blackstart.journal.chain import verify_chain
from blackstart.journal.manifest import MANIFEST

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
    write(2)
    shutil.move(tmp_path / branch.name, runs)
    with pytest.raises(BundleError, match=f"follows the same run as {branch.name}"):
        verify_chain(runs)


def test_damaged_run_breaks_the_chain_but_keeps_none_from_being_written(write: Write, runs: Path) -> None:
    """Verifying names it; writing goes on after the last one that can be read."""
    first, second = write(0), write(1)
    (second / MANIFEST).unlink()
    third = write(2)
    assert read_run(third).run.previous == sha256((first / MANIFEST).read_bytes()).hexdigest()
    with pytest.raises(BundleError, match=f"{second / MANIFEST}: missing"):
        verify_chain(runs)
