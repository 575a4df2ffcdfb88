"""What a pack was accepted to mean, by the installed command: a loosened part of the AWOOOI pack is found."""

import re
import shutil
from pathlib import Path

import msgspec
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


def edit(folder: Path, pattern: str, new: str) -> None:
    """Change what stands so in the pack's files, drills apart; it must stand somewhere."""
    files = [path for path in folder.rglob("*.yml") if "drill" not in path.parts]
    found = [path for path in files if re.search(pattern, path.read_text())]
    assert found
    for path in found:
        path.write_text(re.sub(pattern, new, path.read_text()))


@pytest.mark.parametrize("name", ["awoooi", "homelab-example", "localhost"])
def test_a_shipped_pack_means_what_was_accepted(blackstart: Run, name: str) -> None:
    """Whoever loosens a copy of it is told; whoever changes it here says so in its pack.lock."""
    done = blackstart("audit", str(PACK.parent / name), "--only", "lock", "--format", "json")
    assert (done.returncode, [one["outcome"] for one in msgspec.json.decode(done.stdout)["findings"]]) == (0, ["PASS"])


LOOSENED = {
    "threshold": (
        "row.days_behind <= 2",
        "row.days_behind <= 200",
        (
            "check 188-sales-freshness: `expect` was row.days_behind >= 0 && row.days_behind <= 2, "
            "is row.days_behind >= 0 && row.days_behind <= 200: weaker"
        ),
    ),
    "level": (
        r"(- level: B4_FULL_STACK_GREEN[\s\S]*?needs:) .*",
        r"\1 {states: [SERVICE_READY]}",
        r"level B4_FULL_STACK_GREEN: .*`requires\.about` was .*, is not set: weaker; .*SERVICE_READY",
    ),
    "window": ('to: "07:30"', 'to: "04:30"', "OFFSITE_SYNC: `window.closes` was 450, is 270: cannot be compared"),
    "gate": (
        "(?m)^        - break_glass_admin_credentials\n",
        "",
        (
            'check escrow-markers: `spec.names` was with ["break_glass_admin_credentials"], is with [] instead: '
            "cannot be compared"
        ),
    ),
}


@pytest.mark.parametrize("case", LOOSENED)
def test_a_loosened_part_of_the_pack_is_found(blackstart: Run, accepted: Path, case: str) -> None:
    """BLOCKED, with both values; until somebody accepts it by name."""
    old, new, said = LOOSENED[case]
    assert blackstart("audit", str(accepted), "--only", "lock").returncode == 0
    edit(accepted, old, new)
    done = blackstart("audit", str(accepted), "--only", "lock", "--format", "json")
    found = [f"{one['about']}: {one['message']}" for one in msgspec.json.decode(done.stdout)["findings"]]
    assert done.returncode == 2
    assert any(said in one or re.search(said, one) for one in found), found
    taken = blackstart("audit", str(accepted), "--accept", "--by", "Lin", "--note", "A week of holidays.")
    assert set(found) <= set(taken.stdout.splitlines())
    assert f"{len(found)} of them not accepted before; by Lin\n" in taken.stdout
    assert blackstart("audit", str(accepted), "--only", "lock").returncode == 0
    assert (accepted / "pack.lock").read_text().count("\naccepted {") == 3  # as shipped, by Mei, by Lin


def test_a_gate_that_can_never_clear_is_refused_at_load(blackstart: Run, accepted: Path) -> None:
    """With what it waits for and what the line says, in file and line."""
    edit(
        accepted, r"(?m)^    about: dr\n    marker_files:", "    about: dr\n    expect: missing == 5\n    marker_files:"
    )
    done = blackstart("audit", str(accepted))
    assert done.returncode == 65
    assert "'escrow-markers' can never meet `missing == 5` and pass, so its gate could never clear" in done.stderr
    assert "phases/7-p2-schedules.yml:" in done.stderr


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
