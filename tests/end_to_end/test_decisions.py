"""GO, plan B, timeline and quick check by the installed command, from recorded looks at the simulated fleet."""

import asyncio
import shutil
from pathlib import Path

import msgspec
import pytest
from end_to_end.conftest import Run
from end_to_end.drill_runs import record

PACK = Path(__file__).parents[2] / "packs" / "awoooi"
Recorded = tuple[str, str]


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """Record a look at the healthy fleet; return the pack and the run."""
    return look(None, tmp_path_factory.mktemp("healthy"))


@pytest.fixture(scope="module")
def without_120(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """Record a look at the fleet of 2026-06-06."""
    return look("2026-06-06-host-120-down", tmp_path_factory.mktemp("without"))


@pytest.fixture(scope="module")
def without_escrow(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """Record a look at the fleet of 2026-06-25 21:14."""
    return look("2026-06-25-2114-escrow-missing", tmp_path_factory.mktemp("escrow"))


def look(scenario: str | None, folder: Path) -> Recorded:
    """Record a look."""
    pack, run = asyncio.run(record(PACK, scenario, folder))
    return str(pack), str(run)


def test_a_healthy_fleet_is_a_go(blackstart: Run, healthy: Recorded) -> None:
    """For a full cold start, attended or not; exit status 0."""
    pack, run = healthy
    done = blackstart("go", pack, "110", "120", "121", "188", "--operation", "reboot", "--unattended", "--run", run)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("GO   reboot 110, 120, 121, 188   awoooi   unattended\n")
    assert "DR_COMPLETE" in done.stdout


def test_with_120_down_110_is_a_conditional_go_and_121_a_no_go(blackstart: Run, without_120: Recorded) -> None:
    """Runbook 1.3: recovery of 110 alone, no more than SERVICE_READY; exit status 1, and 3."""
    pack, run = without_120
    done = blackstart("go", pack, "110", "--operation", "reboot", "--run", run, "--lang", "zh-TW")
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("CONDITIONAL GO   reboot 110")
    assert "宣告上限  SERVICE_READY" in done.stdout
    for hosts in (["121"], ["120"], ["110", "121"]):
        assert blackstart("go", pack, *hosts, "--operation", "shutdown", "--run", run).returncode == 3


def test_missing_escrow_is_a_go_that_says_no_dr(blackstart: Run, without_escrow: Recorded) -> None:
    """Runbook 1.3."""
    pack, run = without_escrow
    done = blackstart("go", pack, "188", "--operation", "reboot", "--run", run, "--format", "json")
    answer = msgspec.json.decode(done.stdout)
    assert (done.returncode, answer["permission"], answer["ceiling"]["name"]) == (0, "GO", "BLOCKED_DR_ESCROW")
    assert [rule["rule"] for rule in answer["objected"]] == ["ESCROW"]
    assert answer["level"] == "B4_FULL_STACK_GREEN"


def test_an_edited_run_and_a_changed_pack_give_no_go(blackstart: Run, healthy: Recorded, tmp_path: Path) -> None:
    """Neither is believed: 65 for a bundle that is not whole, 3 for one by another baseline."""
    pack, run = healthy
    edited = tmp_path / Path(run).name
    edited.mkdir()
    for path in Path(run).iterdir():
        data = path.read_bytes()
        (edited / path.name).write_bytes(data.replace(b'"exit_code":0', b'"exit_code":1', 1))
    done = blackstart("go", pack, "110", "--operation", "reboot", "--run", str(edited))
    assert (done.returncode, done.stdout) == (65, "")
    done = blackstart("go", str(PACK), "110", "--operation", "reboot", "--run", run)
    assert (done.returncode, "by another one" in " ".join(done.stdout.split())) == (3, True), done.stdout


def test_mistakes_on_the_command_line_are_told(blackstart: Run, healthy: Recorded, pack: Path) -> None:
    """No such host, no rules in the pack, no time, no offset, no part, no view."""
    real, run = healthy
    for arguments, status, said in (
        (("go", real, "111x", "--operation", "reboot"), 64, "no host '111x'; did you mean '111'?"),
        (("go", str(pack), "here", "--operation", "reboot"), 65, "small has no `go` in recovery.yml"),
        (("plan-b", real, "--since", "noon"), 64, "'noon' is no time"),
        (("plan-b", real, "--since", "99999999d"), 64, "'99999999d' is no time"),
        (("plan-b", real, "--since", "2026-06-26T06:20"), 64, "has no offset"),
        (("timeline", str(pack), "--since", "1m"), 65, "small has no `points` in recovery.yml"),
        (("timeline", real, "111x", "--since", "1m"), 64, "no host '111x'; did you mean '111'?"),
        (("quick-check", real, "--skip", "route"), 64, "no part 'route'; did you mean 'routes'?"),
        (("quick-check", real, "--view", "k3s"), 64, "no view 'k3s' with parts"),
    ):
        done = blackstart(*arguments, "--run", run)
        assert (done.returncode, said in done.stderr) == (status, True), done.stderr


def test_plan_b_of_the_healthy_fleet_goes_back_to_plan_a(blackstart: Run, healthy: Recorded) -> None:
    """And the run counts only if it began after T+0."""
    pack, run = healthy
    done = blackstart("plan-b", pack, "--since", "14m", "--run", run)
    assert done.returncode == 0, done.stdout
    assert "RETURNED_TO_PLAN_A" in done.stdout
    assert "may be released next  RUNNER_CD" in done.stdout
    done = blackstart("plan-b", pack, "--since", "0s", "--run", run)
    assert (done.returncode, "NOT_READY   T+0" in done.stdout) == (3, True)


def test_plan_b_with_120_down(blackstart: Run, without_120: Recorded) -> None:
    """Runbook 1.4: single-node service, B2 at every hour, the path of 120 and none of 121, an open incident."""
    pack, run = without_120
    for since in ("14m", "21m"):
        done = blackstart("plan-b", pack, "--since", since, "--run", run, "--format", "json")
        answer = msgspec.json.decode(done.stdout)
        assert done.returncode == 1
        assert [trigger["name"] for trigger in answer["triggers"]] == ["T+5", "B3_SERVICE_AVAILABLE_DEGRADED"]
        assert {cause["name"] for trigger in answer["triggers"] for cause in trigger["causes"]} == {"host:120"}
        assert answer["level"] == "B2_CORE_SERVICE_READY"
        assert [(path["name"], path["stand_in"]["en"]) for path in answer["paths"]] == [
            ("HOST_120", "121 carries the control plane.")
        ]
    assert answer["closeout"]["name"] == "OPEN_INCIDENT_REQUIRED"
    assert {*answer["red_lines"]} >= {"NO_FALSE_GREEN", "NO_SILENCED_RED"}


def test_the_timeline_is_stuck_where_it_is(
    blackstart: Run, healthy: Recorded, without_120: Recorded, without_escrow: Recorded
) -> None:
    """Hosts that never went down are out of scope; 120 keeps it at T+5; who names 120 wants it booted."""
    for (pack, run), arguments, status, said in (
        (healthy, ("--since", "14m"), 0, "stuck at  nowhere"),
        (healthy, ("--since", "14m"), 0, "NOT IN SCOPE  T+5"),
        (healthy, ("120", "--since", "14m"), 2, "stuck at  T+5"),
        (without_120, ("--since", "14m"), 2, "stuck at  T+5, P0-NETWORK"),
        (without_120, ("110", "--since", "14m"), 2, "stuck at  T+5"),
        (without_escrow, ("--since", "61m"), 0, "stuck at  nowhere"),
    ):
        done = blackstart("timeline", pack, *arguments, "--run", run)
        assert (done.returncode, said in done.stdout) == (status, True), done.stdout


def test_check_and_claim_take_t0_too(blackstart: Run, healthy: Recorded, pack: Path) -> None:
    """A claim needs a run from after T+0; a look shows where it stands on the points."""
    _, run = healthy
    assert blackstart("claim", "DR_COMPLETE", "--run", run, "--since", "14m").returncode == 0
    done = blackstart("claim", "DR_COMPLETE", "--run", run, "--since", "0s")
    assert (done.returncode, "a run begun after T+0" in done.stdout) == (3, True), done.stdout
    assert blackstart("check", str(pack), "--since", "5m").returncode == 65
    (pack / "recovery.yml").write_text("points: [{at: 1m, needs: {checks: [up]}, says: Up.}]\n")
    done = blackstart("check", str(pack), "--since", "5m", "--no-save")
    assert (done.returncode, "stuck at  nowhere\n  may be said  Up.\n" in done.stdout) == (0, True), done.stdout
    (pack / "phases/p0.yml").write_text((pack / "phases/p0.yml").read_text().replace("Linux", "Other"))
    done = blackstart("check", str(pack), "--since", "5m", "--no-save")
    assert (done.returncode, "stuck at  T+1, P0" in done.stdout) == (2, True), done.stdout
    for arguments in (("--format", "json"), ("--since", "2099-01-01T00:00Z")):
        assert blackstart("check", str(pack), "--since", "5m", *arguments).returncode == 64


def test_the_quick_check_of_2026_06_25(blackstart: Run, without_escrow: Recorded) -> None:
    """Its warnings, split by class, and its word, as they are on record; the same bytes again."""
    pack, run = without_escrow
    done = blackstart("quick-check", pack, "--run", run)
    assert done.returncode == 1, done.stderr
    assert "WARN=2 BLOCKED=0 HELD=0\nWARN_SPLIT SERVICE=0 BOUNDARY=1 EVIDENCE=1\n" in done.stdout
    assert done.stdout.endswith("RESULT=FULL_STACK_GREEN_DR_ESCROW_BLOCKED\n")
    assert blackstart("quick-check", pack, "--run", run).stdout == done.stdout


ROLLOUT = """\
title: The API's own port answers 503 while a rollout replaces it; its public route answers 200
source: runbook v1.76
changes: {"120": {http: {32334: {paths: {"/api/v1/health": {status: 503}}}}}}
expect: {result: DEGRADED, checks: {awoooi-api: WARN}}
"""


def test_a_single_blocker_of_a_rollout_that_the_route_explains_warns(blackstart: Run, tmp_path: Path) -> None:
    """Runbook v1.76: a warning on evidence, in the run itself and so in the quick check, which names the route."""
    source = tmp_path / "source"
    shutil.copytree(PACK, source)
    (source / "drill/scenarios/rollout.yml").write_text(ROLLOUT)
    pack, run = map(str, asyncio.run(record(source, "rollout", tmp_path / "recorded")))
    assert blackstart("judge", run).returncode == 1
    done = blackstart("quick-check", pack, "--run", run)
    assert done.returncode == 1, done.stdout
    assert "disproved by a retry\n  awoooi-api  expected status 200, saw 503; route-awoooi-api answers" in done.stdout
    assert "BLOCKED=0 HELD=0\nWARN_SPLIT SERVICE=0 BOUNDARY=0 EVIDENCE=1\n" in done.stdout


def test_what_is_skipped_caps_the_word(blackstart: Run, healthy: Recorded) -> None:
    """Each option; exit status 1 though nothing warned."""
    pack, run = healthy
    assert blackstart("quick-check", pack, "--run", run).stdout.endswith("RESULT=GREEN\n")
    skips = ("--skip-cold-start", "--skip-routes", "--skip-backup", "--skip-cpu")
    for option in skips:
        done = blackstart("quick-check", pack, option, "--run", run)
        assert done.returncode == 1, done.stderr
        assert f"SKIPPED={option.removeprefix('--skip-')}\nRESULT=QUICK_CHECK_DEGRADED\n" in done.stdout
    assert "EVIDENCE=4\n" in blackstart("quick-check", pack, *skips, "--run", run).stdout


def test_a_look_without_a_part_is_kept_and_read_again(blackstart: Run, pack: Path, tmp_path: Path) -> None:
    """What is skipped is not asked; the run says what it is of; nothing more may be said of it later."""
    (pack / "views").mkdir()
    (pack / "views/quick.yml").write_text("checks: [up]\nparts: {routes: [other]}\n")
    text = (pack / "phases/p0.yml").read_text()
    (pack / "phases/p0.yml").write_text(text + "  - {id: other, on: here, command: {argv: [cat, /no/such/file]}}\n")
    assert blackstart("quick-check", str(pack), "--no-save").returncode == 2
    done = blackstart("quick-check", str(pack), "--skip-routes")
    assert done.returncode == 1, done.stderr
    (bundle,) = (path for path in (tmp_path / "runs").iterdir() if not path.name.startswith("."))
    assert b"/no/such/file" not in (bundle / "exchanges.jsonl").read_bytes()
    assert blackstart("judge", str(bundle)).returncode == 0
    again = blackstart("quick-check", str(pack), "--run", str(bundle))
    assert (again.returncode, again.stdout) == (1, done.stdout)
    other = blackstart("quick-check", str(pack), "--run", str(bundle), "--view", "slow")
    assert (other.returncode, "a run of the view 'quick'" in other.stderr) == (65, True)


def test_without_a_run_the_hosts_are_looked_at(blackstart: Run, pack: Path, tmp_path: Path) -> None:
    """And the look is kept as evidence."""
    (pack / "recovery.yml").write_text(
        "levels: [{level: ALL, says: x, needs: {checks: [up]}}]\n"
        "go: {rules: [{rule: UP, needs: {checks: [up]}, else: no_go, says: x}]}\n"
    )
    done = blackstart("go", str(pack), "here", "--operation", "reboot")
    assert (done.returncode, "run: " in done.stderr) == (0, True), done.stderr
    (pack / "phases/p0.yml").write_text((pack / "phases/p0.yml").read_text().replace("Linux", "Other"))
    done = blackstart("go", str(pack), "here", "--operation", "reboot", "--no-save")
    assert (done.returncode, done.stderr) == (3, "")
    (tmp_path / "file").write_text("")
    done = blackstart("go", str(pack), "here", "--operation", "reboot", "--runs", str(tmp_path / "file/runs"))
    assert done.returncode == 73


def test_a_quick_check_is_of_the_pack_that_is_named(blackstart: Run, pack: Path, tmp_path: Path) -> None:
    """A run of another fleet, or by another baseline, has no word on this one."""
    (pack / "views").mkdir()
    (pack / "views/quick.yml").write_text("checks: [up]\nparts: {rest: [up]}\n")
    assert blackstart("check", str(pack)).returncode == 0
    (bundle,) = (path for path in (tmp_path / "runs").iterdir() if not path.name.startswith("."))
    assert blackstart("quick-check", str(pack), "--run", str(bundle)).returncode == 0
    (pack / "fleet.yml").write_text((pack / "fleet.yml").read_text().replace("small", "other"))
    done = blackstart("quick-check", str(pack), "--run", str(bundle))
    assert (done.returncode, done.stdout) == (65, "")
    assert "of small, by another baseline than" in done.stderr
