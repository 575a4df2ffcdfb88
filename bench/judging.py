"""Measure what follows a look at many hosts: a bundle read and judged, with levels, claims, summary and gates.

Needs the command's own environment: `.venv/bin/python bench/judging.py`. Nothing is asked of any host: what each
answers is what the golden cases of the kinds recorded from real ones.
"""

import argparse
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec
import yaml
from blackstart.verdicts.dispatch import find_open_gates
from blackstart.verdicts.guard import guard_declarations

from blackstart.__main__ import RARELY
from blackstart.app.looking import Look
from blackstart.app.recording import answer_claims, look_again, save, summarise
from blackstart.baseline.load import load_baseline
from blackstart.model.exchange import FIRST_BOOT_ID, LAST_BOOT_ID, Exchange, Transcript
from blackstart.model.fleet import Fleet
from blackstart.model.reply import Gap, Reply
from blackstart.model.request import Request
from blackstart.model.scorecard import RunSpan, Scorecard
from blackstart.packs import read_sources
from blackstart.testing.golden import BOOT, load_case
from blackstart.verdicts.scorecard import judge

GOLDEN = Path(__file__).parents[1] / "tests/golden"
CASES = (
    *("boot/booted", "log_signatures/container_clean", "cron_entries/no_crontab_but_file"),
    *("disk/containers_do_not_count", "docker_container/health_check_disabled", "file_digest/as_demanded"),
    *("file_stat/absent_as_demanded", "filesystem_state/clean", "fstab_devices/all_there", "journal/clean"),
    *("load/burst_is_not_in_five_minutes", "marker_files/all_there", "memory/enough", "mounts/escaped_blank"),
    *("postgres_clusters/named", "postgres_ready/accepting", "processes/found_and_gone", "redis_ping/answers"),
    *("restart_policies/all_return", "sql/all_types", "ssh_login/expected_user", "systemd_unit/as_demanded"),
    *("systemd_state/degraded_explained", "systemd_unit/enabled_and_running", "port_listener/any_listener"),
)
"""One check of a host for each; 25."""
CLAIMS = """\
levels:
  - {level: L0_BOOTED, says: Hosts run., needs: {hosts: {HOST_BOOTED: all}}}
  - {level: L1_SERVED, says: Services answer., needs: {states: [SERVED]}}
  - {level: L2_GREEN, says: All is green., needs: {checks: ["*"]}}
words:
  - {word: GREEN, says: All is green., needs: {levels: [L2_GREEN]}}
  - {word: SERVED_WITH_WARNINGS, says: It serves., needs: {at_least_warn: {checks: ["*"]}}}
states:
  SERVED: {says: It serves., needs: {checks: ["systemd_unit*", "postgres_ready*"]}}
claims:
  FULL_STACK_GREEN: {says: All is green., needs: {checks: ["*"], states: [SERVED]}}
  KEPT: {says: The markers are kept., needs: {checks: ["marker_files*"]}}
never:
  ACTION_AUTHORIZED: {says: One may act., approval: The owner's.}
"""
SUMMARY = """\
lines:
  RUN_WORD: {run: word}
  RUN_BLOCKED: {run: blocked}
  GREEN: {needs: {claims: [FULL_STACK_GREEN]}}
  KEPT: {needs: {claims: [KEPT]}}
  NEXT: {gates: open}
"""
GATES = """\
prefix: BENCH
gates:
  - id: evidence
    owner: Its owner
    cleared_by: {KEPT: "1"}
    evidence: {vault: Where it is kept.}
    forbidden_actions: {marker: Write a marker.}
    forbids: [COMPLETE]
declarations:
  - {name: FULL_STACK_GREEN, requires: {GREEN: "1"}}
  - {name: COMPLETE, requires: {GREEN: "1", KEPT: "1"}}
"""


