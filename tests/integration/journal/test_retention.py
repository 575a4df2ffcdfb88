"""Old runs go from the beginning of the chain; what is left is a chain."""

from collections.abc import Callable
from pathlib import Path

import pytest

from blackstart.journal.chain import verify_chain
from blackstart.journal.manifest import MANIFEST
from blackstart.journal.retention import RetentionError, prune_runs

Write = Callable[[int], Path]
STARTED = 1782478445.5


def test_only_the_newest_are_kept(write: Write, runs: Path) -> None:
    """And the chain tells after which one it begins."""
    written = [write(number) for number in range(5)]
    assert prune_runs(runs, keep=2) == tuple(written[:3])
    assert verify_chain(runs).runs == tuple(written[3:])
    assert verify_chain(runs).follows is not None
    assert prune_runs(runs, keep=2) == ()


def test_old_ones_go(write: Write, runs: Path) -> None:
    """Those that began before that time."""
    written = [write(number) for number in range(4)]
    prune_runs(runs, since=STARTED + 119)
    assert verify_chain(runs).runs == tuple(written[2:])


def test_both_limits_count(write: Write, runs: Path) -> None:
    """The stricter one decides."""
    written = [write(number) for number in range(5)]
    prune_runs(runs, keep=3, since=STARTED + 230)
    assert verify_chain(runs).runs == tuple(written[4:])


def test_run_written_last_always_stays(write: Write, runs: Path) -> None:
    """However old it is."""
    written = [write(number) for number in range(2)]
    prune_runs(runs, since=STARTED + 1e9)
    assert verify_chain(runs).runs == (written[1],)


def test_order_is_the_chain_s(write: Write, runs: Path) -> None:
    """A run that began early and was written late is not the oldest, and holds those after it."""
    written = [write(number) for number in (5, 1, 3)]
    prune_runs(runs, keep=2)
    assert verify_chain(runs).runs == tuple(written[1:])
    prune_runs(runs, since=STARTED + 170)
    assert verify_chain(runs).runs == (written[2],)


def test_empty_folder_keeps_nothing(runs: Path) -> None:
    """There is nothing to remove."""
    runs.mkdir()
    assert prune_runs(runs, keep=1) == ()


def test_damaged_run_and_those_before_it_stay(write: Write, runs: Path) -> None:
    """They are left for verifying to tell of."""
    written = [write(number) for number in range(4)]
    (written[1] / MANIFEST).unlink()
    assert prune_runs(runs, keep=1) == (written[2],)
    assert written[0].exists()
    assert written[1].exists()


def test_what_was_left_of_removing_is_removed(write: Write, runs: Path) -> None:
    """A run whose removal was cut off is gone for readers at once, and from disk with the next writing."""
    written = [write(number) for number in range(2)]
    written[0].rename(runs / f".{written[0].name}.partial")
    assert verify_chain(runs).runs == (written[1],)
    write(2)
    assert not list(runs.glob(".*.partial"))


def test_what_cannot_be_removed_is_said(write: Write, runs: Path, tmp_path: Path) -> None:
    """And nothing that is left is damaged."""
    write(0)
    with pytest.raises(RetentionError, match="cannot remove old runs"):
        prune_runs(tmp_path / "none", keep=1)
    assert list(tmp_path.iterdir()) == [runs]
