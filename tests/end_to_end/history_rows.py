"""The rows of the AWOOOI fleet's history: their scenarios, what views of them say, and which hosts were unready."""

from collections.abc import Iterable, Sequence

from blackstart.model.scorecard import HostCondition

HISTORY_LINE = "history"
"""The property under which a test reports its line of the table: row, expected, seen."""
MOMO = "momo-drive-token-source-recovery-preflight"
NOT_ACCEPTED = {"WAZUH_ROUTE_CODE": "200", "WAZUH_TRANSPORT_COUNT": "6", "WAZUH_MANAGER_REGISTRY_ACCEPTED": "0"}
HISTORY = {
    "2026-05-29-index-damage": "2026-05-29 index damage",
    "2026-06-06-host-120-down": "2026-06-06 host 120 down",
    "2026-06-12-after-110-reboot": "2026-06-12 after 110 reboot",
    "2026-06-12-1519-all-back": "2026-06-12 15:19",
    "2026-06-12-1519-all-back-escrow-missing": "2026-06-12 15:19 escrow",
    "2026-06-13-known-hosts-clobbered": "2026-06-13 known_hosts clobbered",
    "2026-06-14-0824-km-vectorize-failed": "2026-06-14 08:24",
    "2026-06-14-0824-km-vectorize-failed-escrow-missing": "2026-06-14 08:24 escrow",
    "2026-06-14-0926-stock-warming-up": "2026-06-14 09:26",
    "2026-06-18-1343-stale-failed-job": "2026-06-18 13:43",
    "2026-06-18-1343-stale-failed-job-escrow-missing": "2026-06-18 13:43 escrow",
    "2026-06-18-110-orphan-browsers": "2026-06-18 110 CPU",
    "2026-06-24-0635-sales-stale": "2026-06-24 06:35",
    "2026-06-24-2304-source-absent": "2026-06-24 23:04",
    "2026-06-24-node-exporter-down": "2026-06-24 exporter",
    "2026-06-24-nginx-exporter-down": "2026-06-24 nginx-exporter",
    "2026-06-25-1035-token-missing": "2026-06-25 10:35 token",
    "2026-06-25-1935-stock-blocked": "2026-06-25 19:35",
    "2026-06-25-2114-escrow-missing": "2026-06-25 21:14",
    "2026-06-26-0626-routes-once-silent": "2026-06-26 06:26",
    "2026-06-26-0650-host-hygiene": "2026-06-26 06:50",
    "2026-06-26-1213-hygiene-cleared": "2026-06-26 12:13",
    "2026-06-26-1745-replayed": "2026-06-26 17:45",
    "2026-06-26-1846-end-of-day-pending": "2026-06-26 18:46",
    "2026-06-27-0002-after-midnight": "2026-06-27 00:02",
    "2026-06-27-0058-backup-configured": "2026-06-27 00:58",
    "2026-06-27-1151-source-file-late": "2026-06-27 11:51",
    "monitor-parity": "monitor parity",
}
"""Each row of the fleet's history by the scenario that rehearses it."""
VIEWS = {
    ("2026-06-12-1519-all-back", "k3s"): (
        "VIEW_DEGRADED",
        {"K3S_CONTROL_PLANE": "CONTROL_PLANE_AA", "WORKLOAD_PLACEMENT": "WORKLOAD_IMBALANCED"},
    ),
    ("2026-06-18-1343-stale-failed-job", "k3s"): (
        "VIEW_GREEN",
        {"FAILED_JOBS": "1", "STALE_FAILED_JOBS": "1", "ACTIVE_FAILED_JOBS": "0"},
    ),
    ("2026-06-14-0824-km-vectorize-failed", "k3s"): (
        "VIEW_DEGRADED",
        {"FAILED_JOBS": "1", "STALE_FAILED_JOBS": "0", "ACTIVE_FAILED_JOBS": "1"},
    ),
    ("2026-06-18-110-orphan-browsers", "cpu-110"): (
        "CPU_110_NEEDS_A_LOOK",
        {
            "CPU_110_CAUSE": "runaway",
            "CPU_110_DECISION": "orphan_browser_smoke_runaway_process",
            "MONITOR_ORPHAN_GROUPS": "3",
            "RUNAWAY_MONITOR_AND_NO_REMEDIATION": "PASS",
            "REMEDIATION_AUTHORIZED": "0",
        },
    ),
    ("2026-06-18-110-orphan-browsers", "release-runners"): (
        "RUNNERS_NOT_YET",
        {"CPU_110_CAUSE": "runaway", "CPU_110_ORPHAN_GROUPS": "3", "LOAD_110_BELOW_ONE_FOR_15M": "no"},
    ),
    ("2026-06-24-0635-sales-stale", "release-crawlers"): ("CRAWLERS_HELD", {"LOAD_188_BELOW_ONE_FOR_15M": "yes"}),
    ("2026-06-24-2304-source-absent", MOMO): (
        "MOMO_PREFLIGHT_BLOCKED",
        {
            "DRIVE_INTAKE_COUNT": "0",
            "DB_DAILY_FRESHNESS": "7|2026-06-17",
            "MOMO_RELEASE_CURRENT": "yes",
            "MOMO_DB_PARITY": "yes",
            "MOMO_DATA_FRESH": "no",
            "MOMO_SOURCE_AVAILABLE": "no",
        },
    ),
    ("2026-06-25-1035-token-missing", MOMO): (
        "MOMO_PREFLIGHT_WARN",
        {"TOKEN_STAT": "unknown", "CONTAINER_TOKEN_STAT": "unknown", "SCHEDULER_HEALTH": "healthy"},
    ),
    ("2026-06-26-0650-host-hygiene", "188-host-hygiene"): ("HOST_188_HYGIENE_BLOCKED", {"HOST_188_FAILED_UNITS": "4"}),
    ("2026-06-26-0650-host-hygiene", "escrow"): ("DR_ESCROW_BLOCKED", {"ESCROW_MISSING_COUNT": "5"}),
    ("2026-06-26-0650-host-hygiene", "wazuh-registry"): ("WAZUH_REGISTRY_NOT_ACCEPTED", NOT_ACCEPTED),
    ("2026-06-26-1213-hygiene-cleared", "188-host-hygiene"): ("HOST_188_HYGIENE_GREEN.", {}),
    ("2026-06-26-1213-hygiene-cleared", "escrow"): ("DR_ESCROW_BLOCKED", {"ESCROW_MISSING_COUNT": "5"}),
    ("2026-06-26-1213-hygiene-cleared", "wazuh-registry"): ("WAZUH_REGISTRY_NOT_ACCEPTED", NOT_ACCEPTED),
    ("2026-06-27-1151-source-file-late", MOMO): ("MOMO_PREFLIGHT_BLOCKED", {"DRIVE_INTAKE_COUNT": "0"}),
    ("monitor-parity", "verify-cold-start-monitor-deploy"): (
        "MONITOR_DEPLOY_BLOCKED",
        {"MONITOR_LIVE_SHA256": "10608873d406911a519afa96218abebc2b85ab6123bdf46b6e21eb269e554bb8"},
    ),
}
"""What a view of a day says: its word for the result, and of its lines those that the row tells of."""
UNREADY = {
    "2026-06-06-host-120-down": {"120": HostCondition.UNREACHABLE},
    "2026-06-12-after-110-reboot": {"120": HostCondition.UNREACHABLE},
    "2026-06-26-0650-host-hygiene": {"188": HostCondition.DEGRADED},
}
"""Hosts that were not ready on that day; all others were."""
HELD_ON_120 = [
    "120-link",
    "120-ssh-port",
    "120-ssh-login",
    "120-boot",
    "120-storage",
    "120-mounts",
    "120-room",
    "120-systemd",
    "120-cron",
    "120-k3s",
    "vip-holder",
    "k3s-nodes",
    "k3s-events",
    "k3s-pods",
    "awoooi-deployments",
    "awoooi-jobs",
    "km-vectorize",
    "awoooi-images",
    "awoooi-placement",
    "awoooi-argocd",
    "awoooi-cronjobs",
    "velero-backup",
]
"""All that is asked on 120, the cluster's API with it."""


def write_table(lines: Iterable[Sequence[str]]) -> str:
    """Return the table of row, expected and seen, aligned, by the days' order."""
    rows = [("row", "expected", "seen"), *sorted(map(tuple, lines))]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return "\n".join(f"{row:{widths[0]}}  {expected:{widths[1]}}  {seen}" for row, expected, seen in rows)
