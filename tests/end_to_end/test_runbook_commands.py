"""Every command line of the cold-start runbook that looks or judges, by its entry point, on simulated fleets.

Those that install, restore or write backups are none of them; they stand in NOT_HERE, each with its reason.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

PACK = Path(__file__).parents[2] / "packs/awoooi"
PROGRAM = Path(sys.executable).with_name("blackstart")
HEALTHY = "healthy"
READBACK = "2026-06-26-1213-hygiene-cleared"
RECOVERY = "scripts/reboot-recovery"
MONITOR = "/home/wooo/scripts/full-stack-cold-start-check.sh"
SUMMARY = ("--summary-file", "$ARTIFACT_DIR/summary.txt")
PACKETS = "/tmp/awoooi-post-reboot-owner-packets.json"  # noqa: S108  # as the runbook has it; the test puts it elsewhere
BUT_ESCROW = "FULL_STACK_GREEN_DR_ESCROW_BLOCKED"
REFUSED = "POST_REBOOT_OWNER_RESPONSE_PREFLIGHT_BLOCKED status="
GUARDED = "POST_REBOOT_OWNER_PACKET_CONTRACT_GUARD_OK gates=2 request_sent=0 accepted=0 runtime_gate=0"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A command line: on which drill it runs, what it exits with and what it prints."""

    argv: tuple[str, ...]
    prints: str
    status: int = 0
    drill: str = HEALTHY


