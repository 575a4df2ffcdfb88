"""What a pack was accepted to mean, by the installed command: a loosened part of the AWOOOI pack is found."""

import shutil
from pathlib import Path

import pytest
from end_to_end.conftest import Run

PACK = Path(__file__).parents[2] / "packs/awoooi"


@pytest.fixture
def accepted(tmp_path: Path, blackstart: Run) -> Path:
    """Make a copy of the AWOOOI pack that somebody accepted."""
    folder = tmp_path / "awoooi"
    shutil.copytree(PACK, folder)
    done = blackstart("audit", str(folder), "--accept", "--by", "Mei", "--note", "As drilled.")
    assert done.returncode == 0, done.stderr
    return folder


def edit(folder: Path, old: str, new: str) -> None:
    """Change the one place in the pack's files where that stands."""
    files = [path for path in folder.rglob("*.yml") if old in path.read_text()]
    assert len(files) == 1, files
    text = files[0].read_text()
    assert text.count(old) == 1
    files[0].write_text(text.replace(old, new))


LOOSENED = (
    (
        "row.days_behind >= 0 && row.days_behind <= 2",
        "row.days_behind >= 0 && row.days_behind <= 200",
        "check 188-sales-freshness: `expect` was {old}, is {new}: weaker",
    ),
)


@pytest.mark.parametrize(("old", "new", "said"), LOOSENED)
def test_a_loosened_part_of_the_pack_is_found(blackstart: Run, accepted: Path, old: str, new: str, said: str) -> None:
    """BLOCKED, with both values; until somebody accepts it by name."""
    assert blackstart("audit", str(accepted), "--only", "lock").returncode == 0
    edit(accepted, old, new)
    words = said.format(old=old, new=new)
    done = blackstart("audit", str(accepted), "--only", "lock")
    assert (done.returncode, words in " ".join(done.stdout.split())) == (2, True), done.stdout
    taken = blackstart("audit", str(accepted), "--accept", "--by", "Lin", "--note", "A week of holidays.")
    assert f"{words}\n" in taken.stdout
    assert "1 of them not accepted before; by Lin\n" in taken.stdout
    assert blackstart("audit", str(accepted), "--only", "lock").returncode == 0
    assert (accepted / "pack.lock").read_text().count("\naccepted {") == 2


def test_who_accepts_says_so_and_why(blackstart: Run, pack: Path) -> None:
    """All three options, a pack that can be read, and a file that nobody edited."""
    assert blackstart("audit", str(pack), "--accept", "--by", "Mei").returncode == 64
    assert blackstart("audit", str(pack), "--by", "Mei", "--note", "x").returncode == 64
    assert blackstart("audit", "nowhere", "--accept", "--by", "Mei", "--note", "x").returncode == 65
    (pack / "pack.lock").write_text("check up 0000000000000000 {}\n")
    edited = blackstart("audit", str(pack))
    assert (edited.returncode, f"{pack}/pack.lock:1: 'check up' was edited" in edited.stderr) == (65, True)
    (pack / "pack.lock").unlink()
    (pack / "pack.lock").mkdir()
    assert blackstart("audit", str(pack), "--accept", "--by", "Mei", "--note", "x").returncode == 65
