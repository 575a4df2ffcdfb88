"""The installed command, run as a process."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from end_to_end import row_cases
from end_to_end.history_rows import HISTORY_LINE, write_table
from end_to_end.one_answer import ANSWER_LINE, write_answers
from end_to_end.row_cases import ROW_LINE

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def blackstart(tmp_path: Path) -> Run:
    """Run `blackstart` with arguments; runs are kept under the test's own folder."""
    program = Path(sys.executable).with_name("blackstart")

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        kept = {**os.environ, "BLACKSTART_RUNS": str(tmp_path / "runs"), **environment}
        return subprocess.run(
            [program, *arguments], capture_output=True, text=True, check=False, cwd=tmp_path, env=kept, timeout=60
        )

    return run


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Make a pack of this machine with one check that passes."""
    folder = tmp_path / "pack"
    (folder / "phases").mkdir(parents=True)
    (folder / "fleet.yml").write_text("name: small\nhosts: {here: {connection: local}}\n")
    (folder / "phases/p0.yml").write_text(
        "phase: P0\nchecks:\n  - id: up\n    on: here\n    command: {argv: [uname, -s]}\n"
        "    expect: stdout == 'Linux\\n'\n"
        "    why: Without a kernel nothing runs.\n    next: Look at the console.\n"
    )
    return folder


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table of the AWOOOI fleet's history; its lines come with the reports, also from other processes."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.getreports(kind)]
    properties = [pair for report in reports if report.when == "call" for pair in report.user_properties]
    lines = [line for name, line in properties if name == HISTORY_LINE]
    if lines:
        terminalreporter.section("history of the AWOOOI fleet")
        terminalreporter.write_line(write_table(lines))
    rows = [line for name, line in properties if name == ROW_LINE]
    if rows:
        terminalreporter.section("faults of the AWOOOI fleet")
        terminalreporter.write_line(row_cases.write_table(rows))
    answers = [line for name, line in properties if name == ANSWER_LINE]
    if answers:
        terminalreporter.section("answers of every command")
        terminalreporter.write_line(write_answers(answers))