LINES = (
    # §13.1, §13.2: without the alert test the chain is not proven.
    Line(argv=("bash", f"{RECOVERY}/full-stack-cold-start-check.sh"), status=1, prints="130 pass  1 warn  0 blocked"),
    Line(
        argv=(
            "bash",
            f"{RECOVERY}/full-stack-cold-start-check.sh",
            "--watch",
            "--interval",
            "60",
            "--max-attempts",
            "30",
            "--send-alert-test",
        ),
        prints="131 pass  0 warn  0 blocked",
    ),
    # §13.3.1, §14.3, §14.4: as it is installed on the monitoring host.
    Line(
        argv=(MONITOR, "--monitor-read-only", "--no-color", "--watch", "--interval", "1", "--max-attempts", "1"),
        prints="130 pass  0 warn  0 blocked",
    ),
    Line(
        argv=("bash", f"{RECOVERY}/verify-cold-start-monitor-deploy.sh"),
        prints="MONITOR_DEPLOY_PARITY",
    ),
    # The first section: quick check, summary, and what follows from it.
    Line(
        argv=(f"{RECOVERY}/post-start-quick-check.sh", "--no-color"),
        status=1,
        prints="POST_START_QUICK_CHECK PASS=130 WARN=1 BLOCKED=0",
    ),
    # The reading of 2026-06-25 19:35: what is skipped is a warning, and no word on the fleet is said.
    Line(
        argv=(f"{RECOVERY}/post-start-quick-check.sh", "--skip-cold-start", "--skip-backup", "--skip-cpu"),
        status=1,
        prints="SKIPPED=cold-start,backup,cpu\nRESULT=QUICK_CHECK_DEGRADED",
    ),
    Line(
        argv=(f"{RECOVERY}/post-reboot-readiness-summary.sh", "--no-color"),
        status=1,
        drill=READBACK,
        prints="\nNEXT_REQUIRED_GATES=credential_escrow_evidence,wazuh_manager_registry_export\n",
    ),
    # The readbacks of 2026-06-26 12:13 to 2026-06-27 00:58: all is well but for the escrow evidence, and no test alert
    # was asked for; with it the words are the same.
    *(
        Line(argv=(*argv, "--no-color", *option), status=1, drill=READBACK, prints=prints)
        for option in ((), ("--send-alert-test",))
        for argv, prints in (
            ((f"{RECOVERY}/post-start-quick-check.sh",), f"\nRESULT={BUT_ESCROW}\n"),
            ((f"{RECOVERY}/post-reboot-readiness-summary.sh",), f"\nPOST_START_RESULT={BUT_ESCROW}\n"),
            ((f"{RECOVERY}/post-reboot-readiness-summary.sh",), "\nSERVICE_GREEN=1\nPRODUCT_DATA_GREEN=1\n"),
        )
    ),
    Line(
        argv=(f"{RECOVERY}/post-reboot-declaration-guard.py", *SUMMARY, "--no-color"),
        drill=READBACK,
        prints="DR_COMPLETE",
    ),
    Line(
        argv=(f"{RECOVERY}/post-reboot-next-gate-dispatch.sh", *SUMMARY, "--no-color"),
        drill=READBACK,
        prints="DISPATCH_AUTHORIZED=0",
    ),
    Line(
        argv=(f"{RECOVERY}/post-reboot-next-gate-dispatch.sh", "--no-color"),
        drill=READBACK,
        prints="wazuh_manager_registry_export",
    ),
    Line(
        argv=(f"{RECOVERY}/post-reboot-next-gate-owner-packets.py", "--no-color"),
        drill=READBACK,
        prints='"awoooi_post_reboot_next_gate_owner_packets_v1"',
    ),
    Line(
        argv=(f"{RECOVERY}/post-reboot-next-gate-owner-packets.py", "--no-color", *SUMMARY, "--output", PACKETS),
        drill=READBACK,
        prints="",
    ),
    Line(
        argv=(
            f"{RECOVERY}/post-reboot-next-gate-owner-packets.py",
            "--dispatch-file",
            "<dispatch.txt>",
            "--output",
            PACKETS,
        ),
        drill=READBACK,
        prints="",
    ),
    Line(
        argv=(f"{RECOVERY}/post-reboot-owner-packet-contract-guard.py", "--packet-file", PACKETS),
        drill=READBACK,
        prints=GUARDED,
    ),
    Line(
        argv=(f"{RECOVERY}/post-reboot-owner-response-preflight.py", "--no-color"),
        status=3,
        drill=READBACK,
        prints=f"{REFUSED}blocked_waiting_owner_response_file expected_gates=2 received=0 accepted=0 runtime_gate=0",
    ),
    Line(
        argv=(
            f"{RECOVERY}/post-reboot-owner-response-preflight.py",
            "--no-color",
            *SUMMARY,
            "--response-file",
            "<file>",
        ),
        status=3,
        drill=READBACK,
        prints=f"{REFUSED}blocked_waiting_owner_response_content expected_gates=2 received=0 accepted=0 runtime_gate=0",
    ),
    Line(
        argv=(
            f"{RECOVERY}/post-reboot-owner-response-preflight.py",
            "--no-color",
            "--owner-packet-file",
            "<owner-packets.json>",
            "--response-file",
            "<file>",
        ),
        status=3,
        drill=READBACK,
        prints=f"{REFUSED}blocked_waiting_owner_response_content expected_gates=2 received=0 accepted=0 runtime_gate=0",
    ),
    # §14.10, §14.4.3, §14.28, §14.35: preflights.
    Line(
        argv=(f"{RECOVERY}/188-host-hygiene-maintenance-checklist.sh", "--no-color"),
        prints="HOST_188_HYGIENE_GREEN.",
    ),
    Line(argv=(f"{RECOVERY}/120-fsck-maintenance-checklist.sh",), prints="NODE_FS_ERROR_EVENTS=0"),
    Line(
        argv=(f"{RECOVERY}/momo-drive-token-source-recovery-preflight.sh",),
        prints="\nMOMO_DRIVE_TOKEN_SOURCE_PREFLIGHT PASS=40 WARN=0 BLOCKED=0",
    ),
    # §1.4: without --live one thing is left to ask.
    Line(argv=(f"{RECOVERY}/reboot-recovery-readiness-audit.sh",), status=1, prints="audit with --live"),
    Line(argv=(f"{RECOVERY}/reboot-recovery-readiness-audit.sh", "--live"), status=1, prints="it holds on the host"),
    # §14.32, and the readback of 2026-06-27 00:58.
    Line(
        argv=("python3", "scripts/generate_monitoring.py", "--check", "--stabilization-sleep-seconds", "0"),
        prints="MONITORING_COVERAGE_PERCENT=100",
    ),
    Line(argv=("python3", "scripts/generate_monitoring.py", "--check"), prints="MONITORING_JOBS=14"),
    Line(argv=("scripts/ops/recovery-scorecard-contract-check.py",), prints="awoooi_recovery_dr_offsite_ready"),
)

