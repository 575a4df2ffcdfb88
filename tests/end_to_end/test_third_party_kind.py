"""A kind that another package ships: found by its entry point, documented, drilled, judged, and read-only."""

import json
import os
import shutil
from pathlib import Path

import pytest
from end_to_end.conftest import Run

PACKAGE = Path(__file__).parents[1] / "third_party/blackstart_md"
MDSTAT = "Personalities : [raid1]\nmd0 : active raid1 sdb1[1] sda1[0]\n      1046528 blocks [2/2] [UU]\n"
CHECK = "  - id: arrays\n    on: nas\n    {kind}\n    why: A disk more, and it is lost.\n    next: mdadm --detail.\n"


@pytest.fixture
def site(tmp_path: Path) -> str:
    """Install the package as an installer does: its modules, and beside them what its metadata says."""
    folder = tmp_path / "site"
    shutil.copytree(PACKAGE, folder / "blackstart_md")
    points = (PACKAGE / "pyproject.toml").read_text().partition('[project.entry-points."blackstart.kinds"]\n')[2]
    info = folder / "blackstart_md-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: blackstart-md\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[blackstart.kinds]\n" + points.replace('"', ""))
    return os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))


def make_pack(folder: Path, kind: str) -> Path:
    """Write a pack of one host with one check of that kind, and what the host answers in a drill."""
    for name, text in {
        "fleet.yml": "name: disks\nhosts: {nas: {address: 192.0.2.7}}\n",
        "phases/p0.yml": "phase: P0\nchecks:\n" + CHECK.format(kind=kind),
        "drill/fleet.yml": "hosts:\n  nas:\n    files:\n      /proc/mdstat: " + json.dumps(MDSTAT) + "\n",
        "drill/scenarios/one-lost.yml": "title: One disk is lost\nchanges:\n  nas:\n    files:\n      /proc/mdstat: "
        + json.dumps(MDSTAT.replace("[2/2] [UU]", "[2/1] [U_]"))
        + "\nexpect: {result: BLOCKED, checks: {arrays: BLOCKED}}\n",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_it_is_documented_as_our_own_are(blackstart: Run, site: str) -> None:
    """By its docstrings and types; without the package there is no such kind."""
    done = blackstart("kinds", "md_arrays", PYTHONPATH=site)
    assert done.returncode == 0, done.stderr
    assert "md_arrays: Whether the software RAID arrays of a host are whole." in done.stdout
    assert "at_least: " in done.stdout
    assert blackstart("kinds", "md_arrays").returncode == 64


def test_it_is_drilled_and_judged(blackstart: Run, site: str, tmp_path: Path) -> None:
    """Healthy it passes, with a disk lost it blocks, and a fault is found for it."""
    pack = make_pack(tmp_path / "pack", "md_arrays: {at_least: 1}")
    healthy = blackstart("drill", "run", str(pack), "--format", "json", PYTHONPATH=site)
    assert healthy.returncode == 0, healthy.stdout + healthy.stderr
    (verdict,) = json.loads(healthy.stdout)["scorecard"]["verdicts"]
    assert (verdict["kind"], verdict["outcome"]) == ("md_arrays", "PASS")
    assert verdict["reading"] == {"arrays": ["md0"], "degraded": []}
    lost = blackstart("drill", "run", str(pack), "--scenario", "one-lost", PYTHONPATH=site)
    assert lost.returncode == 0, lost.stdout + lost.stderr
    proven = blackstart("drill", "prove", str(pack), PYTHONPATH=site)
    assert proven.returncode == 0, proven.stdout + proven.stderr
    assert "0 never" in proven.stdout


def test_what_it_asks_goes_through_the_read_only_table(blackstart: Run, site: str, tmp_path: Path) -> None:
    """A kind from elsewhere that would stop an array is refused where the pack names it, and no host is asked."""
    done = blackstart("check", str(make_pack(tmp_path / "pack", "md_writes: {}")), PYTHONPATH=site)
    assert done.returncode == 65
    assert "p0.yml:5: check 'arrays': md_writes: 'mdadm' is not in the table of read-only commands" in done.stderr


def test_without_the_package_its_name_is_an_error_with_its_line(blackstart: Run, tmp_path: Path) -> None:
    """65, the file and the line."""
    done = blackstart("drill", "run", str(make_pack(tmp_path / "pack", "md_arrays: {at_least: 1}")))
    assert done.returncode == 65
    assert "p0.yml:5: check 'arrays': no kind 'md_arrays'" in done.stderr
