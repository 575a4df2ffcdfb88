"""The commands, as an operator types them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from end_to_end.conftest import Run


def only_run(tmp_path: Path) -> Path:
    """Return the one bundle that was kept."""
    (bundle,) = (path for path in (tmp_path / "runs").iterdir() if not path.name.startswith("."))
    return bundle


def test_a_healthy_pack_is_green_and_exits_0(blackstart: Run, pack: Path) -> None:
    """The scorecard is on standard output, where the run is kept on standard error."""
    done = blackstart("check", str(pack))
    assert done.returncode == 0, done.stderr
    assert "Result: GREEN" in done.stdout
    assert "PASS=1 WARN=0 BLOCKED=0" in done.stdout
    assert "run: " in done.stderr


def test_a_failed_expectation_blocks_and_names_why_and_next(blackstart: Run, pack: Path) -> None:
    """Exit 2, the gate first, with what it means and what to look at."""
    phase = pack / "phases/p0.yml"
    phase.write_text(phase.read_text().replace("'Linux\\n'", "'Plan 9'"))
    done = blackstart("check", str(pack), "--no-save")
    assert done.returncode == 2
    for words in ("BLOCKED", "up", "Without a kernel", "Look at the console", "Result: BLOCKED"):
        assert words in done.stdout


def test_else_warn_exits_1(blackstart: Run, pack: Path) -> None:
    """Warnings alone are DEGRADED."""
    phase = pack / "phases/p0.yml"
    text = phase.read_text()
    phase.write_text(
        text + text[text.index("  - id") :].replace("up", "odd").replace("Linux", "X") + "    else: warn\n"
    )
    done = blackstart("check", str(pack), "--no-save", "--format", "summary")
    assert done.returncode == 1
    assert "RESULT=DEGRADED" in done.stdout


@pytest.mark.parametrize("form", ["terminal", "json", "summary", "junit", "markdown", "prometheus"])
def test_judging_a_run_again_gives_the_same_bytes(blackstart: Run, pack: Path, tmp_path: Path, form: str) -> None:
    """In every format, and without the pack."""
    seen = blackstart("check", str(pack), "--format", form)
    for path in sorted(pack.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    again = blackstart("judge", str(only_run(tmp_path)), "--format", form)
    assert again.returncode == 0, again.stderr
    assert again.stdout == seen.stdout


@pytest.mark.parametrize("name", ["run.json", "exchanges.jsonl", "scorecard.json", "summary.txt", "manifest.sha256"])
def test_an_edited_run_is_refused(blackstart: Run, pack: Path, tmp_path: Path, name: str) -> None:
    """One byte is enough, and both commands say which file."""
    blackstart("check", str(pack))
    path = only_run(tmp_path) / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    for command in ("judge", "verify"):
        done = blackstart(command, str(path.parent))
        assert done.returncode == 65
        assert name in done.stderr or path.parent.name in done.stderr


def test_verify_says_that_a_run_and_a_chain_are_whole(blackstart: Run, pack: Path, tmp_path: Path) -> None:
    """Two runs, the second following the first."""
    blackstart("check", str(pack))
    whole = blackstart("verify", str(only_run(tmp_path)))
    assert (whole.returncode, "whole" in whole.stdout) == (0, True)
    blackstart("check", str(pack))
    assert "2 runs" in blackstart("verify", "--chain", str(tmp_path / "runs")).stdout


def test_a_bad_baseline_is_told_with_every_error_and_exits_65(blackstart: Run, pack: Path) -> None:
    """File, line and the nearest name, for each."""
    (pack / "phases/p0.yml").write_text(
        "phase: P0\nchecks:\n  - id: a\n    on: her\n    systemd_unti: x\n    els: warn\n"
    )
    done = blackstart("check", str(pack))
    assert done.returncode == 65
    for words in ("p0.yml:5", "did you mean 'systemd_unit'", "did you mean 'else'", "did you mean 'here'"):
        assert words in done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("chek",), 64, "did you mean 'check'"),
        (("check",), 64, "Missing argument"),
        (("check", "nowhere"), 65, "no such folder"),
        (("check", "localhost", "--send-alert-test", "--monitor-read-only"), 64, "one of them"),
        (("kinds", "nothing"), 64, "no kind 'nothing'"),
    ],
)
def test_a_mistake_is_one_clear_error(blackstart: Run, arguments: tuple[str, ...], status: int, words: str) -> None:
    """With its exit status, and no traceback."""
    done = blackstart(*arguments)
    assert done.returncode == status
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_the_bundled_pack_checks_this_machine(blackstart: Run) -> None:
    """By its bare name, from any folder."""
    done = blackstart("check", "localhost", "--no-save", "--format", "json")
    assert done.returncode in (0, 1, 2)
    assert msgspec.json.decode(done.stdout)["scorecard"]["fleet"] == "localhost"


def test_schema_and_kinds_are_printed(blackstart: Run) -> None:
    """For editors, for people, and for the documentation."""
    assert "$defs" in msgspec.json.decode(blackstart("schema").stdout)
    assert "systemd_unit" in blackstart("kinds").stdout
    assert "a bare value stands for it" in blackstart("kinds", "http").stdout
    assert blackstart("kinds", "--format", "markdown").stdout.count("\n## ") >= 30
    assert len(msgspec.json.decode(blackstart("kinds", "--format", "json").stdout)) >= 30


def test_watch_prints_what_changed_and_stops_at_green(pack: Path, tmp_path: Path) -> None:
    """The first look is whole, the next only its difference, the last whole again."""
    flag = tmp_path / "flag"
    phase = pack / "phases/p0.yml"
    phase.write_text(f"phase: P0\nchecks:\n  - id: flag\n    on: here\n    file_stat: {flag}\n")
    program = Path(sys.executable).with_name("blackstart")
    argv = [str(program), "check", str(pack), "--no-save", "--watch", "--interval", "0.2", "--max-attempts", "100"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        head = [process.stdout.readline() for _ in range(3)]
        flag.write_text("")
        rest = process.stdout.read()
    assert head[0].startswith("BLOCKED")
    assert "Result: GREEN" in rest
    assert process.returncode == 0


def test_ctrl_c_ends_at_once_keeps_what_was_seen_and_leaves_nothing_behind(pack: Path, tmp_path: Path) -> None:
    """The run is interrupted, kept, and exits with 130; no process of it lives on."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    phase = pack / "phases/p0.yml"
    phase.write_text(phase.read_text() + f"  - id: hangs\n    on: here\n    command: {{argv: [cat, {pipe}]}}\n")
    program = Path(sys.executable).with_name("blackstart")
    environment = {**os.environ, "BLACKSTART_RUNS": str(tmp_path / "runs")}
    with subprocess.Popen([program, "check", str(pack)], stdout=subprocess.PIPE, text=True, env=environment) as process:
        with pipe.open("w"):  # opens only once `cat` reads
            process.send_signal(signal.SIGINT)
            started = time.monotonic()
            assert process.stdout is not None
            text = process.stdout.read()
        process.wait()
    assert time.monotonic() - started < 3
    assert process.returncode == 130
    assert "INTERRUPTED" in text
    assert only_run(tmp_path).is_dir()
    left = subprocess.run(["pgrep", "-f", f"cat {pipe}"], capture_output=True, check=False)
    assert left.returncode == 1


def test_help_starts_quickly_and_names_every_command(blackstart: Run) -> None:
    """The bound is generous: the figure is measured on a quiet machine by the bench."""
    started = time.monotonic()
    done = blackstart("--help")
    assert time.monotonic() - started < 1
    for word in ("check", "judge", "verify", "kinds", "schema", "Exit status"):
        assert word in done.stdout