def main() -> int:
    """Print the medians; return 1 where a check does not come out as its case says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=1000, help="how many (1000)")
    parser.add_argument("--runs", type=int, default=5, help="after one to warm up (5)")
    asked = parser.parse_args()
    gc.set_threshold(RARELY, 20, 20)  # as the command does
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        write_pack(folder / "pack", asked.hosts)
        fleet = load_baseline(read_sources(str(folder / "pack")), str(folder / "pack"))
        seen = look_at(fleet)
        bundle = save(folder / "runs", str(folder / "pack"), fleet, seen, send_alert_test=False)
        take(bundle)
        costs = [measure(partial(take, bundle)) for _ in range(asked.runs)]
    wall, cpu = (statistics.median(column) for column in zip(*costs, strict=True))
    counted = f"{asked.hosts} hosts x {len(CASES)} checks, {len(seen.exchanges)} answers, {seen.scorecard.passed} PASS"
    print(f"{counted}: {wall:.2f} s, {cpu:.2f} s of CPU (medians of {asked.runs})")
    return 0 if seen.scorecard.passed == asked.hosts * len(CASES) else 1


def write_pack(pack: Path, hosts: int) -> None:
    """Write a pack in which every host has all the checks."""
    (pack / "phases").mkdir(parents=True)
    fleet = {"name": "bench", "hosts": {f"h{number}": {"address": find_address(number)} for number in range(hosts)}}
    checks = [make_check(name) for name in CASES]
    (pack / "fleet.yml").write_text(yaml.safe_dump(fleet, sort_keys=False))
    (pack / "phases/p0.yml").write_text(yaml.safe_dump({"phase": "P0", "checks": checks}, sort_keys=False))
    for name, text in (("claims", CLAIMS), ("summary", SUMMARY), ("gates", GATES)):
        (pack / f"{name}.yml").write_text(text)


def find_address(number: int) -> str:
    """Return an address of RFC 2544's range, which no host has."""
    return f"198.18.{number // 250}.{number % 250 + 1}"


def make_check(name: str) -> dict[str, object]:
    """Return a golden case as a check of a baseline."""
    kind = name.split("/", maxsplit=1)[0]
    case = load_case(GOLDEN / f"{name}.yaml")
    more = {"expect": case.check.expect} if case.check.expect else {}
    return {"id": kind, "on": "all", kind: msgspec.to_builtins(case.params), **more}


def look_at(fleet: Fleet) -> Look:
    """Return a look at the fleet in which every host answers as the cases have it, all at one time."""
    now = time.time()
    answers = [answer for name in CASES for answer in list_answers(name, now)]
    bound = [(request, date(BOOT, 0.0, now)) for request in (FIRST_BOOT_ID, LAST_BOOT_ID)]
    exchanges = [
        Exchange(place=host, request=request, reply=reply) for host in fleet.hosts for request, reply in answers + bound
    ]
    span = RunSpan(started=now - 1, ended=now)
    return Look(exchanges=exchanges, scorecard=judge(fleet, Transcript(exchanges), span, now=now))


def list_answers(name: str, now: float) -> list[tuple[Request, Reply | Gap]]:
    """Return a case's requests and replies, as if they had come just now."""
    case = load_case(GOLDEN / f"{name}.yaml")
    return [(item.request, date(item.reply, case.now, now)) for item in case.exchanges]


def date(reply: Reply | Gap, then: float, now: float) -> Reply | Gap:
    """Return the reply as old now as it was then."""
    age = max(0.0, then - reply.at) if then else 0.0
    return msgspec.structs.replace(reply, at=now - age)


def take(bundle: Path) -> Scorecard:
    """Read and judge the bundle, and answer everything that may be asked of it without a host."""
    fleet, seen = look_again(bundle)
    answer_claims(fleet, seen.scorecard, ("FULL_STACK_GREEN", "KEPT"), str(bundle))
    summary, _ = summarise(fleet, seen)
    guard_declarations(fleet, summary)
    if fleet.gates is None:
        raise RuntimeError(f"{bundle}: its pack has lost its gates")
    find_open_gates(fleet.gates, summary)
    return seen.scorecard


def measure(act: Callable[[], object]) -> tuple[float, float]:
    """Return wall time and CPU time of an act, in seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - wall, time.process_time() - cpu


if __name__ == "__main__":
    sys.exit(main())
