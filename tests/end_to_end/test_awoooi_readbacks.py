"""The readbacks the runbook keeps of two days, rebuilt: summary, next gates, and what may be declared.

Every key that a readback prints is compared exactly, but for these, whose figures belong to their day:

- POST_START_PASS, POST_START_WARN and POST_START_BLOCKED count the 38 items of that day's script; here the quick check
  has as many as the pack has checks, and counts what a blocker holds apart. So PASS must be above 0, WARN must be 0 or
  not as it was, and so must BLOCKED (2026-06-27 11:51 has 2: the delegated check, and the data behind it).
- STOCK_LATEST_TRADING_DATE is a date of June, which the drill's clock cannot show: it must be as many days before the
  readback's own day as it was.

The counts of Wazuh's coverage were printed at 08:47 of the first day; they are compared at all of these, as none of
them prints others. HOST_188_FULLY_GREEN asks more here than the runbook's guard, which looked at the host's hygiene
alone: with stale data on 188 only HOST_188_HYGIENE_GREEN may be said (11:51).
"""

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from end_to_end.conftest import Run
from end_to_end.history_rows import HISTORY, HISTORY_LINE
from end_to_end.readback_rows import COVERAGE, READBACKS, Readback

from blackstart.app.recording import render
from blackstart.app.rehearsing import look_once, rehearse
from blackstart.decisions.quick import check_quickly
from blackstart.model.scorecard import Scorecard
from blackstart.render.style import Style

PACK = str(Path(__file__).parents[2] / "packs/awoooi")
RULES = Path(PACK) / "rules/recovery.rules.yml"
ZEROS = (
    *("DISPATCH_AUTHORIZED", "REQUEST_SENT_COUNT", "OWNER_RESPONSE_ACCEPTED", "HOST_WRITE_AUTHORIZED"),
    *("SECRET_VALUE_COLLECTION_ALLOWED", "RUNTIME_GATE"),
)
CONTRACT = "POST_REBOOT_OWNER_PACKET_CONTRACT_GUARD_OK gates={} request_sent=0 accepted=0 runtime_gate=0"
UNSENT = (
    *("request_sent_count", "owner_response_received_count", "owner_response_accepted_count"),
    "runtime_action_authorized_count",
)
Record = Callable[[str, object], None]
Lines = dict[str, str]


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    """What followed from one summary: the lines of its links, and the owner packets."""

    status: int
    summary: Lines
    guarded: Lines
    dispatched: Lines
    contract: str
    packets: dict[str, object]


def read_lines(text: str) -> Lines:
    """Return KEY=VALUE lines as a mapping."""
    return dict(line.split("=", 1) for line in text.splitlines())


def follow(blackstart: Run, scenario: str, folder: Path) -> Chain:
    """Summarise the drill, and read guard, dispatch, packets and contract off its summary's file alone."""
    done = blackstart("summary", PACK, "--drill", scenario, "--artifacts", "a", "--no-save")
    assert "SERVICE_GREEN=" in done.stdout, done.stderr
    source = (PACK, "--summary-file", "a/summary.txt", "--rehearsal")
    return Chain(
        status=done.returncode,
        summary=read_lines(done.stdout),
        guarded=read_lines(blackstart("gates", "guard", *source).stdout),
        dispatched=read_lines(blackstart("gates", "dispatch", *source).stdout),
        contract=(folder / "a/contract-guard.txt").read_text().strip(),
        packets=json.loads((folder / "a/owner-packets.json").read_bytes()),
    )


def tell(record: Record, scenario: str, wanted: Readback, chain: Chain) -> None:
    """Add the readback's lines to the table that is printed at the end, whether it is as it was or not."""
    allowed, forbidden = (chain.guarded[f"{word}_DECLARATIONS"] for word in ("ALLOWED", "FORBIDDEN"))
    same = sum(chain.summary.get(key) == value for key, value in expect_keys(wanted).items())
    for about, expected, seen in (
        ("keys", f"{wanted.word}, {len(expect_keys(wanted))} keys", f"{chain.summary['POST_START_RESULT']}, {same}"),
        ("gates", f"{len(wanted.gates)} open", chain.summary["NEXT_REQUIRED_GATES"]),
        ("allowed", f"{len(wanted.declared)} declarations", allowed),
        ("forbidden", f"{len(wanted.refused)} declarations", forbidden),
    ):
        record(HISTORY_LINE, (f"{HISTORY[scenario]}, readback: {about}", expected, seen))


def expect_keys(wanted: Readback) -> Lines:
    """Return the keys that must have the readback's own values."""
    gates = ",".join(wanted.gates)
    named = {"POST_START_RESULT": wanted.word, "OVERALL_DECLARATION": wanted.word, "NEXT_REQUIRED_GATES": gates}
    return {**named, **COVERAGE, **wanted.keys}


@pytest.mark.parametrize("scenario", READBACKS)
def test_readback_gives_its_keys_gates_and_lists(
    blackstart: Run, scenario: str, tmp_path: Path, record_property: Record
) -> None:
    """On the simulated fleet under the day's faults."""
    wanted = READBACKS[scenario]
    chain = follow(blackstart, scenario, tmp_path)
    tell(record_property, scenario, wanted, chain)
    assert chain.status == (2 if wanted.blocked else 1)
    compare_summary(wanted, chain.summary)
    compare_lists(wanted, chain)
    compare_gates(wanted, chain)


