"""Whatever ends a command: what was seen is kept as cut short, and no command of it is left on this machine."""

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = str(Path(sys.executable).with_name("blackstart"))
PHASE = "phase: P0\nchecks:\n  - {id: up, on: here, command: {argv: [cat, PIPE], limit: 60}, expect: stdout == ''}\n"


@pytest.fixture
def pipe(pack: Path, tmp_path: Path) -> Path:
    """Let the pack's one command wait for somebody to write into a pipe."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    (pack / "phases/p0.yml").write_text(PHASE.replace("PIPE", str(path)))
    (pack / "summary.yml").write_text("lines:\n  UP: {needs: {checks: [up]}}\n")
    return path


def start(pack: Path, tmp_path: Path, *words: str) -> subprocess.Popen[str]:
    """Start the command."""
    environment = {**os.environ, "BLACKSTART_RUNS": str(tmp_path / "runs")}
    argv = [PROGRAM, words[0], str(pack), *words[1:]]
    return subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def is_read(pipe: Path) -> bool:
    """Tell whether a process still has the pipe open to read."""
    try:
        os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
    except OSError as error:
        if error.errno != errno.ENXIO:
            raise
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("words", [("check",), ("check", "--watch"), ("summary",)], ids=" ".join)
def test_run_is_kept_as_cut_short(
    pack: Path, pipe: Path, tmp_path: Path, words: tuple[str, ...], number: signal.Signals
) -> None:
    """The command that was waited for is gone, though it stands in a session of its own."""
    process = start(pack, tmp_path, *words)
    with pipe.open("w"):  # opens when the command of the check reads
        process.send_signal(number)
        process.send_signal(number)  # twice: a second one takes nothing from what the first began
        _, errors = process.communicate(timeout=50)
        assert not is_read(pipe)
    assert process.returncode == 130, errors
    (bundle,) = (path for path in (tmp_path / "runs").iterdir() if not path.name.startswith("."))
    assert json.loads((bundle / "run.json").read_text())["span"]["interrupted"] is True
    verified = subprocess.run([PROGRAM, "verify", bundle], capture_output=True, check=False)
    assert verified.returncode == 0


def test_ignored_hangup_stays_ignored(pack: Path, pipe: Path, tmp_path: Path) -> None:
    """As `nohup` starts it."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        process = start(pack, tmp_path, "check")
    finally:
        signal.signal(signal.SIGHUP, before)
    with pipe.open("w"):
        process.send_signal(signal.SIGHUP)
    output, errors = process.communicate(timeout=50)
    assert process.returncode == 0, output + errors


def list_drill_folders(tmp_path: Path) -> list[str]:
    """Return what drills have under their temporary folder."""
    return [path.name for path in tmp_path.glob("blackstart-drill-*")]


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_drill_is_taken_down(pack: Path, tmp_path: Path, number: signal.Signals) -> None:
    """By each signal, and a second one; its folder is gone."""
    (pack / "drill").mkdir()
    (pack / "drill/fleet.yml").write_text('hosts:\n  here: {tools: {uname: [{match: -s, stdout: "Linux\\n"}]}}\n')
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    argv = [PROGRAM, "drill", "up", str(pack)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, env=environment) as process:
        next(line for line in process.stdout or () if "BLACKSTART_DRILL=" in line)
        assert list_drill_folders(tmp_path)
        process.send_signal(number)
        process.send_signal(number)
        assert process.wait(timeout=30) == 0
    assert list_drill_folders(tmp_path) == []
