"""The AWOOOI pack's rules and metrics by promtool itself (Debian package prometheus)."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PACK = Path(__file__).parents[2] / "packs/awoooi"
RULES = PACK / "rules/recovery.rules.yml"
PROGRAM = Path(sys.executable).with_name("blackstart")
pytestmark = pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is of the package prometheus")


def promtool(*arguments: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run promtool in the folder of the rules."""
    return subprocess.run(
        ["promtool", *arguments],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        cwd=RULES.parent,
        timeout=60,
    )


def test_rules_are_rules_and_come_out_as_they_must() -> None:
    """Missing, stale, blocked, degraded, not green for six hours; readiness is 0 where nothing is known."""
    for arguments in (("check", "rules", RULES.name), ("test", "rules", "recovery.test.yml")):
        done = promtool(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("or vector(0)", ""),
        ("< 1800", "< 999999999"),
        ("abs(time() - awoooi_cold_start_last_run_timestamp) <", "(time() - awoooi_cold_start_last_run_timestamp) <"),
        ("abs(time() - awoooi_cold_start_last_run_timestamp) >", "(time() - awoooi_cold_start_last_run_timestamp) >"),
        ("abs(time() - awoooi_cold_start_last_green_timestamp)", "(time() - awoooi_cold_start_last_green_timestamp)"),
        ("(awoooi_cold_start_monitor_up == 1)", "(awoooi_cold_start_monitor_up >= 0)"),
        ("> 21600", "> 2160000"),
        ('result="green"', 'result="blocked"'),
    ],
)
def test_a_rule_that_is_weakened_is_noticed(tmp_path: Path, before: str, after: str) -> None:
    """By the rules' own tests, so that they prove something."""
    shutil.copytree(RULES.parent, tmp_path / "rules")
    text = RULES.read_text()
    assert before in text
    (tmp_path / "rules" / RULES.name).write_text(text.replace(before, after))
    done = promtool("test", "rules", str(tmp_path / "rules/recovery.test.yml"))
    assert done.returncode != 0


def test_what_a_run_gives_is_what_the_rules_are_of() -> None:
    """In a format that promtool takes; the simulated fleet is healthy, and says that it is one."""
    done = subprocess.run(
        [PROGRAM, "drill", "run", str(PACK), "--format", "prometheus"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    checked = promtool("check", "metrics", given=done.stdout)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    for name in ("awoooi_cold_start_monitor_up", "awoooi_recovery_core_evidence"):
        assert f'{name}{{fleet="awoooi-drill",origin="drill:healthy"}} 1\n' in done.stdout