RESTORES = "restores an exporter or a store: a helper of row D3, whose --check comes with it"
BACKUP = "writes backups or reports of them: row D5; what it reports is read by `report`, no script is run"
MONITOR_ROW = "is installed on the monitoring host: rows D1 and D2, only with an approval"
OTHERS = "belongs to a product or to another repository, named as where a fact came from"
NOTIFIES = "sends notifications: row D4"
NOT_HERE = {
    "install-cold-start-monitor-110.sh": MONITOR_ROW,
    "cold-start-textfile-exporter.sh": MONITOR_ROW,
    "188-db-exporters-restore.sh": RESTORES,
    "188-minio-velero-restore.sh": RESTORES,
    "188-nginx-exporter-restore.sh": RESTORES,
    "188-node-exporter-restore.sh": RESTORES,
    "backup-all.sh": BACKUP,
    "backup-awoooi.sh": BACKUP,
    "backup-configs.sh": BACKUP,
    "backup-status.sh": BACKUP,
    "momo-pg-backup.sh": BACKUP,
    "pg_backup.sh": BACKUP,
    "sync-offsite-backups.sh": BACKUP,
    "verify-offsite-full-sync.sh": BACKUP,
    "apply-runner-systemd-guardrails.sh": "writes units of runners: a guided procedure of row C9",
    "host-runaway-process-remediation.py": "ends processes: row D7, only with an owner's approval",
    "docker-health-monitor.sh": NOTIFIES,
    "docker_health_monitor.sh": NOTIFIES,
    "momo-pro-health-monitor.sh": NOTIFIES,
    "notify-awoooi-ops.sh": NOTIFIES,
    "run-public-content-cleanliness-check.sh": NOTIFIES,
    "ansible-validate.sh": OTHERS,
    "bootstrap-ansible-validation-env.sh": OTHERS,
    "import_service.py": OTHERS,
    "install-production-cron.sh": OTHERS,
    "run-intelligence-sync.sh": OTHERS,
    "test_auto_import_data_sync.py": OTHERS,
    "test_auto_import_failure_boundaries.py": OTHERS,
    "test_import_service_sql_params.py": OTHERS,
}
"""The scripts that the runbook names and that are not run here, by name: why not."""


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """A drill that is up, and a folder with what the chain's commands need."""

    environment: dict[str, str]
    folder: Path

    def run(self, *argv: str) -> subprocess.CompletedProcess[str]:
        """Run a command line from the pack's folder."""
        return subprocess.run(
            argv, capture_output=True, text=True, check=False, cwd=PACK, env=self.environment, timeout=60
        )

    def put(self, word: str) -> str:
        """Return a word of a command line with the files of this stage in place of the runbook's."""
        places = {
            "$ARTIFACT_DIR": self.folder / "artifacts",
            "<dispatch.txt>": self.folder / "artifacts/dispatch.txt",
            "<owner-packets.json>": self.folder / "artifacts/owner-packets.json",
            "<file>": self.folder / "artifacts/owner-response-template.json",
            PACKETS: self.folder / "packets.json",
            MONITOR: self.folder / "installed.sh",
        }
        for name, path in places.items():
            word = word.replace(name, str(path))
        return word


