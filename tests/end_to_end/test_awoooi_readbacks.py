"""The readbacks the runbook keeps of two days, rebuilt: summary, next gates, and what may be declared.

Every key is compared that a readback prints, but for two. POST_START_PASS and POST_START_WARN count the items of the
day's own script, 38 in all; here the quick check has as many as the pack has checks, so only whether something was
blocked must agree. And the latest trading date is told from the day the drill plays at, as its clock cannot show June.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from end_to_end.conftest import Run
from end_to_end.history_rows import HISTORY, HISTORY_LINE

PACK = str(Path(__file__).parents[2] / "packs/awoooi")
ESCROW, HYGIENE = "credential_escrow_evidence", "host_188_hygiene_maintenance_window"
WAZUH = "wazuh_manager_registry_export"
BUT_ESCROW = "FULL_STACK_GREEN_DR_ESCROW_BLOCKED"
GREEN = {"SERVICE_GREEN": "1", "PRODUCT_DATA_GREEN": "1", "BACKUP_CORE_GREEN": "1"}
OPEN = {"ESCROW_MISSING_COUNT": "5", "WAZUH_MANAGER_REGISTRY_ACCEPTED": "0"}
DETAIL = {
    "WAZUH_COVERAGE_SCOPE": "6",
    "WAZUH_DIRECT_ACTIVE": "2",
    "WAZUH_NO_TRANSPORT": "1",
    "WAZUH_SSH_BLOCKED": "3",
    "WAZUH_ROUTE_CODE": "200",
    "WAZUH_TRANSPORT_COUNT": "6",
    "WAZUH_DASHBOARD_API_CONNECTION": "pending_or_spinning",
    "WAZUH_DASHBOARD_INDEX_OK": "3",
    "WAZUH_RUNTIME_GATE": "0",
}
FRESH = {"STOCK_FRESHNESS_STATUS": "ok", "STOCK_BLOCKERS": "none"}
WELL = {"HOST_188_HYGIENE_BLOCKED": "0", "RUNTIME_ACTION_AUTHORIZED": "0"}
SERVED = ("SERVICE_GREEN", "PRODUCT_DATA_GREEN", "BACKUP_CORE_GREEN", "FULL_STACK_GREEN", "HOST_188_FULLY_GREEN")
NEVER = ("DR_COMPLETE", "CREDENTIAL_ESCROW_COMPLETE", "WAZUH_REGISTRY_RECOVERED", "RUNTIME_ACTION_AUTHORIZED")
CONSTANTS = (
    *("DISPATCH_AUTHORIZED", "REQUEST_SENT_COUNT", "OWNER_RESPONSE_ACCEPTED", "HOST_WRITE_AUTHORIZED"),
    *("SECRET_VALUE_COLLECTION_ALLOWED", "RUNTIME_GATE"),
)
RECOVERED = (
    *("PRODUCT_DATA_GREEN", "BACKUP_CORE_GREEN", "HOST_188_LAYER_GREEN", "HOST_110_RECOVERED", "ROUTE_GREEN_ONLY"),
    "K3S_CONTROL_PLANE_AA",
)
"""What the readback of 2026-06-27 11:51 counts as recovered: hosts, K3s, routes, backup core, stock data."""


class Readback(msgspec.Struct, frozen=True, kw_only=True):
    """What was printed, what may be declared and what may not, and what the run besides may claim.

    `traded` is how many days before the readback's own the latest trading day was.
    """

    word: str
    keys: dict[str, str]
    gates: tuple[str, ...] = (ESCROW, WAZUH)
    declared: tuple[str, ...] = SERVED
    refused: tuple[str, ...] = NEVER
    claims: tuple[str, ...] = ()
    blocked: bool = False
    traded: int | None = None


READBACKS = {
    "2026-06-26-0650-host-hygiene": Readback(
        word="SERVICE_GREEN_HOST_HYGIENE_BLOCKED",
        keys={**GREEN, **OPEN, "HOST_188_SERVICE_GREEN": "1", "HOST_188_HYGIENE_BLOCKED": "1"},
        gates=(ESCROW, HYGIENE, WAZUH),
        declared=("SERVICE_GREEN", "PRODUCT_DATA_GREEN", "BACKUP_CORE_GREEN"),
        refused=("FULL_STACK_GREEN", "HOST_188_FULLY_GREEN", *NEVER),
        blocked=True,
    ),
    "2026-06-26-1213-hygiene-cleared": Readback(
        word=BUT_ESCROW,
        keys={
            **GREEN,
            **OPEN,
            **DETAIL,
            **WELL,
            "DR_ESCROW_BLOCKED": "1",
            "HOST_188_SERVICE_GREEN": "1",
            "HOST_188_RESULT": "HOST_188_HYGIENE_GREEN.",
        },
    ),
    "2026-06-26-1745-replayed": Readback(
        word=BUT_ESCROW, keys={**GREEN, **OPEN, "DR_ESCROW_BLOCKED": "1", "HOST_188_HYGIENE_BLOCKED": "0"}
    ),
    "2026-06-26-1846-end-of-day-pending": Readback(
        word="PRODUCT_DATA_PENDING_EOD_WINDOW",
        keys={
            **GREEN,
            **OPEN,
            "PRODUCT_DATA_GREEN": "0",
            "STOCK_BLOCKERS": "core_margin_short_daily_missing,ai_recommendations_stale",
        },
        declared=("SERVICE_GREEN", "BACKUP_CORE_GREEN", "HOST_188_FULLY_GREEN"),
        refused=("PRODUCT_DATA_GREEN", "FULL_STACK_GREEN", *NEVER),
        traded=0,
    ),
    "2026-06-27-0002-after-midnight": Readback(word=BUT_ESCROW, keys={**GREEN, **OPEN, **FRESH, **WELL}, traded=1),
    "2026-06-27-0058-backup-configured": Readback(word=BUT_ESCROW, keys={**GREEN, **OPEN, **WELL}),
    "2026-06-27-1151-source-file-late": Readback(
        word="BLOCKED",
        keys={**GREEN, **OPEN, **FRESH, **WELL, "SERVICE_GREEN": "0"},
        declared=("PRODUCT_DATA_GREEN", "BACKUP_CORE_GREEN"),
        refused=("SERVICE_GREEN", "FULL_STACK_GREEN", "HOST_188_FULLY_GREEN", *NEVER),
        claims=RECOVERED,
        blocked=True,
        traded=1,
    ),
}


def read_lines(text: str) -> dict[str, str]:
    """Return KEY=VALUE lines as a mapping."""
    return dict(line.split("=", 1) for line in text.splitlines())


@pytest.mark.parametrize("scenario", READBACKS)
def test_readback_gives_its_keys_gates_and_lists(
    blackstart: Run, scenario: str, record_property: Callable[[str, object], None]
) -> None:
    """On the simulated fleet under the day's faults; guard and dispatch read the summary's file alone."""
    wanted = READBACKS[scenario]
    done = blackstart("summary", PACK, "--drill", scenario, "--artifacts", "a", "--no-save")
    assert done.returncode == (2 if wanted.blocked else 1), done.stderr
    lines = read_lines(done.stdout)
    keys = {"POST_START_RESULT": wanted.word, "OVERALL_DECLARATION": wanted.word, **wanted.keys}
    assert {key: lines.get(key) for key in keys} == keys
    assert (lines["POST_START_BLOCKED"] == "0", lines["POST_START_WARN"] == "0") == (not wanted.blocked, False)
    if wanted.traded is not None:
        assert lines["STOCK_LATEST_TRADING_DATE"] == find_day(lines["STARTED"], wanted.traded)
    assert lines["NEXT_REQUIRED_GATES"] == ",".join(wanted.gates)
    assert set(wanted.claims) <= set(lines["ALLOWED"].split(","))
    assert not set(lines["ALLOWED"].split(",")) & {*wanted.refused, *CONSTANTS}
    source = (PACK, "--summary-file", "a/summary.txt")
    guarded = read_lines(blackstart("gates", "guard", *source).stdout)
    assert sorted(guarded["ALLOWED_DECLARATIONS"].split(",")) == sorted(wanted.declared)
    assert sorted(guarded["FORBIDDEN_DECLARATIONS"].split(",")) == sorted(wanted.refused)
    dispatched = read_lines(blackstart("gates", "dispatch", *source).stdout)
    assert (dispatched["NEXT_GATE_COUNT"], dispatched["NEXT_REQUIRED_GATES"]) == (
        str(len(wanted.gates)),
        ",".join(wanted.gates),
    )
    assert {dispatched[name] for name in CONSTANTS} == {"0"}
    row = f"{HISTORY[scenario]}, readback"
    record_property(HISTORY_LINE, (row, f"{wanted.word}, {len(wanted.gates)} gates", lines["NEXT_REQUIRED_GATES"]))


def find_day(started: str, back: int) -> str:
    """Return the day on the fleet's clocks, so many days before that moment."""
    moment = datetime.fromisoformat(started).astimezone(UTC).astimezone(ZoneInfo("Asia/Taipei"))
    return (moment - timedelta(days=back)).date().isoformat()


def test_registry_gate_shows_all_its_counts(blackstart: Run) -> None:
    """As evidence at hand, of which none is the manager's acceptance."""
    done = blackstart("summary", PACK, "--drill", "2026-06-26-1213-hygiene-cleared", "--artifacts", "a", "--no-save")
    assert done.returncode == 1, done.stderr
    shown = read_lines(blackstart("gates", "dispatch", PACK, "--summary-file", "a/summary.txt").stdout)
    evidence = dict(part.split("=") for part in shown["GATE_2_CURRENT_EVIDENCE"].strip("'").split(";"))
    assert evidence == {**DETAIL, "WAZUH_MANAGER_REGISTRY_ACCEPTED": "0"}


def test_recovery_is_exported_without_disaster_recovery(blackstart: Run) -> None:
    """The readback of 2026-06-27 00:58: the core is ready by the rules, the offsite side is not."""
    done = blackstart("drill", "run", PACK, "--scenario", "2026-06-27-0058-backup-configured", "--format", "prometheus")
    assert 'awoooi_recovery_core_evidence{fleet="awoooi"} 1' in done.stdout
    assert 'awoooi_recovery_dr_offsite_evidence{fleet="awoooi"} 0' in done.stdout
