"""The lab of real hosts, for as long as its tests run."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from lab.fault_cases import Row, write_table
from lab.real_lab import Lab, find_obstacle, open_lab

ROWS = pytest.StashKey[list[Row]]()
TABLE = pytest.StashKey[Path]()


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Return a lab of this session's own, its hosts well; skips with the reason where there can be none."""
    scripts = os.environ.get("BLACKSTART_LAB")
    obstacle = find_obstacle(scripts)
    if scripts is None or obstacle:
        pytest.skip(obstacle)
    with open_lab(Path(scripts), tmp_path_factory.mktemp("lab")) as opened:
        opened.wait_until_well()
        yield opened


@pytest.fixture(scope="session")
def rows(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    """Return the table's rows; they are printed when all tests are done."""
    request.config.stash[TABLE] = tmp_path_factory.getbasetemp() / "faults.txt"
    return request.config.stash.setdefault(ROWS, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the table of fault, expected and seen, and keep it in a file."""
    rows = config.stash.get(ROWS, [])
    if rows:
        table = write_table(rows)
        path = config.stash[TABLE]
        path.write_text(table + "\n")
        terminalreporter.section(f"faults of the lab ({path})")
        terminalreporter.write_line(table)
