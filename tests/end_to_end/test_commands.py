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
    assert len(msgspec.json.decode(blackstart("kinds", "--format", "json").stdout)["kinds"]) >= 30


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
            assert process.stdout is not None
            text = process.stdout.read()
        process.wait()
    assert process.returncode == 130
    assert "INTERRUPTED" in text
    assert only_run(tmp_path).is_dir()
    left = subprocess.run(["pgrep", "-f", f"cat {pipe}"], capture_output=True, check=False)
    assert left.returncode == 1


def test_settling_is_waited_for_before_the_look(blackstart: Run, pack: Path) -> None:
    """As long as asked, at the least."""
    started = time.monotonic()
    done = blackstart("check", str(pack), "--no-save", "--settle", "0.7")
    assert time.monotonic() - started > 0.7
    assert done.returncode == 0, done.stderr


def test_help_names_every_command(blackstart: Run) -> None:
    """With what it ends with, for scripts."""
    done = blackstart("--help")
    for word in ("check", "judge", "verify", "kinds", "schema", "Exit status"):
        assert word in done.stdout


def test_help_loads_nothing_that_is_slow_to_load() -> None:
    """How quick it is the bench measures on a quiet machine; this holds on any."""
    argv = [sys.executable, "-X", "importtime", "-m", "blackstart", "--help"]
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "click" in loaded
    assert loaded.isdisjoint({"asyncio", "asyncssh", "cel", "cryptography", "ssl", "yaml"})


READER_GONE = '"$@" | (exec <&-; sleep 0.2); exit "${PIPESTATUS[0]}"'
SHELLS = {
    "stdout closed": '"$@" >&-',
    "stderr closed": '"$@" 2>&-',
    "all closed": '"$@" <&- >&- 2>&-',
    "reader gone": READER_GONE,
    "reader of both gone": READER_GONE.replace('"$@"', '"$@" 2>&1', 1),
}


def run_in_shell(command: str, *arguments: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """Run `blackstart` with arguments, as a shell command has it for "$@"."""
    program = Path(sys.executable).with_name("blackstart")
    kept = {**os.environ, "BLACKSTART_RUNS": str(tmp_path / "runs")}
    argv = ["bash", "-c", command, "bash", str(program), *arguments]
    return subprocess.run(argv, capture_output=True, text=True, check=False, env=kept, timeout=60)


@pytest.mark.parametrize("shell", SHELLS.values(), ids=SHELLS)
def test_a_blocked_run_exits_2_and_is_kept_whoever_listens(pack: Path, tmp_path: Path, shell: str) -> None:
    """An exit status of 0 or 1 would let through what stands behind it."""
    phase = pack / "phases/p0.yml"
    phase.write_text(phase.read_text().replace("'Linux\\n'", "'Plan 9'"))
    done = run_in_shell(shell, "check", str(pack), "--details", tmp_path=tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert only_run(tmp_path).is_dir()


def test_a_run_that_cannot_be_shown_is_kept_and_exits_73(pack: Path, tmp_path: Path) -> None:
    """As where the scorecard goes to a full disk."""
    done = run_in_shell('"$@" >/dev/full', "check", str(pack), tmp_path=tmp_path)
    assert done.returncode == 73
    assert "standard output: No space left on device; make room, or send it elsewhere" in done.stderr
    assert "Traceback" not in done.stderr
    assert only_run(tmp_path).is_dir()


def test_what_a_locale_cannot_write_is_escaped(pack: Path, tmp_path: Path) -> None:
    """Rather than lost with all the rest."""
    done = run_in_shell('PYTHONIOENCODING=latin-1 "$@"', "check", str(pack), "--lang", "zh-TW", tmp_path=tmp_path)
    assert (done.returncode, "\\u4e3b" in done.stdout) == (0, True), done.stderr


def test_a_crash_is_no_warning(pack: Path, tmp_path: Path) -> None:
    """Python's own status for it is 1, which says `warnings only`."""
    (tmp_path / "sitecustomize.py").write_text(
        "import blackstart.cli.views as views\nviews.choose_view = lambda *_: 1 / 0\n"
    )
    done = run_in_shell(f'PYTHONPATH={tmp_path} "$@"', "check", str(pack), tmp_path=tmp_path)
    assert (done.returncode, "ZeroDivisionError" in done.stderr) == (70, True), done.stderr


def test_what_is_no_run_is_refused_and_nothing_in_it_is_called_superfluous(
    blackstart: Run, pack: Path, tmp_path: Path
) -> None:
    """Whoever names the wrong folder is not told to remove what is in it; and of no runs nothing is verified."""
    done = blackstart("verify", str(pack))
    assert (done.returncode, "remove" in done.stderr) == (65, False)
    assert "manifest.sha256: missing" in done.stderr
    done = blackstart("verify", "--chain", str(pack))
    assert (done.returncode, "no run is in it" in done.stderr) == (65, True)
    (tmp_path / "runs").mkdir()
    assert blackstart("verify", "--chain", str(tmp_path / "runs")).returncode == 65


def test_a_scenario_that_expects_nothing_shows_nothing(blackstart: Run, pack: Path) -> None:
    """It would always come out as expected (catalogue of false greens, 11); and a pack may have none."""
    none = blackstart("drill", "list", str(pack))
    assert (none.returncode, none.stdout, "has no scenarios" in none.stderr) == (0, "", True)
    (pack / "drill/scenarios").mkdir(parents=True)
    (pack / "drill/fleet.yml").write_text("hosts: {here: {tools: {uname: [{match: '*', stdout: \"Linux\\n\"}]}}}\n")
    scenario = pack / "drill/scenarios/odd.yml"
    scenario.write_text("title: x\nchanges: {here: {tools: {uname: [{match: '*', stdout: Plan 9}]}}}\n")
    done = blackstart("drill", "run", str(pack), "--scenario", "odd")
    assert (done.returncode, "it expects nothing" in done.stderr) == (2, True), done.stderr
    scenario.write_text(scenario.read_text() + "expect: {result: BLOCKED, first_blocked: up}\n")
    assert blackstart("drill", "run", str(pack), "--scenario", "odd").returncode == 0


def test_an_old_run_says_that_it_is_of_then(blackstart: Run, pack: Path, tmp_path: Path) -> None:
    """Judged again it comes to what it came to; that it is not of now is said beside it."""
    blackstart("check", str(pack))
    young, bundle = blackstart("judge", str(only_run(tmp_path))), only_run(tmp_path)
    assert (young.returncode, young.stderr) == (0, "")
    clock = "import time\nnow = time.time\ntime.time = lambda: now() + 7200\n"
    (tmp_path / "sitecustomize.py").write_text(clock)
    old = blackstart("judge", str(bundle), PYTHONPATH=str(tmp_path))
    assert (old.returncode, old.stdout) == (0, young.stdout)
    assert "this run began 2 h ago: it tells of then, not of now" in old.stderr
