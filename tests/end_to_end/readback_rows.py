"""The readbacks the runbook keeps of two days: what was printed, and what could be declared and what not."""

from collections.abc import Mapping

import msgspec

from blackstart.model.outcome import Result

ESCROW, HYGIENE = "credential_escrow_evidence", "host_188_hygiene_maintenance_window"
REGISTRY = "wazuh_manager_registry_export"
BUT_ESCROW = "FULL_STACK_GREEN_DR_ESCROW_BLOCKED"
GREEN = {"SERVICE_GREEN": "1", "PRODUCT_DATA_GREEN": "1", "BACKUP_CORE_GREEN": "1"}
OPEN = {"ESCROW_MISSING_COUNT": "5", "WAZUH_MANAGER_REGISTRY_ACCEPTED": "0"}
FRESH = {"STOCK_FRESHNESS_STATUS": "ok", "STOCK_BLOCKERS": "none"}
WELL = {"HOST_188_HYGIENE_BLOCKED": "0", "RUNTIME_ACTION_AUTHORIZED": "0"}
COVERAGE = {
    "WAZUH_COVERAGE_SCOPE": "6",
    "WAZUH_DIRECT_ACTIVE": "2",
    "WAZUH_NO_TRANSPORT": "1",
    "WAZUH_SSH_BLOCKED": "3",
    "WAZUH_ROUTE_CODE": "200",
    "WAZUH_TRANSPORT_COUNT": "6",
    "WAZUH_DASHBOARD_API_CONNECTION": "pending_or_spinning",
    "WAZUH_DASHBOARD_INDEX_OK": "3",
    "WAZUH_MANAGER_REGISTRY_ACCEPTED": "0",
    "WAZUH_RUNTIME_GATE": "0",
}
"""The readback of 2026-06-26 08:47; no later one gives another figure for what of these it prints."""
HOSTS_AND_WAYS = ("HOSTS_RECOVERED", "K3S_RECOVERED", "PUBLIC_ROUTES_RECOVERED")
DATA = ("PRODUCT_DATA_GREEN", "ALL_PRODUCT_DATA_LATEST")
HOST_188 = ("HOST_188_HYGIENE_GREEN", "HOST_188_FULLY_GREEN")
SERVED = (*HOSTS_AND_WAYS, "SERVICE_GREEN", *DATA, "BACKUP_CORE_GREEN", "FULL_STACK_GREEN", *HOST_188)
NEVER = (
    *("DR_COMPLETE", "CREDENTIAL_ESCROW_COMPLETE", "WAZUH_REGISTRY_RECOVERED"),
    *("CERTIFICATE_RENEWED", "SECURITY_ACCEPTED", "RUNTIME_ACTION_AUTHORIZED"),
)
Readings = Mapping[tuple[str, ...], object]
"""What checks read, by check and path."""
BACKUPS: Readings = {
    ("110-backup-status", "values", "core_blockers"): 0,
    ("110-backup-status", "values", "configured_missing_188"): 0,
}
CONFIGURED = 'awoooi_backup_job_configured{host="188",job="momo_pg_daily"}'
API: Readings = {
    ("awoooi-api", "json", "status"): "healthy",
    ("awoooi-api", "json", "environment"): "prod",
    ("awoooi-api", "json", "mock_mode"): False,
}
STALE: Readings = {
    ("188-sales-freshness", "row", "latest"): "2026-06-24",
    ("188-momo-import-job", "row", "id"): 57,
    ("188-momo-import-job", "row", "status"): "completed",
    ("188-momo-import-job", "row", "sync_success"): True,
    ("awoooi-argocd", "objects", "argocd/awoooi-prod", "values", "status.sync.status"): "Synced",
    ("awoooi-argocd", "objects", "argocd/awoooi-prod", "values", "status.health.status"): "Healthy",
}


class Readback(msgspec.Struct, frozen=True, kw_only=True):
    """One readback: the summary's keys, its gates, the guard's two lists, and what it tells beside them.

    `readings` are of checks, each by its path; `cold_start` is the result of the delegated check; `core_ready` is
    what is recorded of the run's metrics; `traded` is how many days before its own the latest trading day was.
    """

    word: str
    keys: Mapping[str, str]
    gates: tuple[str, ...] = (ESCROW, REGISTRY)
    declared: tuple[str, ...] = SERVED
    refused: tuple[str, ...] = NEVER
    readings: Readings = {}
    cold_start: Result = Result.GREEN
    core_ready: int = 1
    blocked: bool = False
    first_blocked: str | None = None
    traded: int | None = None


READBACKS = {
    "2026-06-26-0650-host-hygiene": Readback(
        word="SERVICE_GREEN_HOST_HYGIENE_BLOCKED",
        keys={**GREEN, **OPEN, "HOST_188_SERVICE_GREEN": "1", "HOST_188_HYGIENE_BLOCKED": "1"},
        gates=(ESCROW, HYGIENE, REGISTRY),
        declared=("K3S_RECOVERED", "PUBLIC_ROUTES_RECOVERED", "SERVICE_GREEN", *DATA, "BACKUP_CORE_GREEN"),
        refused=("HOSTS_RECOVERED", "FULL_STACK_GREEN", *HOST_188, *NEVER),
        cold_start=Result.BLOCKED,
        core_ready=0,
        blocked=True,
        first_blocked="188-postgres-unit",
    ),
    "2026-06-26-1213-hygiene-cleared": Readback(
        word=BUT_ESCROW,
        keys={
            **GREEN,
            **OPEN,
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
        declared=(*HOSTS_AND_WAYS, "SERVICE_GREEN", "BACKUP_CORE_GREEN", *HOST_188),
        refused=(*DATA, "FULL_STACK_GREEN", *NEVER),
        core_ready=0,
        traded=0,
    ),
    "2026-06-27-0002-after-midnight": Readback(
        word=BUT_ESCROW, keys={**GREEN, **OPEN, **FRESH, **WELL}, readings=API, traded=1
    ),
    "2026-06-27-0058-backup-configured": Readback(
        word=BUT_ESCROW,
        keys={**GREEN, **OPEN, **WELL},
        readings={**BACKUPS, ("188-backup-metrics", "values", CONFIGURED): 1.0},
    ),
    "2026-06-27-1151-source-file-late": Readback(
        word="BLOCKED",
        keys={**GREEN, **OPEN, **FRESH, **WELL, "SERVICE_GREEN": "0"},
        declared=(*HOSTS_AND_WAYS, "PRODUCT_DATA_GREEN", "BACKUP_CORE_GREEN", "HOST_188_HYGIENE_GREEN"),
        refused=("SERVICE_GREEN", "ALL_PRODUCT_DATA_LATEST", "FULL_STACK_GREEN", "HOST_188_FULLY_GREEN", *NEVER),
        readings={**BACKUPS, **STALE},
        core_ready=0,
        blocked=True,
        first_blocked="188-sales-freshness",
        traded=1,
    ),
}
