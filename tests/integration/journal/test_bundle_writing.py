"""A bundle appears whole or not at all: full disks, kill -9 at any moment, several writers."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from blackstart.journal.bundle import BundleWriteError, Run, read_run, write_run
from blackstart.journal.chain import verify_chain
from blackstart.journal.folder import find_runs
from blackstart.journal.tip import TIP
from blackstart.model.exchange import Exchange
from blackstart.model.scorecard import Scorecard

Write = Callable[[int], Path]

WRITER = """
import os, resource, signal, sys
from pathlib import Path
from blackstart.journal.bundle import BundleWriteError, Run, write_run
from blackstart.model.scorecard import RunSpan
from blackstart.testing.builders import make_check, make_fleet, make_scorecard

folder, count, fatal, limit = Path(sys.argv[1]), *map(int, sys.argv[2:])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
syncs = 0
sync = os.fsync
def sync_or_die(descriptor):
    global syncs
    syncs += 1
    if syncs == fatal:
        os.kill(os.getpid(), signal.SIGKILL)
    sync(descriptor)
os.fsync = sync_or_die
scorecard = make_scorecard(make_fleet(make_check("web")))
for number in range(count):
    name = f"{os.getpid()}-{number}"
    run = Run(tool_version="0", run_id=name, fleet="f", baseline_digest="", span=RunSpan(started=9.0))
    try:
        print(write_run(folder, run, (), scorecard, "S=1\\n" * 9000, {"a.log": ""}), syncs)
    except BundleWriteError as error:
        sys.exit(str(error))
"""


def start_writer(folder: Path, *, count: int = 1, fatal: int = 0, limit: int = 0) -> subprocess.Popen[str]:
    """Start a process that writes runs; it is killed at its `fatal`th fsync, its files limited to `limit` bytes."""
    command = [sys.executable, "-c", WRITER, str(folder), str(count), str(fatal), str(limit)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def names_in(folder: Path) -> set[str]:
    """Return all names in the folder but the lock's and the note's."""
    return {path.name for path in folder.iterdir()} - {".lock", TIP}


def test_killed_writer_leaves_no_half_bundle(runs: Path) -> None:
    """Killed before each of its fsyncs in turn, a bundle is there whole or not there; the next one is written."""
    out, _ = start_writer(runs).communicate()
    needed = int(out.split()[1])
    assert needed >= 10
    for fatal in range(1, needed):
        before = len(find_runs(runs))
        killed = start_writer(runs, fatal=fatal)
        killed.communicate()
        assert killed.returncode == -signal.SIGKILL
        assert before <= len(verify_chain(runs).runs) <= before + 1
    out, _ = start_writer(runs).communicate()
    assert names_in(runs) == {path.name for path in find_runs(runs)}
    assert str(verify_chain(runs).runs[-1]) == out.split()[0]


def test_remains_of_a_killed_writer_are_no_run_and_go(write: Write, runs: Path) -> None:
    """An unfinished folder is not among the runs; the next writer removes it."""
    earlier = write(0)
    remains = earlier.rename(runs / f".{earlier.name}.partial")
    assert find_runs(runs) == ()
    write(1)
    assert not remains.exists()


def test_file_too_large_is_said_and_leaves_nothing(write: Write, runs: Path) -> None:
    """A write that fails part way, as on a full disk, leaves the runs before it and no more."""
    earlier = write(0)
    refused = start_writer(runs, limit=20000)
    _, said = refused.communicate()
    assert refused.returncode == 1
    assert f"{runs}: cannot write the run bundle: File too large; nothing of it is left" in said
    assert names_in(runs) == {earlier.name}
    read_run(earlier)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a file system of 64 kB."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk; the limit on file sizes is tested without")
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], check=False).returncode:
        pytest.skip("this machine does not let root mount a tmpfs")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_full_disk_is_said_and_leaves_earlier_runs(
    small_disk: Path, run: Run, exchanges: tuple[Exchange, ...], scorecard: Scorecard
) -> None:
    """Runs are written until the disk is full; what was written before stays whole, and room mends it."""
    written = []
    with pytest.raises(BundleWriteError, match=r"No space left on device; .* make room in"):  # noqa: PT012  # until it fails
        for number in range(9):
            numbered = msgspec.structs.replace(run, run_id=str(number))
            written.append(write_run(small_disk, numbered, exchanges, scorecard, "", {}))
    assert written
    assert names_in(small_disk) == {path.name for path in written}
    assert verify_chain(small_disk).runs == tuple(written)


def test_writers_at_once_make_one_chain(runs: Path) -> None:
    """Three processes and no bundle lost, none twice, each after another."""
    writers = [start_writer(runs, count=5) for _ in range(3)]
    for writer in writers:
        writer.communicate()
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    assert len(verify_chain(runs).runs) == 15


def test_threads_at_once_make_one_chain(write: Write, runs: Path) -> None:
    """The lock holds within a process too."""
    with ThreadPoolExecutor(4) as pool:
        written = set(pool.map(write, range(8)))
    assert set(verify_chain(runs).runs) == written


def test_name_that_is_taken_is_not_overwritten(write: Write, runs: Path) -> None:
    """A folder in the run's place stays as it is."""
    first = write(0)
    taken = first.rename(first.with_name("aside"))
    (first / "mine").mkdir(parents=True)
    (runs / TIP).unlink()
    with pytest.raises(BundleWriteError, match="cannot write the run bundle"):
        write(0)
    assert names_in(runs) == {first.name, taken.name}


