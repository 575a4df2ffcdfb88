"""Conditions over time, retention and the baseline of a run, as an operator meets them."""

import json
import shutil
from pathlib import Path

import msgspec
import pytest
from end_to_end.conftest import Run

from blackstart.journal.bundle import Run as RecordedRun
from blackstart.journal.bundle import read_run, write_run
from blackstart.model.scorecard import Scorecard

TREND = """\
  - id: load
    on: here
    load: {max_per_core: 1000, window: 1}
  - id: settled
    on: here
    trend: {of: load, value: per_core, below: 1000, for: 1s}
"""


@pytest.fixture
def settling(pack: Path) -> Path:
    """Return the pack with a load that is to be low for a second."""
    phase = pack / "phases/p0.yml"
    phase.write_text(phase.read_text() + TREND)
    return pack


def watch(blackstart: Run, pack: Path, *more: str) -> str:
    """Watch until GREEN, some runs a second, and return the last scorecard as text."""
    done = blackstart("check", str(pack), "--watch", "--interval", "0.4", "--max-attempts", "9", *more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_not_yet_becomes_a_yes_by_being_watched(blackstart: Run, settling: Path, tmp_path: Path) -> None:
    """Earlier rounds count once they are written; every round is judged again, byte for byte."""
    shown = watch(blackstart, settling)
    assert "not yet: 0 s of 1 s (1 run)" in " ".join(shown.split())
    assert "Result: GREEN" in shown
    runs = sorted(path for path in (tmp_path / "runs").iterdir() if not path.name.startswith("."))
    assert len(runs) > 2
    shutil.rmtree(settling)
    again = [blackstart("judge", str(bundle), "--format", "summary") for bundle in runs]
    assert sorted(done.returncode for done in again) == [0, *[2] * (len(runs) - 1)]
    assert {done.stderr for done in again} == {""}
    assert blackstart("verify", "--chain", str(tmp_path / "runs")).returncode == 0


def test_rounds_that_are_not_kept_count_for_nothing(blackstart: Run, settling: Path) -> None:
    """Without a record it stays not yet."""
    done = blackstart("check", str(settling), "--watch", "--interval", "0.5", "--max-attempts", "4", "--no-save")
    assert done.returncode == 2
    assert "GREEN" not in done.stdout


def test_a_changed_baseline_begins_its_history_anew(blackstart: Run, settling: Path) -> None:
    """It may ask something else under the same name."""
    watch(blackstart, settling)
    phase = settling / "phases/p0.yml"
    phase.write_text(phase.read_text() + "    why: Builds need room.\n")
    done = blackstart("check", str(settling))
    assert done.returncode == 2
    assert "not yet: 0 s of 1 s (1 run)" in " ".join(done.stdout.split())


def test_only_the_newest_runs_are_kept(blackstart: Run, pack: Path, tmp_path: Path) -> None:
    """What is left is a chain, and verifying says that it had a beginning."""
    for _ in range(3):
        assert blackstart("check", str(pack), "--keep", "2", "--keep-days", "30").returncode == 0
    done = blackstart("verify", "--chain", str(tmp_path / "runs"))
    assert done.returncode == 0
    assert done.stdout.startswith("2 runs, each whole and following the one before\nolder ones were removed, the last")


@pytest.mark.parametrize(
    ("history", "words"),
    [
        ("{load: 0.5}", "Result: GREEN"),
        ("{load: [0.5, BLOCKED]}", "per_core not read, BLOCKED"),
        ("{}", "no earlier run is on record"),
    ],
)
def test_a_rehearsal_has_the_history_its_fixtures_say(
    blackstart: Run, settling: Path, tmp_path: Path, history: str, words: str
) -> None:
    """And leaves no run that a real look could take for history."""
    phase = settling / "phases/p0.yml"
    phase.write_text(phase.read_text().replace("1000, for: 1s", "1000, for: 2m"))
    (settling / "drill").mkdir()
    (settling / "drill/fleet.yml").write_text(
        f"hosts: {{here: {{real: [uname]}}}}\ncontroller: {{history: {history}}}\n"
    )
    done = blackstart("drill", "run", str(settling))
    assert (done.returncode == 0) == ("GREEN" in words), done.stdout + done.stderr
    assert words in " ".join(done.stdout.split())
    assert not (tmp_path / "runs").exists()


def test_a_run_with_another_baseline_beside_it_is_refused(blackstart: Run, pack: Path, tmp_path: Path) -> None:
    """However right its manifest is: it would be judged by what it was not asked by."""
    blackstart("check", str(pack))
    (bundle,) = (path for path in (tmp_path / "runs").iterdir() if path.is_dir())
    loaded = read_run(bundle)
    sources = {name: text.replace("Linux", "Plan 9") for name, text in loaded.run.sources.items()}
    forged: RecordedRun = msgspec.structs.replace(loaded.run, sources=sources, previous=None)
    scorecard = msgspec.json.decode(loaded.scorecard_bytes, type=Scorecard)
    forgery = write_run(tmp_path / "forged", forged, loaded.exchanges, scorecard, loaded.summary, {})
    done = blackstart("judge", str(forgery))
    assert done.returncode == 65
    assert "baseline.json: not the baseline of this run: its digest is" in done.stderr
    assert json.loads((forgery / "run.json").read_text())["baseline_digest"] in done.stderr
