"""A plan is walked from its start to its close: on the simulated fleet, and on this machine with the real clock."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from end_to_end.conftest import Run
from end_to_end.test_printed_schemas import check_printed

from blackstart.cli import session
from blackstart.journal.session_log import JOURNAL, read_log
from blackstart.model.plan import OPEN_INCIDENT

PROGRAM = str(Path(sys.executable).with_name("blackstart"))
PLAN = """\
plan: startup
operation: startup
window: 1h
steps:
  - {id: power, do: Switch it on., never: Twice., zero: true}
  - {id: up, see: {checks: [up]}, within: 10m}
  - {id: owner, approve: 1, from: "dba*"}
  - {id: imports, release: imports, do: Let them go., see: {checks: [up]}}
"""
SHUTDOWN = "plan: shutdown\noperation: shutdown\nwindow: 1h\nsteps:\n  - {id: f, freeze: imports, do: Hold them.}\n"
LADDER = """\
levels:
  - {level: UP, says: It is up., needs: {checks: [up]}, closes_as: RETURNED_TO_PLAN_A}
words:
  - {word: WELL, level: UP, says: It is well.}
"""


@pytest.fixture
def planned(pack: Path) -> Path:
    """Give the pack of this machine two plans and a level."""
    (pack / "plans").mkdir()
    (pack / "plans/startup.yml").write_text(PLAN)
    (pack / "plans/shutdown.yml").write_text(SHUTDOWN)
    (pack / "recovery.yml").write_text(LADDER)
    return pack


@pytest.fixture
def signers(tmp_path: Path) -> Path:
    """Make keys of two people, and the file that says who may sign; the operator has a second name too."""
    lines = []
    for name, key in (("ops", "ops"), ("dba", "dba"), ("dba2", "ops")):
        path = tmp_path / key
        if not path.exists():
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)
        lines.append(" ".join((name, *path.with_suffix(".pub").read_text().split()[:2])) + "\n")
    (tmp_path / "signers").write_text("".join(lines))
    return tmp_path / "signers"


@pytest.fixture
def begun(blackstart: Run, planned: Path, signers: Path) -> Run:
    """Begin a session."""
    done = begin(blackstart, planned, signers)
    assert done.returncode == 0, done.stderr
    return blackstart


def begin(blackstart: Run, planned: Path, signers: Path) -> subprocess.CompletedProcess[str]:
    """Begin a session as `ops`."""
    key = str(signers.with_name("ops"))
    named = ("--operator", "ops", "--operator-key", key, "--allowed-signers", str(signers))
    return blackstart("session", "start", str(planned), "startup", *named)


def approve(blackstart: Run, signers: Path, name: str, key: str, *more: str) -> Any:
    """Sign the step `owner`: approve it, unless another verb comes first in `more`."""
    verb, options = ("deny", more[1:]) if more[:1] == ("deny",) else ("approve", more)
    signed = ("--as", name, "--key", str(signers.with_name(key)), "--evidence", "T-1", "--rollback-owner", "ops")
    return blackstart("session", verb, "owner", *signed, *options)


def read_status(blackstart: Run) -> Any:
    """Return the status of the last session."""
    return json.loads(blackstart("session", "status", "--format", "json").stdout)


@pytest.mark.parametrize(
    ("scenario", "closeout", "status"),
    [
        ((), "RETURNED_TO_PLAN_A", 0),
        (("--scenario", "2026-06-12-1519-all-back-escrow-missing"), "SERVICE_AVAILABLE_DEGRADED", 0),
        (("--scenario", "120-down"), "OPEN_INCIDENT_REQUIRED", 2),
    ],
    ids=["escrow-there", "escrow-missing", "120-down"],
)
def test_awoooi_startup_on_the_drill(blackstart: Run, scenario: tuple[str, ...], closeout: str, status: int) -> None:
    """From T+0 to its close; with 120 never back it meets its stop lines and is an open incident."""
    done = blackstart("session", "drill", "packs/awoooi", "startup", *scenario, "--format", "json")
    told = json.loads(done.stdout)
    assert (told["closeout"], done.returncode) == (closeout, status), done.stderr
    lines = {line["point"]: line for line in told["lines"]}
    assert {"T+0", "T+5", "T+15", "T+30"} <= set(lines)
    if status:
        assert [lines[point]["reached"] for point in ("T+5", "T+15", "T+120")] == [False] * 3
        assert lines["T+5"]["paths"] == ["HOST_120"]
        assert lines["T+120"]["level"] == "B2_CORE_SERVICE_READY"
        assert told["current"] == "network"
        assert [hold["name"] for hold in told["holds"]] == ["crawlers", "consumers", "runners", "ai"]
    else:
        assert told["holds"] == []
        assert {step["state"] for step in told["steps"]} == {"DONE"}
        assert next(step for step in told["steps"] if step["step"] == "owner")["signatures"] == 0  # its window is over


def test_homelab_startup_on_the_drill(blackstart: Run) -> None:
    """What is up is passed in one look."""
    done = blackstart("session", "drill", "packs/homelab-example", "startup")
    assert done.returncode == 0, done.stderr
    assert "RETURNED_TO_PLAN_A" in done.stdout


def test_awoooi_shutdown_hands_its_holds_over(blackstart: Run) -> None:
    """GO is asked at noon; no run tells of hosts that are off, and what was frozen is named when it is closed."""
    done = blackstart("session", "drill", "packs/awoooi", "shutdown", "--scenario", "2026-06-26-1213-hygiene-cleared")
    assert done.returncode == 0, done.stdout
    assert "SHUTDOWN_DONE  still frozen: runners, ai, crawlers, consumers" in done.stdout


def test_a_recovery_with_people_as_hands(begun: Run, signers: Path, planned: Path) -> None:
    """Started, confirmed, seen, signed in another process, closed, and verified offline."""
    first = begun("session", "run", "--until-person")
    assert first.returncode == 1, first.stderr
    assert "confirm power --note" in first.stdout
    assert "never: Twice." in first.stdout
    assert begun("session", "confirm", "up", "--note", "I saw it").returncode == 3
    assert begun("session", "skip", "power", "--note", "no time").returncode == 3
    assert begun("session", "confirm", "power", "--note", "on", "--at", "1m").returncode == 0
    assert begun("session", "run", "--until-person").returncode == 1
    assert read_status(begun)["current"] == "owner"
    for name, key in (("ops", "ops"), ("dba2", "ops"), ("dba", "ops")):
        refused = approve(begun, signers, name, key)
        assert refused.returncode == 3, refused.stdout
    words = [one.word for one in read_log(find_folder(signers)).events if one.word]
    assert words == ["NOT_AN_APPROVER", "SELF_APPROVED", "NOT_SIGNED_BY_APPROVER"]
    assert approve(begun, signers, "dba", "dba", "deny").returncode == 0
    assert begun("session", "run", "--until-person").returncode == 1
    assert approve(begun, signers, "dba", "dba").returncode == 0
    last = begun("session", "run", "--until-person")
    assert last.returncode == 0, last.stderr + last.stdout
    told = read_status(begun)
    assert told["closeout"] == "RETURNED_TO_PLAN_A"
    assert begun("session", "verify").returncode == 0
    assert begun("session", "note", "late").returncode == 3
    assert told["session"] in begun("session", "list").stdout
    (approval, *_) = sorted((find_folder(signers) / "approvals").glob("*.json"))
    approval.write_bytes(approval.read_bytes().replace(b"T-1", b"T-2"))
    assert planned.is_dir()


def test_an_approval_is_judged_once_its_signature_has_arrived(begun: Run, signers: Path, tmp_path: Path) -> None:
    """Two files that are brought by mail come one after the other; until both are there nobody has answered."""
    begun("session", "run", "--until-person")
    begun("session", "confirm", "power", "--note", "on")
    begun("session", "run", "--until-person")
    away = tmp_path / "away"
    shutil.copytree(signers.parent / "sessions", away)
    assert approve(begun, signers, "dba", "dba", "--sessions", str(away)).returncode == 0
    here = find_folder(signers) / "approvals"
    (document,) = away.glob("*/approvals/*.json")
    shutil.copy(document, here)
    assert begun("session", "run", "--until-person").returncode == 1
    assert [one.word for one in read_log(here.parent).events if one.word] == []
    shutil.copy(f"{document}.sig", here)
    assert begun("session", "run", "--until-person").returncode == 0
    assert read_status(begun)["closeout"] == "RETURNED_TO_PLAN_A"


def find_folder(signers: Path) -> Path:
    """Return the folder of the one session."""
    (folder,) = (path for path in (signers.parent / "sessions").iterdir() if path.is_dir())
    return folder


def test_an_edited_approval_and_a_missing_run_are_found(begun: Run, signers: Path) -> None:
    """Offline, and with exit 65."""
    begun("session", "confirm", "power", "--note", "x")  # refused: not open yet
    begun("session", "run", "--until-person")
    begun("session", "confirm", "power", "--note", "on")
    begun("session", "run", "--until-person")
    assert approve(begun, signers, "dba", "dba").returncode == 0
    (approval,) = (find_folder(signers) / "approvals").glob("*.json")
    approval.write_bytes(approval.read_bytes().replace(b"T-1", b"T-2"))
    done = begun("session", "verify", "--runs", "nowhere")
    assert done.returncode == 65
    assert "is not there as it was signed" in done.stderr
    assert "is not in nowhere" in done.stderr
    journal = find_folder(signers) / JOURNAL
    journal.write_bytes(journal.read_bytes().replace(b'"note":"on"', b'"note":"no"'))
    edited = begun("session", "status")
    assert edited.returncode == 65
    assert "the journal was edited here" in edited.stderr


def test_without_keys_nobody_is_told_apart(blackstart: Run, planned: Path, signers: Path) -> None:
    """A plan that asks for signatures is not started without the operator's own; nor by a key of somebody else."""
    done = blackstart("session", "start", str(planned), "startup")
    assert done.returncode == 3
    assert "--operator-key" in done.stderr
    key = str(signers.with_name("dba"))
    named = ("--operator", "ops", "--operator-key", key, "--allowed-signers", str(signers))
    assert blackstart("session", "start", str(planned), "startup", *named).returncode == 3