def compare_summary(wanted: Readback, lines: Lines) -> None:
    """Compare the keys, and those that are of their day as far as they can be."""
    keys = expect_keys(wanted)
    assert {key: lines.get(key) for key in keys} == keys
    counts = {key: int(lines[f"POST_START_{key}"]) for key in ("PASS", "WARN", "BLOCKED")}
    assert {key: count > 0 for key, count in counts.items()} == {"PASS": True, "WARN": True, "BLOCKED": wanted.blocked}
    if wanted.traded is not None:
        assert lines["STOCK_LATEST_TRADING_DATE"] == find_day(lines["STARTED"], wanted.traded)


def find_day(started: str, back: int) -> str:
    """Return the day on the fleet's clocks, so many days before that moment."""
    moment = datetime.fromisoformat(started).astimezone(UTC).astimezone(ZoneInfo("Asia/Taipei"))
    return (moment - timedelta(days=back)).date().isoformat()


def compare_lists(wanted: Readback, chain: Chain) -> None:
    """Compare what the guard allows and forbids: the run's own lists, in which the readback's stand."""
    assert {*wanted.declared} - {*chain.guarded["ALLOWED_DECLARATIONS"].split(",")} == set()
    assert {*wanted.refused} - {*chain.guarded["FORBIDDEN_DECLARATIONS"].split(",")} == set()
    assert chain.guarded["ALLOWED_DECLARATIONS"] == chain.summary["ALLOWED"]
    assert chain.guarded["FORBIDDEN_DECLARATIONS"] == chain.summary["FORBIDDEN"]
    assert not set(chain.summary["ALLOWED"].split(",")) & {*wanted.refused, *ZEROS}


def compare_gates(wanted: Readback, chain: Chain) -> None:
    """Compare what dispatch, packets and their contract tell of the gates, and the constants of each."""
    count = len(wanted.gates)
    assert (chain.dispatched["NEXT_GATE_COUNT"], chain.dispatched["P0_GATE_COUNT"]) == (str(count), str(count))
    assert chain.dispatched["NEXT_REQUIRED_GATES"] == ",".join(wanted.gates)
    assert [chain.dispatched[f"GATE_{number}_ID"] for number in range(1, count + 1)] == list(wanted.gates)
    assert {lines[name] for name in ZEROS for lines in (chain.dispatched, chain.guarded)} == {"0"}
    registry = chain.dispatched[f"GATE_{count}_CURRENT_EVIDENCE"].strip("'")
    assert dict(part.split("=") for part in registry.split(";")) == COVERAGE
    assert chain.contract.splitlines() == [CONTRACT.format(count), f"ORIGIN={chain.summary['ORIGIN']}"]
    counted = {**dict.fromkeys(UNSENT, 0), "next_gate_count": count, "p0_gate_count": count}
    assert {key: chain.packets[key] for key in counted} == counted


@pytest.mark.parametrize("scenario", READBACKS)
async def test_what_a_readback_tells_beside_its_summary(scenario: str, tmp_path: Path) -> None:
    """Readings of checks, the delegated check's result, the hard blocker, and what is recorded of the metrics."""
    wanted = READBACKS[scenario]
    async with rehearse(PACK, scenario) as rehearsal:
        scorecard = await look_once(rehearsal)
    assert {path: find_reading(scorecard, *path) for path in wanted.readings} == wanted.readings
    quick = check_quickly(rehearsal.fleet, rehearsal.fleet.views["quick"], scorecard)
    if wanted.word != "BLOCKED":  # its readback does not tell of the part
        assert {part.name: part.result for part in quick.parts}["cold-start"] is wanted.cold_start
    assert quick.first_blocked == wanted.first_blocked
    metrics = render(rehearsal.fleet, scorecard, "prometheus", Style())
    evidence = {"awoooi_recovery_core_evidence": wanted.core_ready, "awoooi_recovery_dr_offsite_evidence": 0}
    for name, value in evidence.items():
        assert f'{name}{{fleet="awoooi-drill",origin="drill:{scenario}"}} {value}\n' in metrics
    if shutil.which("promtool") is not None:
        recorded = {"awoooi_recovery_core_ready": wanted.core_ready, "awoooi_recovery_dr_offsite_ready": 0}
        assert record_by_rules(metrics, recorded, tmp_path / "readback.test.yml") == ""


def find_reading(scorecard: Scorecard, check: str, *path: str) -> object:
    """Return what stands under a path of a check's reading."""
    found: object = next(verdict.reading for verdict in scorecard.verdicts if verdict.check == check)
    for step in path:
        assert isinstance(found, dict)
        found = found[step]
    return found


def record_by_rules(metrics: str, recorded: dict[str, int], file: Path) -> str:
    """Return what promtool says of the pack's rules over a run's metrics, where they record something else.

    Its clock begins at 0, so that is when the run must have ended.
    """
    samples = dict(line.rsplit(" ", 1) for line in metrics.splitlines() if line.startswith("awoooi_"))
    series = [{"series": name, "values": f"{0 if 'timestamp' in name else value}x1"} for name, value in samples.items()]
    tests = [
        {"expr": name, "eval_time": "1m", "exp_samples": [{"labels": name, "value": value}]}
        for name, value in recorded.items()
    ]
    case = {"interval": "1m", "input_series": series, "promql_expr_test": tests}
    file.write_text(json.dumps({"rule_files": [str(RULES)], "evaluation_interval": "1m", "tests": [case]}))
    done = subprocess.run(["promtool", "test", "rules", file], capture_output=True, text=True, check=False, timeout=60)
    return "" if done.returncode == 0 else done.stdout + done.stderr
