"""What the AWOOOI pack looks at beside its gates: each thing alone amiss, and what that says of the rest."""

from pathlib import Path
from typing import Any

import pytest
from end_to_end.test_awoooi_drill import look

from blackstart.app.loading import load_pack
from blackstart.drill.material import read_material
from blackstart.drill.merge import merge
from blackstart.drill.prediction import Prediction
from blackstart.drill.reading import to_fixtures
from blackstart.drill.trials import HealthyFleet
from blackstart.model.outcome import Outcome, Result
from blackstart.model.scorecard import Verdict

PACK = Path(__file__).parents[2] / "packs" / "awoooi"
NOW = 1_782_547_200.0
GONE = {"error": "No such file or directory", "content": None}
HANDOFF = "codex-handoff/start-here.md"
STATUS = """\
110 13/13 fresh failed=0
188 2/2 fresh failed=0
core_blockers=0
integrity_stale=1
configured_missing_188=0
offsite_fresh=1
rclone_gdrive_fresh=1
last_backup_all=2026-06-27 15:30:00
"""
REPOSITORIES = "count(awoooi_backup_offsite_snapshot_count == 1 and awoooi_backup_offsite_snapshot_latest_only == 1)"
AWOOOGO = "* /Users/ooo/codex-workspaces/awooogo-dev status *"
Amiss = tuple[dict[str, Any], dict[str, tuple[Outcome, str]]]
CASES: dict[str, Amiss] = {
    "an artifact is another on the other workstation (A21)": (
        {"168": {"files": {f"/Users/ogt/{HANDOFF}": {"content": "raw_history_sync True\n"}}}},
        {"168-handoff": (Outcome.WARN, "start-here.md the same as by 111-handoff")},
    ),
    "an artifact is on neither workstation (A21)": (
        {
            "111": {"files": {f"/Users/ooo/{HANDOFF}": GONE}},
            "168": {"files": {f"/Users/ogt/{HANDOFF}": GONE}},
        },
        {
            "111-handoff": (Outcome.WARN, "start-here.md in /Users/ooo/codex-handoff, saw no such file"),
            "168-handoff": (Outcome.WARN, "start-here.md in /Users/ogt/codex-handoff, saw no such file"),
        },
    ),
    "work on AwoooGo is not committed (A21)": (
        {"111": {"tools": {"git": [{"match": AWOOOGO, "stdout": "## dev...gitea/dev\n M go.mod\n"}]}}},
        {"111-awooogo-workspace": (Outcome.WARN, "at most 0 files that differ, saw 1")},
    ),
    "the scheduler runs and says nothing of its work (A9)": (
        {"188": {"containers": {"momo-scheduler": {"health": "healthy", "logs": [{"text": "idle", "age": 60}]}}}},
        {"188-momo-scheduler": (Outcome.WARN, "logged > 0")},
    ),
    "a copy's integrity was not checked in time (A13)": (
        {"110": {"tools": {"/backup/scripts/backup-status.sh": [{"match": "--no-notify", "stdout": STATUS}]}}},
        {"110-backup-status": (Outcome.BLOCKED, "integrity_stale")},
    ),
    "one of thirteen repositories is not there (A13)": (
        {"110": {"http": {"9090": {"prometheus": {"queries": {REPOSITORIES: 12}}}}}},
        {"110-offsite-repositories": (Outcome.BLOCKED, "value == 13.0, saw value = 12")},
    ),
    "a failover was never tried (A6)": (
        {"110": {"files": {"/backup/stateful-aa-evidence/failover_drill": GONE}}},
        {"stateful-evidence": (Outcome.WARN, "1 missing: failover_drill")},
    ),
    "the way from 120 to the datastore is shut (A6)": (
        {"120": {"tools": {"pg_isready": [{"stdout": "192.168.0.188:5432 - no response\n", "exit_code": 2}]}}},
        {"120-datastore": (Outcome.BLOCKED, "no response")},
    ),
}


@pytest.fixture(scope="module")
def healthy() -> HealthyFleet:
    """Read the healthy fleet once, with what views alone look at."""
    return read_material(PACK / "drill", load_pack(str(PACK)), NOW).healthy


def judge_amiss(healthy: HealthyFleet, changes: dict[str, Any]) -> dict[str, Verdict]:
    """Return what does not pass with a difference laid over the healthy fleet."""
    predicted = Prediction(healthy.fleet, to_fixtures(merge(healthy.plain, changes)), healthy.now)
    return {name: one for name, one in predicted.judge(healthy.fleet.checks).items() if one.outcome is not Outcome.PASS}


@pytest.mark.parametrize("case", CASES)
def test_what_is_amiss_is_told_by_its_own_check_alone(healthy: HealthyFleet, case: str) -> None:
    """One thing, one line; in its words."""
    changes, expected = CASES[case]
    seen = judge_amiss(healthy, changes)
    assert {name: verdict.outcome for name, verdict in seen.items()} == {
        name: outcome for name, (outcome, _) in expected.items()
    }
    assert [name for name, (_, words) in expected.items() if words not in seen[name].reason] == []


async def test_what_121_says_makes_no_cluster_green() -> None:
    """With 120 away the gate stays held, whatever 121 has on record (§14.4.4, 2026-06-06)."""
    scorecard, _ = await look("120-down", "k3s")
    outcomes = {verdict.check: verdict.outcome for verdict in scorecard.verdicts}
    assert scorecard.result is Result.BLOCKED
    assert outcomes["k3s-nodes"] is Outcome.HELD
    assert outcomes["121-k3s-nodes"] is Outcome.BLOCKED
    assert scorecard.view is not None
    assert scorecard.view.lines["K3S_CONTROL_PLANE"] == "unknown"
    assert scorecard.view.lines["NODE_OBJECT_MON_BY_121"] == "Unknown"


def test_a_stale_object_on_121_stands_in_for_no_host(healthy: HealthyFleet) -> None:
    """Though 121 still has 120 as Ready, it is 120 that is judged, and it holds the gate (A4)."""
    seen = judge_amiss(healthy, {"120": {"down": "blackhole", "names": None}, "121": {"names": ["192.168.0.125"]}})
    assert "121-k3s-nodes" not in seen
    assert seen["120-ping"].outcome is Outcome.BLOCKED
    assert (seen["k3s-nodes"].outcome, seen["k3s-nodes"].held_by) == (Outcome.HELD, "120-ping")
