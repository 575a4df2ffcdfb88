"""Red line 4: no secret is stored or printed, wherever it stands and however the fleet is looked at."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import msgspec
import pytest
from end_to_end.secret_checks import CHECKS_OF_A, CHECKS_OF_HERE
from end_to_end.secret_places import Canaries, make_fixtures, plant_here

from blackstart.baseline.load import load_baseline
from blackstart.baseline.problems import BaselineError
from blackstart.drill.fleet import Drill, raise_fleet
from blackstart.render.table import FORMATS

PHASE = "phase: P0\nchecks:"
WAIT = "import signal; signal.pause()"


@contextmanager
def run_process(*arguments: str, **environment: str) -> Iterator[int]:
    """Run a process with secrets in its arguments and its environment; yield its id."""
    argv = [sys.executable, "-c", WAIT, *arguments]
    # in a session of its own: whoever runs the tests may have lost its parent, and its group with it
    with subprocess.Popen(argv, env={**os.environ, **environment}, start_new_session=True) as process:
        try:
            yield process.pid
        finally:
            process.kill()


@asynccontextmanager
async def raise_host(canaries: Canaries, folder: Path) -> AsyncIterator[Drill]:
    """Raise host `a`, which answers what its checks ask."""
    now = time.time()
    sources = {"fleet.yml": "name: x\nhosts: {a: {address: 192.0.2.1}}\n", "phases/p0.yml": f"{PHASE}{CHECKS_OF_A}"}
    fleet = load_baseline(sources, "x")
    async with raise_fleet(fleet, make_fixtures(canaries, now), folder, now=now) as drill:
        yield drill


def write_pack(folder: Path, drill: Drill, planted: Path, process: int) -> None:
    """Write a pack of the simulated host, at its address on loopback, and of this machine."""
    a = drill.fleet.hosts["a"]
    phase = f"{PHASE}{CHECKS_OF_A}{CHECKS_OF_HERE}"
    for word, meant in {"ADDRESS": a.address, "FOLDER": str(planted), "PID": str(process)}.items():
        phase = phase.replace(word, meant)
    (folder / "phases").mkdir(parents=True)
    (folder / "phases/p0.yml").write_text(phase)
    hosts = f"{{a: {{address: {a.address}, port: {a.port}, user: {a.user}}}, here: {{connection: local}}}}"
    (folder / "fleet.yml").write_text(f"name: x\nhosts: {hosts}\n")


class Operator:
    """Types commands, and keeps all that they print below a folder with all that they write."""

    def __init__(self, written: Path, secret: str) -> None:
        """Have a home, a folder for temporary files and one for runs; and a secret in the environment."""
        self.written = written
        names = {"HOME": "home", "TMPDIR": "temporary", "BLACKSTART_RUNS": "runs", "XDG_STATE_HOME": "state"}
        places = {name: written / folder for name, folder in names.items()}
        for place in places.values():
            place.mkdir(parents=True)
        self.environment = {**os.environ, **{name: str(place) for name, place in places.items()}, "OPAQUE": secret}
        self.typed = 0

    async def type(self, *words: str) -> tuple[int, bytes]:
        """Type one command; return its exit status and what it printed."""
        program = Path(sys.executable).with_name("blackstart")
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            program, *words, stdout=pipe, stderr=pipe, cwd=self.written, env=self.environment
        )
        stdout, stderr = await asyncio.wait_for(process.communicate(), 60)
        self.typed += 1
        (self.written / f"{self.typed}.out").write_bytes(stdout)
        (self.written / f"{self.typed}.err").write_bytes(stderr)
        return process.returncode or 0, stdout

    def runs(self) -> list[Path]:
        """Return the runs that were kept."""
        return sorted(path for path in (self.written / "runs").iterdir() if not path.name.startswith("."))


RED = {
    "body-seen",
    "h-digest",
    "digest",
    "h-log",
    "journal",
    "journal-of-container",
    "journal-of-file",
    "other-greeting",
    "query-error",
    "refused",
    "registry",
    "snapshots",
    "targets",
    "whole-body-in-the-reason",
}
"""Checks whose failure is the point: they say in their reasons what they saw."""


async def test_no_secret_is_written_anywhere(tmp_path: Path) -> None:
    """Planted in all places, looked for in all that is printed, recorded or left behind, in every format."""
    canaries, planted = Canaries(), tmp_path / "planted"
    planted.mkdir()
    plant_here(canaries, planted)
    operator = Operator(tmp_path / "written", canaries.bare("environment of the command"))
    opaque = ("--opaque", canaries.bare("arguments"))
    named = ("--password", canaries.shaped("arguments that are shown"))
    with (
        run_process(*opaque, OPAQUE=canaries.bare("environment")),
        run_process(*named, OPAQUE=canaries.bare("environment of one that is shown")) as shown,
    ):
        async with raise_host(canaries, tmp_path / "drill") as drill:
            write_pack(tmp_path / "pack", drill, planted, shown)
            await look_in_every_way(operator, str(tmp_path / "pack"), str(drill.ssh_config))
            assert drill.unanswered() == []
    await judge_in_every_way(operator)
    assert canaries.find_in(operator.written) == {}
    await require_looked(operator, canaries)


async def look_in_every_way(operator: Operator, pack: str, ssh_config: str) -> None:
    """Check in every format, and watch; all is red, since many of the checks are."""
    for form in sorted(FORMATS):
        status, _ = await operator.type("check", pack, "--ssh-config", ssh_config, "--details", "--format", form)
        assert status == 2
    watched = ("--watch", "--interval", "0.1", "--max-attempts", "3")
    status, _ = await operator.type("check", pack, "--ssh-config", ssh_config, *watched)
    assert status == 2


async def judge_in_every_way(operator: Operator) -> None:
    """Judge the last run again in every format, and verify it."""
    run = str(operator.runs()[-1])
    for form in sorted(FORMATS):
        status, _ = await operator.type("judge", run, "--details", "--format", form)
        assert status == 2
    await operator.type("verify", run)


async def require_looked(operator: Operator, canaries: Canaries) -> None:
    """Require that each check has seen its place, and each secret that is known by its shape was there to be taken."""
    _, printed = await operator.type("judge", str(operator.runs()[0]), "--format", "json")
    verdicts = msgspec.json.decode(printed)["scorecard"]["verdicts"]
    assert {
        one["check"]: one["reason"] for one in verdicts if one["outcome"] != "PASS" and one["check"] not in RED
    } == {}
    assert {one["check"] for one in verdicts if one["outcome"] != "PASS"} == RED
    assert (operator.runs()[0] / "exchanges.jsonl").read_text().count("[redacted]") >= canaries.shaped_places


@pytest.mark.parametrize(
    "argv",
    [
        "[cat, /proc/1/environ]",
        "[ps, -eo, 'pid,environ']",
        "[ps, auxe]",
        "[docker, inspect, db]",
        "[docker, inspect, --format, '{{json .Config.Env}}', db]",
        "[docker, inspect, --format, '{{json .}}', db]",
        "[docker, logs, db]",
        "[docker, exec, db, env]",
        "[env]",
        "[systemctl, show-environment]",
        "[systemctl, cat, web]",
        "[systemctl, show, --property=Environment, web]",
        "[docker, info]",
        "[cat, /srv/app/.env]",
        "[kubectl, get, secrets, -o, yaml]",
        "[kubectl, get, pods, -o, json]",
        "[pgrep, -a, x]",
        "[git, config, --list]",
        "[rclone, config, show]",
        "[restic, cat, key]",
    ],
)
def test_question_that_is_answered_with_secrets_is_refused_at_load(argv: str) -> None:
    """Nothing is known of their shape, so they may not be asked for."""
    sources = {
        "fleet.yml": "name: x\nhosts: {a: {address: a}}\n",
        "phases/p0.yml": f"{PHASE}\n  - {{id: c, on: a, command: {argv}}}\n",
    }
    with pytest.raises(BaselineError):
        load_baseline(sources, "x")