@pytest.mark.parametrize("name", ["../110.log", "a/b", "", ".hidden", "a\nb"])
def test_log_with_a_bad_name_is_refused(
    runs: Path, run: Run, exchanges: tuple[Exchange, ...], scorecard: Scorecard, name: str
) -> None:
    """A log stays in its folder, under a name any file system takes."""
    with pytest.raises(BundleWriteError, match="no name for a log"):
        write_run(runs, run, exchanges, scorecard, "", {name: ""})
    assert not runs.exists()


def test_text_that_is_no_unicode_is_said(
    runs: Path, run: Run, exchanges: tuple[Exchange, ...], scorecard: Scorecard
) -> None:
    """A lone surrogate, as from a path that is not UTF-8, is refused by name and not half written."""
    odd = msgspec.structs.replace(run, pack="packs/\udcff")
    with pytest.raises(BundleWriteError, match="text that is not Unicode"):
        write_run(runs, odd, exchanges, scorecard, "", {})
    assert names_in(runs) == set()


def test_logs_keep_what_is_no_unicode(
    runs: Path, run: Run, exchanges: tuple[Exchange, ...], scorecard: Scorecard
) -> None:
    """In logs and summary it stands as an escape, so a run is not lost for it."""
    bundle = write_run(runs, run, exchanges, scorecard, "X=\udcff\n", {"a": "\udcff"})
    assert read_run(bundle).summary == "X=\\udcff\n"
    assert (bundle / "logs/a").read_text() == "\\udcff"


def test_nobody_else_may_read_a_run(tmp_path: Path) -> None:
    """Neither its files nor its folders, whatever the umask; a folder of runs that was open is closed."""
    folder = tmp_path / "state" / "runs"
    before = os.umask(0)
    try:
        start_writer(folder).communicate()
    finally:
        os.umask(before)
    modes = {path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file()}
    folders = {path.stat().st_mode & 0o777 for path in (folder.parent, folder, *folder.rglob("*")) if path.is_dir()}
    assert (modes, folders) == ({0o600}, {0o700})
    folder.chmod(0o755)
    start_writer(folder).communicate()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_folder_with_other_things_in_it_keeps_its_mode(tmp_path: Path) -> None:
    """It may be anybody's, as /tmp is; the run in it is closed by itself."""
    tmp_path.chmod(0o755)
    (tmp_path / "mine.txt").touch()
    start_writer(tmp_path).communicate()
    assert tmp_path.stat().st_mode & 0o777 == 0o755
    assert [path.stat().st_mode & 0o777 for path in find_runs(tmp_path)] == [0o700]
