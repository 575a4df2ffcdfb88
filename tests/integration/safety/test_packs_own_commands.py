"""What a pack adds to the read-only commands runs with the operator's consent alone, and some of it with none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FLEET = "name: own\nhosts:\n  here: {{connection: local}}\nread_only_commands: [{prefix}]\n"
PHASE = """\
phase: P0
checks:
- {{id: own, on: {where}, command: {{argv: [{words}]}}, expect: "stdout == 'ran'"}}
"""
PLACE = "own, fleet.yml:4"
UNSAFE = ["[bash]", "[/usr/bin/python3.11, -c]", "[docker, exec]", "[/tmp/x, --brief]"]


class Bench:
    """A pack that runs a command of its own, and the operator's configuration."""

    def __init__(self, folder: Path) -> None:
        """Make both."""
        self.pack = folder / "pack"
        (self.pack / "phases").mkdir(parents=True)
        self.config = folder / "config" / "blackstart" / "config.yml"
        self.config.parent.mkdir(parents=True)
        self.add("[printf, ran]", "printf, ran")

    def add(self, prefix: str, words: str, where: str = "here") -> None:
        """Let the pack add a prefix, and state a command."""
        (self.pack / "fleet.yml").write_text(FLEET.format(prefix=prefix))
        (self.pack / "phases" / "p0.yml").write_text(PHASE.format(words=words, where=where))

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run Blackstart as the operator."""
        environment = {**os.environ, "XDG_CONFIG_HOME": str(self.config.parents[1])}
        environment["BLACKSTART_RUNS"] = str(self.pack.parent / "runs")
        argv = (sys.executable, "-m", "blackstart", *words)
        return subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False, env=environment)

    def check(self, *more: str) -> "subprocess.CompletedProcess[str]":
        """Look at the pack."""
        return self.run("check", str(self.pack), "--no-save", *more)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Return the bench."""
    return Bench(tmp_path)


@pytest.mark.parametrize("more", [(), ("--watch", "--max-attempts", "1")])
def test_without_consent_nothing_is_looked_at(bench: Bench, more: tuple[str, ...]) -> None:
    """The error names file, line, command and both mends."""
    done = bench.check(*more)
    assert done.returncode == 65
    for words in (PLACE, "`printf ran`", "--allow-pack-commands", f"allow_commands in {bench.config}"):
        assert words in done.stderr
    assert done.stdout == ""


def test_option_is_consent_for_this_run(bench: Bench) -> None:
    """The command runs and is judged."""
    done = bench.check("--allow-pack-commands")
    assert done.returncode == 0, done.stderr + done.stdout


@pytest.mark.parametrize(
    ("allowed", "status"),
    [
        ("[[printf, ran]]", 0),
        ("[[printf]]", 0),
        ("[[velero, backup, get], [printf, ran]]", 0),
        ("[[printf, other]]", 65),
        ("[[printf, ran, more]]", 65),
        ("[[/usr/bin/printf]]", 65),
    ],
)
def test_own_configuration_is_consent_by_prefixes(bench: Bench, allowed: str, status: int) -> None:
    """A prefix covers what begins with it, and nothing that only looks like it."""
    bench.config.write_text(f"allow_commands: {allowed}\n")
    done = bench.check()
    assert done.returncode == status, done.stderr + done.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("allow_command: [[printf]]\n", "config.yml:1: unknown key 'allow_command'; did you mean 'allow_commands'?"),
        ("allow_commands: [printf]\n", "config.yml:1: key 'allow_commands': expected a list of words for each"),
        ("allow_commands: [[]]\n", "config.yml:1: key 'allow_commands': an empty list would allow every command"),
        ("allow_commands: printf\n", "config.yml:1: key 'allow_commands': expected a list of word lists"),
        ("- printf\n", "config.yml:1: expected a mapping"),
        ("", "config.yml: the file is empty"),
        ("a: [\n", "not YAML"),
    ],
)
def test_configuration_that_is_wrong_is_no_consent(bench: Bench, text: str, said: str) -> None:
    """With file, line and mend."""
    bench.config.write_text(text)
    done = bench.check()
    assert (done.returncode, said in done.stderr) == (65, True), done.stderr


@pytest.mark.parametrize("place", ["file", "folder"])
def test_configuration_that_others_may_write_is_no_consent(bench: Bench, place: str) -> None:
    """They would consent in the operator's place."""
    bench.config.write_text("allow_commands: [[printf]]\n")
    (bench.config if place == "file" else bench.config.parent).chmod(0o777)
    done = bench.check()
    assert (done.returncode, "others may write it" in done.stderr) == (65, True), done.stderr


def test_configuration_that_is_no_file_is_refused(bench: Bench) -> None:
    """A pipe is not waited for."""
    os.mkfifo(bench.config, 0o600)
    done = bench.check()
    assert (done.returncode, "a named pipe" in done.stderr) == (65, True), done.stderr


@pytest.mark.parametrize("prefix", UNSAFE)
def test_what_the_audit_blocks_is_refused_whoever_consents(bench: Bench, prefix: str) -> None:
    """Programs that run others, or write, are no reading by any consent; a drill refuses them too."""
    bench.add(prefix, "'true'")
    bench.config.write_text(f"allow_commands: [{prefix}]\n")
    done = bench.check("--allow-pack-commands")
    assert done.returncode == 65, done.stdout
    assert "can run or write anything" in done.stderr
    audited = bench.run("audit", str(bench.pack), "--only", "commands")
    assert (audited.returncode, "can run or write anything" in " ".join(audited.stdout.split())) == (2, True)


def test_drill_refuses_the_same(bench: Bench, tmp_path: Path) -> None:
    """A drill asks for no consent, as what it runs is simulated; what no consent covers it refuses too."""
    mark, program = tmp_path / "ran", tmp_path / "status"
    program.write_text(f"#!/bin/sh\necho ran > {mark}\n")
    program.chmod(0o755)
    (bench.pack / "drill").mkdir()
    (bench.pack / "drill" / "fleet.yml").write_text("hosts: {here: {}}\n")
    for where in ("here", "controller"):
        bench.add(f"[{program}]", str(program), where)
        done = bench.run("drill", "run", str(bench.pack))
        assert (done.returncode, "can run or write anything" in done.stderr) == (65, True), done.stderr
        assert not mark.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("claim", "GREEN", "--pack"),
        ("go", "--operation", "reboot"),
        ("plan-b",),
        ("timeline",),
        ("quick-check",),
        ("summary",),
    ],
)
def test_every_command_that_looks_has_the_option(bench: Bench, words: tuple[str, ...]) -> None:
    """And says so in its help."""
    assert "--allow-pack-commands" in bench.run(words[0], "--help").stdout
