"""Pipes, devices, giants and links out of a pack are refused at once, and no word of what they hold is said."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from blackstart.files import UnfitFileError, read_beginning, read_regular
from blackstart.journal.run import BundleError
from blackstart.journal.tip import find_tip, read_note
from blackstart.journal.verify import verify
from blackstart.packs import PackError, read_beside, read_sources

CANARY = "db.example:5432:app:ops:canary-of-pgpass"
MOST = 1 << 16
Make = Callable[[Path], object]


def make_link(path: Path) -> None:
    """Lead out of the folder, to a file with a secret."""
    outside = path.parents[2] / f"{path.name}.pgpass"
    outside.write_text(f"{CANARY}\n")
    path.symlink_to(outside)


def make_giant(path: Path) -> None:
    """Be a file without blocks, larger than any disk."""
    with path.open("wb") as file:
        file.truncate(1 << 42)


def make_socket(path: Path) -> None:
    """Be a socket nobody listens on."""
    with socket.socket(socket.AF_UNIX) as server:
        place = os.open(path.parent, os.O_PATH)
        server.bind(f"/proc/self/fd/{place}/{path.name}")
        os.close(place)


UNFIT: dict[str, Make] = {
    "pipe": os.mkfifo,
    "link to a secret": make_link,
    "link to /dev/zero": lambda path: path.symlink_to("/dev/zero"),
    "link to the terminal": lambda path: path.symlink_to("/dev/tty"),
    "link to an environment": lambda path: path.symlink_to("/proc/self/environ"),
    "link to itself": lambda path: path.symlink_to(path),
    "giant": make_giant,
    "socket": make_socket,
    "folder": lambda path: path.mkdir(),
}


@pytest.fixture(params=UNFIT)
def unfit(request: pytest.FixtureRequest) -> Make:
    """Return what makes something that is no fit file."""
    return UNFIT[request.param]


def test_whole_file_and_its_beginning(tmp_path: Path) -> None:
    """A link within the folder leads to its file, and one that the operator names leads anywhere."""
    (tmp_path / "file").write_bytes(b"12345")
    (tmp_path / "link").symlink_to("file")
    assert read_regular(tmp_path / "link", 5, within=tmp_path) == b"12345"
    assert read_beginning(tmp_path / "file", 3) == b"123"
    with pytest.raises(UnfitFileError, match="larger than 4 bytes"):
        read_regular(tmp_path / "file", 4)
    with pytest.raises(FileNotFoundError):
        read_regular(tmp_path / "none", 4)


def test_file_whose_size_is_not_told_is_bounded_too() -> None:
    """A file of /proc has no size and may have no end."""
    with pytest.raises(UnfitFileError, match="larger"):
        read_regular(Path("/proc/self/status"), 10)


def test_folder_on_the_way_that_leads_out(tmp_path: Path) -> None:
    """A file behind a link to another folder is none of this one."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file").write_text(CANARY)
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "phases").symlink_to(tmp_path / "other")
    with pytest.raises(UnfitFileError, match="a link out of"):
        read_regular(tmp_path / "pack" / "phases" / "file", 100, within=tmp_path / "pack")


def test_no_unfit_file_is_read(tmp_path: Path, unfit: Make) -> None:
    """And nothing of it is in the message."""
    (tmp_path / "pack").mkdir()
    path = tmp_path / "pack" / "file.yml"
    unfit(path)
    with pytest.raises(OSError, match=r"not a regular file|a link out of|larger than|symbolic links") as refused:
        read_regular(path, MOST, within=tmp_path / "pack")
    assert CANARY not in str(refused.value)


@pytest.mark.parametrize("name", ["fleet.yml", "phases/p0.yml", "views/v.yml", "summary.yml"])
def test_pack_with_an_unfit_file_is_refused(tmp_path: Path, unfit: Make, name: str) -> None:
    """Each file of the baseline is read by the same reader; a folder of that name is another mistake."""
    pack = tmp_path / "pack"
    for folder in ("phases", "views"):
        (pack / folder).mkdir(parents=True)
    (pack / "fleet.yml").write_text("name: x\n")
    (pack / name).unlink(missing_ok=True)
    unfit(pack / name)
    if (pack / name).is_dir() and name != "fleet.yml":
        return
    with pytest.raises(PackError) as refused:
        read_sources(str(pack))
    assert name.rpartition("/")[2] in str(refused.value)
    assert CANARY not in str(refused.value)


def test_files_beside_the_baseline_too(tmp_path: Path) -> None:
    """What the audit of readiness reads of a pack."""
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "fleet.yml").write_text("name: x\n")
    make_link(pack / "README.md")
    with pytest.raises(PackError, match="a link out of") as refused:
        read_beside(str(pack))
    assert CANARY not in str(refused.value)


@pytest.mark.parametrize("name", ["run.json", "manifest.sha256", "exchanges.jsonl"])
def test_bundle_with_an_unfit_file_is_refused(tmp_path: Path, unfit: Make, name: str) -> None:
    """By verify, and so by all that read a run."""
    bundle = tmp_path / "20260101T000000Z-0123456789ab"
    bundle.mkdir()
    for other in ("run.json", "manifest.sha256", "exchanges.jsonl"):
        (bundle / other).write_text("")
    (bundle / name).unlink()
    unfit(bundle / name)
    with pytest.raises(BundleError) as refused:
        verify(bundle)
    assert CANARY not in str(refused.value)


def test_unfit_note_of_the_last_run_is_not_waited_for(tmp_path: Path, unfit: Make) -> None:
    """Without a note the runs themselves are looked through."""
    unfit(tmp_path / ".tip")
    assert read_note(tmp_path) is None
    assert find_tip(tmp_path) is None


COMMANDS = [
    ("gates", "guard", "{pack}", "--summary-file", "{file}"),
    ("gates", "dispatch", "{pack}", "--summary-file", "{file}"),
    ("packets", "make", "{pack}", "--summary-file", "{file}"),
    ("packets", "make", "{pack}", "--dispatch-file", "{file}"),
    ("packets", "guard", "{pack}", "--packet-file", "{file}"),
    ("preflight", "{pack}", "--packet-file", "{file}"),
    ("summary", "{pack}", "--summary-file", "{file}"),
    ("check", "{folder}"),
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("sort", ["pipe", "device"])
def test_commands_end_at_once(tmp_path: Path, words: tuple[str, ...], sort: str) -> None:
    """Exit 65 and a sentence, instead of waiting for a pipe's other end."""
    file = tmp_path / "fleet.yml"
    os.mkfifo(file) if sort == "pipe" else file.symlink_to("/dev/zero")
    argv = [word.format(pack="packs/awoooi", file=file, folder=tmp_path) for word in words]
    done = subprocess.run(
        (sys.executable, "-m", "blackstart", *argv), capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 65, done.stderr
    assert str(file) in done.stderr
    assert "Traceback" not in done.stderr