def test_unknown_plans_and_sessions_are_named(blackstart: Run, planned: Path) -> None:
    """With those there are."""
    done = blackstart("session", "start", str(planned), "reboot")
    assert (done.returncode, "there are shutdown, startup" in done.stderr) == (65, True)
    missing = blackstart("session", "status")
    assert (missing.returncode, "session start` begins one" in missing.stderr) == (65, True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_loses_nothing_and_a_second_driver_is_refused(begun: Run, tmp_path: Path, number: int) -> None:
    """The lock names who holds it and at which step; the next driver goes on."""
    environment = {**os.environ, "BLACKSTART_RUNS": str(tmp_path / "runs")}
    with subprocess.Popen([PROGRAM, "session", "run"], stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        while "confirm power" not in process.stdout.readline():
            continue
        second = begun("session", "run")
        assert second.returncode == 3
        assert f"pid {process.pid}, step power" in second.stderr
        before = read_status(begun)["events"]
        process.send_signal(number)
        assert process.wait(20) == 130
        assert read_status(begun)["events"] == before
        assert begun("session", "run", "--until-person").returncode == 1


def test_a_driver_that_is_taken_over_stops(begun: Run, tmp_path: Path) -> None:
    """By itself, at its next turn."""
    environment = {**os.environ, "BLACKSTART_RUNS": str(tmp_path / "runs")}
    with subprocess.Popen([PROGRAM, "session", "run"], stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        while "confirm power" not in process.stdout.readline():
            continue
        assert begun("session", "take-over", "--note", "asked them").returncode == 0
        assert process.wait(20) == 3


def test_a_halted_session_rests_and_an_incident_is_closed_by_a_person(begun: Run) -> None:
    """With what is still frozen."""
    assert begun("session", "halt", "--note", "smoke").returncode == 0
    assert begun("session", "run").returncode == 2
    assert begun("session", "continue").returncode == 0
    done = begun("session", "close", "--note", "INC-77")
    assert f"{OPEN_INCIDENT}  still frozen: imports" in done.stdout
    assert begun("session", "status").returncode == 2


def test_four_starts_at_once_are_four_sessions(blackstart: Run, planned: Path, signers: Path, tmp_path: Path) -> None:
    """Each whole, and one driver for all of them."""
    environment = {**os.environ, "BLACKSTART_RUNS": str(tmp_path / "runs")}
    argv = [PROGRAM, "session", "start", str(planned), "shutdown"]
    every = [subprocess.Popen(argv, env=environment, stdout=subprocess.DEVNULL) for _ in range(4)]
    assert [process.wait(30) for process in every] == [0] * 4
    assert len(json.loads(blackstart("session", "list", "--format", "json").stdout)["sessions"]) == 4


def test_help_has_examples() -> None:
    """Of every verb."""
    context = click.Context(session.command)
    for name in session.VERBS:
        found = session.command.get_command(context, name)
        assert found is not None
        assert "Examples:" in (found.epilog or "")


def test_what_is_printed_fits_its_schema(begun: Run) -> None:
    """Status, list and drill."""
    check_printed(begun, ["session", "list"], "session list")
    check_printed(begun, ["session", "status"], "session status")
    check_printed(begun, ["session", "drill", "packs/homelab-example", "startup"], "session drill")
