"""Progress on a terminal: who is done, and who is waited for; elsewhere none."""

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from end_to_end.conftest import Run

PROGRAM = str(Path(sys.executable).with_name("blackstart"))
PHASE = """\
phase: P0
checks:
  - {id: quick, on: here, command: {argv: [uname, -s]}, expect: text == 'Linux'}
  - {id: gone, on: here, command: {argv: [cat, /nowhere/at/all]}, expect: text == ''}
  - {id: slow, on: controller, command: {argv: [cat, PIPE], limit: 60}, expect: text == 'done'}
"""


@pytest.fixture
def pipe(pack: Path, tmp_path: Path) -> Path:
    """Let a command of this machine wait for somebody to write into a pipe, and the host's not."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    (pack / "fleet.yml").write_text("name: small\nhosts: {here: {connection: local}}\n")
    (pack / "phases/p0.yml").write_text(PHASE.replace("PIPE", str(path)))
    return path


class Terminal:
    """A pseudo-terminal that is read until something stands on it."""

    def __init__(self) -> None:
        """Open it."""
        self.text = ""
        self._master, self.slave = pty.openpty()

    def read_until(self, *words: str) -> None:
        """Read on until all of these words stand there; a terminal that closes without them fails the test."""
        while not all(word in self.text for word in words):
            self.text += os.read(self._master, 4096).decode()

    def close(self) -> None:
        """Close both ends."""
        os.close(self._master)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    """Open a pseudo-terminal."""
    opened = Terminal()
    yield opened
    opened.close()


def start(terminal: Terminal, tmp_path: Path, *words: str) -> subprocess.Popen[str]:
    """Start a command whose standard error is the terminal."""
    environment = {**os.environ, "BLACKSTART_RUNS": str(tmp_path / "runs")}
    process = subprocess.Popen(
        [PROGRAM, *words], stdout=subprocess.PIPE, stderr=terminal.slave, text=True, env=environment
    )
    os.close(terminal.slave)
    return process


def test_each_host_is_told_of_when_it_is_done_and_who_is_slow_before_that(
    pack: Path, pipe: Path, terminal: Terminal, tmp_path: Path
) -> None:
    """The other host's check is named while it is waited for; the line is taken away before the scorecard."""
    process = start(terminal, tmp_path, "check", str(pack))
    with pipe.open("w") as writer:  # opens when the slow check reads
        terminal.read_until("here  2 checks in ", "2/3  waiting for controller: slow")
        assert "controller  1 check" not in terminal.text
        writer.write("done\n")
    output, _ = process.communicate(timeout=50)
    terminal.read_until("controller  1 check in ", "run: ")
    assert process.returncode == 2
    assert output.startswith("BLOCKED")
    assert "waiting for" not in output
    first = terminal.text.partition("\n")[0]
    assert first.startswith("\r\x1b[K0/3  waiting for here: quick, gone; controller: slow")


def test_watch_names_who_is_waited_for_in_each_round_and_no_more(
    pack: Path, pipe: Path, terminal: Terminal, tmp_path: Path
) -> None:
    """A round is one line that is rewritten: what is new is told on standard output."""
    process = start(terminal, tmp_path, "check", str(pack), "--watch", "--max-attempts", "2", "--interval", "0.1")
    for _ in range(2):
        terminal.text = ""
        with pipe.open("w") as writer:
            terminal.read_until("2/3  waiting for controller: slow")
            writer.write("done\n")
        terminal.read_until("run: ")
        assert "2 checks in" not in terminal.text
    process.communicate(timeout=50)


def test_where_there_is_no_terminal_nothing_is_told(blackstart: Run, pack: Path) -> None:
    """Only where the run was kept."""
    done = blackstart("check", str(pack))
    assert done.stderr.startswith("run: ")
    assert len(done.stderr.splitlines()) == 1
