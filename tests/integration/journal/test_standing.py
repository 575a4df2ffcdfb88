"""A run counts only as a link of its folder's chain: one put there by hand, or a chain that is cut, is refused."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from blackstart.journal.run import BundleError
from blackstart.journal.standing import require_standing
from blackstart.journal.tip import TIP

Write = Callable[[int], Path]


def test_each_run_of_a_whole_chain_stands(write: Write, runs: Path) -> None:
    """The newest and the oldest, also where the note is gone and where older ones were removed."""
    first, *others = [write(number) for number in range(4)]
    for run in (first, *others):
        require_standing(run)
    shutil.rmtree(first)
    (runs / TIP).unlink()
    for run in others:
        require_standing(run)


def test_chain_without_its_newest_run_is_refused(write: Write) -> None:
    """Whichever run is asked of: what was seen last may have been worse."""
    first, newest = write(0), write(1)
    shutil.rmtree(newest)
    with pytest.raises(BundleError, match="the run written last"):
        require_standing(first)


def test_chain_without_a_run_between_is_refused(write: Write) -> None:
    """For those before it; those after it stand."""
    first, second, third = (write(number) for number in range(3))
    shutil.rmtree(second)
    require_standing(third)
    with pytest.raises(BundleError, match="not in the chain"):
        require_standing(first)


def test_run_put_in_by_hand_is_refused(write: Write, runs: Path, tmp_path: Path) -> None:
    """Though it is whole by itself; alone in a folder nothing speaks against it."""
    first = write(0)
    away = shutil.copytree(first, tmp_path / "away" / first.name)
    shutil.rmtree(runs)
    write(1)
    put = shutil.copytree(away, runs / first.name)
    with pytest.raises(BundleError, match="put here by hand"):
        require_standing(put)
    require_standing(away)


def test_edited_manifest_between_is_told(write: Write) -> None:
    """By its file."""
    first, second, _ = (write(number) for number in range(3))
    manifest = second / "manifest.sha256"
    manifest.write_bytes(manifest.read_bytes() + b"\n")
    with pytest.raises(BundleError, match=r"manifest\.sha256: its chain of runs is broken"):
        require_standing(first)