@contextmanager
def raise_drill(scenario: str, folder: Path) -> Iterator[Stage]:
    """Keep a drill up in a process of its own, as an operator does; nothing of it is left."""
    chosen = () if scenario == HEALTHY else ("--scenario", scenario)
    argv = [PROGRAM, "drill", "up", str(PACK), *chosen]
    (folder / "tmp").mkdir(parents=True)
    environment = {
        **os.environ,
        "PATH": f"{PROGRAM.parent}:{os.environ['PATH']}",
        "BLACKSTART_RUNS": str(folder / "runs"),
        "TMPDIR": str(folder / "tmp"),
        "LC_ALL": "C.UTF-8",
    }
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            told = next(line for line in process.stdout or () if "BLACKSTART_DRILL=" in line)
            attached = {**environment, "BLACKSTART_DRILL": told.partition("BLACKSTART_DRILL=")[2].strip()}
            yield Stage(environment=attached, folder=folder)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Stage]]:
    """Raise both drills; the chain's first summary and packets are made once."""
    folder = tmp_path_factory.mktemp("runbook")
    with raise_drill(HEALTHY, folder / "healthy") as healthy, raise_drill(READBACK, folder / "readback") as readback:
        (healthy.folder / "installed.sh").symlink_to(PACK / RECOVERY / "full-stack-cold-start-check.sh")
        made = readback.run(
            PROGRAM.name, "summary", ".", "--artifacts", str(readback.folder / "artifacts"), "--no-save"
        )
        assert made.returncode == 1, made.stderr
        packets = (readback.folder / "artifacts/owner-packets.json").read_bytes()
        (readback.folder / "packets.json").write_bytes(packets)
        yield {HEALTHY: healthy, READBACK: readback}


@pytest.mark.parametrize("line", LINES, ids=lambda line: re.sub(r"[^\w.-]+", " ", " ".join(line.argv)))
def test_command_line_of_the_runbook_runs_as_written(line: Line, stages: dict[str, Stage]) -> None:
    """With its options, its exit status and its line."""
    stage = stages[line.drill]
    done = stage.run(*(stage.put(word) for word in line.argv))
    assert done.returncode == line.status, done.stdout + done.stderr
    assert line.prints in done.stdout
    assert "this is a simulated fleet" in done.stderr


def test_every_entry_point_is_run() -> None:
    """No script of the pack is left without a command line here, and none is run that is not there."""
    run = {word for line in LINES for word in line.argv if word.startswith("scripts/")}
    assert run == {str(path.relative_to(PACK)) for path in (PACK / "scripts").rglob("*") if path.is_file()}


def test_no_script_that_is_left_out_has_an_entry_point() -> None:
    """One that gets one is to be run here, and taken out of the list of those that are not."""
    assert not {path.name for path in (PACK / "scripts").rglob("*")} & NOT_HERE.keys()


def test_a_summary_is_kept_in_a_folder_of_its_own(stages: dict[str, Stage]) -> None:
    """Where the chain finds it."""
    stage = stages[READBACK]
    stage.run(f"{RECOVERY}/post-reboot-readiness-summary.sh", "--no-color")
    (folder, *_) = (stage.folder / "tmp").glob("awoooi-post-reboot-readiness-*")
    assert (folder / "summary.txt").is_file()


def test_nothing_of_a_drill_passes_for_the_real_fleet(stages: dict[str, Stage]) -> None:
    """Its summary and its runs are refused where the drill is not named; a drill that is gone is told."""
    stage = stages[READBACK]
    plain = {name: value for name, value in stage.environment.items() if name != "BLACKSTART_DRILL"}
    alone = msgspec.structs.replace(stage, environment=plain)
    summary = str(stage.folder / "artifacts/summary.txt")
    refused = alone.run(PROGRAM.name, "gates", "guard", ".", "--summary-file", summary)
    assert (refused.returncode, "FLEET" in refused.stderr) == (65, True)
    seen = stage.run(PROGRAM.name, "check", ".")
    bundle = re.search(r"run: (\S+)", seen.stderr)
    assert bundle is not None
    claim = ("claim", "--list", bundle[1])
    assert stage.run(PROGRAM.name, *claim).returncode == 0
    assert alone.run(PROGRAM.name, *claim).returncode == 65
    gone = msgspec.structs.replace(stage, environment={**plain, "BLACKSTART_DRILL": "/nowhere.json"})
    done = gone.run(PROGRAM.name, "check", ".")
    assert (done.returncode, "no drill that is up" in done.stderr) == (65, True)
    other = stage.run(PROGRAM.name, "check", "localhost")
    assert (other.returncode, "another pack" in other.stderr) == (65, True)
