"""The lines of a summary: the AWOOOI fleet's as its runbook prints them, and a small pack's without a file for them."""

from pathlib import Path

import pytest
from end_to_end.conftest import Run

PACKS = Path(__file__).parents[2] / "packs"
GOLDEN = {path.stem: path for path in sorted(Path(__file__).with_name("summaries").glob("*.txt"))}
OF_THE_MOMENT = (
    *("BASELINE_DIGEST", "STARTED", "ENDED", "JUDGED", "VALID_UNTIL", "SUMMARY_SHA256", "STOCK_LATEST_TRADING_DATE"),
    *("ALLOWED", "FORBIDDEN"),  # all statements of the pack, which has its own tests
)
HOMELAB = {
    "RESULT": "GREEN",
    "WORD": "ALL_BACK",
    "LEVEL": "RECOVERED",
    "FIRST_BLOCKED": "none",
    "HOSTS_UP": "1",
    "SERVING": "1",
    "RECOVERED": "1",
    "BACKUPS_CURRENT": "1",
    "OPEN_GATES": "none",
}


def keep(text: str) -> list[str]:
    """Return the lines that are the same at any time."""
    return [line for line in text.splitlines() if line.partition("=")[0] not in OF_THE_MOMENT]


@pytest.mark.parametrize("scenario", GOLDEN)
def test_the_runbooks_lines_are_as_they_were(blackstart: Run, scenario: str) -> None:
    """Byte for byte, in their order: the pack takes some lines by default, and prints no other."""
    done = blackstart("summary", str(PACKS / "awoooi"), "--drill", scenario, "--no-save")
    assert keep(done.stdout) == GOLDEN[scenario].read_text().splitlines(), done.stderr


def test_a_pack_without_a_file_for_it_says_all_of_it(blackstart: Run) -> None:
    """Result, counts, word, level, each statement and open gates; until when it counts is in every summary."""
    assert not (PACKS / "homelab-example/summary.yml").exists()
    done = blackstart("summary", str(PACKS / "homelab-example"), "--drill", "healthy", "--no-save")
    lines = dict(line.split("=", 1) for line in done.stdout.splitlines())
    assert {key: lines.get(key) for key in HOMELAB} == HOMELAB, done.stderr
    assert {"PASS", "WARN", "BLOCKED", "HELD", "WARN_SERVICE", "WARN_BOUNDARY", "WARN_EVIDENCE"} < lines.keys()
    assert lines["VALID_UNTIL"] > lines["ENDED"]
