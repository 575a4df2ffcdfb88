"""False-green catalogue, rows 15 to 19: scores, drills, exit codes, and what a monitor remembers."""

from pathlib import Path

import msgspec
import pytest
from catalogue.world import find, load, outcomes, spoil, write_pack, write_phase
from end_to_end.conftest import Run

from blackstart.app.rehearsing import prove_pack
from blackstart.drill.proof import count, write_json

PASSES = write_phase("P0", "{id: web, on: a, systemd_unit: web}")
TWO_UNITS = "  - {id: x, on: a, systemd_unit: x}\n  - {id: y, on: a, systemd_unit: y}\n"
HEALTHY = "hosts: {a: {units: {x: active, y: active}}}\n"


def ignore(_done: int, _doing: str) -> None:
    """Show no progress."""


async def test_15_no_check_is_proven_twice_to_make_up_for_another(tmp_path: Path) -> None:
    """Each check counts once, however many faults it was seen under, so no score exceeds the whole."""
    scenarios = [
        (f"s{n}", f"title: x\nchanges: {{a: {{units: {{x: {state}}}}}}}\n")
        for n, state in enumerate(("failed", "inactive"))
    ]
    pack = write_pack(tmp_path, TWO_UNITS, HEALTHY.replace("y: active", "y: failed"), *scenarios)
    proofs = await prove_pack(str(pack), ignore)
    assert count(proofs) == {"fault": 1, "gap": 0, "none": 1}
    assert msgspec.json.decode(write_json(proofs))["never_seen"] == ["y"]


def test_15_more_than_all_is_no_better_than_all() -> None:
    """14 of 13 backups are not 13 of 13, and a job named twice covers no other."""
    fleet = load(
        "{id: backup, on: a, report: {path: /b, rows: {members: [a], word: fresh, zero: [failed]}}}",
        "{id: cover, on: a, prometheus_targets: [node, node, db], expect: coverage == 100.0}",
    )
    report, server = "a %s fresh failed=0\\ncore_blockers=0\\n", "{prometheus: {jobs: {node: up, db: %s}}}"
    host = f'{{files: {{/b: "{report}"}}, http: {{9090: {server}}}}}'
    seen = spoil(fleet, f"{{a: {host % ('13/13', 'up')}, b: {{}}}}", f"{{a: {host % ('14/13', 'down')}}}")
    assert outcomes(seen) == {"backup": "BLOCKED", "cover": "BLOCKED"}
    assert "expected all of a fresh, saw 14/13" in find(seen, "backup").reason
    assert "coverage = 50.0" in find(seen, "cover").reason
    assert seen.passed + seen.warned + seen.blocked + seen.held == len(fleet.checks)


def test_16_a_scenario_that_breaks_more_than_it_says_has_not_succeeded(blackstart: Run, tmp_path: Path) -> None:
    """What it expects is there; that something else broke as well makes it come out otherwise, exit 2.

    A drill rolls nothing back: it stands beside the fleet, and the next one is healthy again.
    """
    expects = "expect: {result: BLOCKED, blocked: 1, first_blocked: x, checks: {x: BLOCKED}}\n"
    pack = write_pack(
        tmp_path / "pack",
        TWO_UNITS,
        HEALTHY,
        ("one", f"title: x\nchanges: {{a: {{units: {{x: failed}}}}}}\n{expects}"),
        ("both", f"title: x and y\nchanges: {{a: {{units: {{x: failed, y: failed}}}}}}\n{expects}"),
    )
    one, both = (blackstart("drill", "run", str(pack), "--scenario", name) for name in ("one", "both"))
    assert (one.returncode, "one: as expected" in one.stderr) == (0, True)
    assert (both.returncode, "both: BLOCKED: expected 1, saw 2" in both.stderr) == (2, True)
    assert blackstart("drill", "run", str(pack)).returncode == 0


@pytest.mark.parametrize(("state", "expected"), [("active", "BLOCKED"), ("failed", "PASS")])
def test_17_a_drill_that_ran_to_its_end_has_not_thereby_succeeded(
    blackstart: Run, tmp_path: Path, state: str, expected: str
) -> None:
    """It was carried out in full; its expectation was not met, so it exits 2 and says in what."""
    scenario = f"title: x\nchanges: {{a: {{units: {{x: {state}}}}}}}\nexpect: {{checks: {{x: {expected}}}}}\n"
    pack = write_pack(tmp_path / "pack", TWO_UNITS, HEALTHY, ("s", scenario))
    done = blackstart("drill", "run", str(pack), "--scenario", "s")
    assert done.returncode == 2
    assert f"x: expected {expected}, saw" in done.stderr
    assert "s: not as expected" in done.stderr


@pytest.mark.parametrize(
    ("expect", "status"),
    [("elapsed >= 0.0", 0), ("elapsed < 0.0, else: warn", 1), ("elapsed < 0.0", 2)],
)
def test_18_exit_codes_rise_with_what_was_found(blackstart: Run, pack: Path, expect: str, status: int) -> None:
    """Of the look, of judging it again, and of a watch that ends without GREEN."""
    phase = pack / "phases/p0.yml"
    phase.write_text(f"{phase.read_text()}  - {{id: l, on: here, ssh_login: {{}}, expect: {expect}}}\n")
    assert blackstart("check", str(pack)).returncode == status
    (run,) = (path for path in (pack.parent / "runs").iterdir() if path.is_dir())
    assert blackstart("judge", str(run)).returncode == status
    watched = ("check", str(pack), "--no-save", "--watch", "--interval", "0.1", "--max-attempts", "2")
    assert blackstart(*watched).returncode == status


def test_19_a_last_state_neither_outlives_a_restart_nor_is_lost_with_it(
    blackstart: Run, pack: Path, tmp_path: Path
) -> None:
    """Each process looks anew, whatever the record says; and the record is still there for the next."""
    flag = tmp_path / "flag"
    flag.write_text("")
    phase = pack / "phases/p0.yml"
    kept = "  - {id: kept, on: here, trend: {of: flag, passed: true, for: 1s}}\n"
    phase.write_text(f"{phase.read_text()}  - {{id: flag, on: here, file_stat: {flag}}}\n{kept}")
    blackstart("check", str(pack))
    flag.unlink()
    done = blackstart("check", str(pack), "--format", "summary")
    assert (done.returncode, "RESULT=BLOCKED" in done.stdout) == (2, True)
    again = blackstart("check", str(pack), "--format", "json")
    verdicts = {one["check"]: one for one in msgspec.json.decode(again.stdout)["scorecard"]["verdicts"]}
    assert (verdicts["flag"]["outcome"], verdicts["kept"]["outcome"]) == ("BLOCKED", "HELD")
    assert verdicts["kept"]["reading"]["earlier"] == 2
    assert "3 runs" in blackstart("verify", "--chain", str(tmp_path / "runs")).stdout
