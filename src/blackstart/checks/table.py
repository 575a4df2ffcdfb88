"""The table of kinds: each name with its family and its class, imported when first used."""

from functools import cache
from importlib import import_module
from typing import cast

from blackstart.checks.installed import KindError, list_installed, load_installed
from blackstart.checks.spec import Spec

FAMILIES: dict[str, dict[str, str]] = {
    "backup": {
        "rclone_listing": "RcloneListing",
        "restic_snapshots": "ResticSnapshots",
    },
    "data": {
        "postgres_clusters": "PostgresClusters",
        "postgres_ready": "PostgresReady",
        "redis_ping": "RedisPing",
        "sql": "Sql",
    },
    "disk": {
        "disk": "Disk",
        "filesystem_state": "FilesystemState",
        "fstab_devices": "FstabDevices",
        "mounts": "Mounts",
        "unlock_prompts": "UnlockPrompts",
    },
    "docker": {
        "docker_container": "DockerContainer",
        "restart_policies": "RestartPolicies",
    },
    "files": {
        "certificate_file": "CertificateFile",
        "file_digest": "FileDigest",
        "file_stat": "FileStat",
        "known_hosts": "KnownHosts",
        "marker_files": "MarkerFiles",
    },
    "history": {
        "trend": "Trend",
    },
    "host": {
        "boot": "Boot",
        "clock": "Clock",
        "command": "Command",
        "cron_entries": "CronEntries",
        "load": "Load",
        "memory": "Memory",
        "pending_kernel": "PendingKernel",
        "pressure": "Pressure",
    },
    "kubernetes": {
        "kubernetes_cronjobs": "KubernetesCronjobs",
        "kubernetes_events": "KubernetesEvents",
        "kubernetes_jobs": "KubernetesJobs",
        "kubernetes_nodes": "KubernetesNodes",
        "kubernetes_object": "KubernetesObject",
        "kubernetes_placement": "KubernetesPlacement",
        "kubernetes_pods": "KubernetesPods",
        "kubernetes_workloads": "KubernetesWorkloads",
        "velero": "Velero",
    },
    "logs": {
        "journal": "Journal",
        "log_signatures": "LogSignatures",
    },
    "network": {
        "address_holder": "AddressHolder",
        "arp": "Arp",
        "http": "Http",
        "ping": "Ping",
        "port_listener": "PortListener",
        "ssh_login": "SshLogin",
        "tcp": "Tcp",
        "tls": "Tls",
    },
    "power": {
        "ups": "Ups",
    },
    "processes": {
        "load_cause": "LoadCause",
        "processes": "Processes",
    },
    "prometheus": {
        "alert_post": "AlertPost",
        "alertmanager": "Alertmanager",
        "prometheus_query": "PrometheusQuery",
        "prometheus_ready": "PrometheusReady",
        "prometheus_rules": "PrometheusRules",
        "prometheus_targets": "PrometheusTargets",
        "rule_parity": "RuleParity",
    },
    "release": {
        "git_workspace": "GitWorkspace",
        "release_parity": "ReleaseParity",
    },
    "reports": {
        "report": "Report",
    },
    "systemd": {
        "boot_enabled": "BootEnabled",
        "systemd_state": "SystemdState",
        "systemd_unit": "SystemdUnit",
    },
}
"""Each family (a folder) with its kinds: the kind's name, which is also its module's, to the name of its class."""

KINDS = {name: (family, kind) for family, kinds in FAMILIES.items() for name, kind in kinds.items()}
"""Each kind's name with its family and the name of its class."""


def is_kind(name: str) -> bool:
    """Tell whether there is such a kind, ours or one that an installed package ships. Raises KindError."""
    return name in KINDS or name in list_installed()


def list_kinds() -> tuple[str, ...]:
    """Return the names of all kinds, ours and those that installed packages ship. Raises KindError."""
    installed = list_installed()
    if taken := sorted(KINDS.keys() & installed.keys()):
        name = taken[0]
        raise KindError(f"kind '{name}': shipped as {installed[name].value}, and Blackstart has it; name it otherwise")
    return tuple(sorted({*KINDS, *installed}))


@cache
def find_kind(name: str) -> type[Spec]:
    """Return the class of a kind. Raises KeyError where nobody has it, KindError for an installed one's fault."""
    if name not in KINDS:
        return load_installed(name)
    family, kind = KINDS[name]
    return cast("type[Spec]", getattr(import_module(f"blackstart.checks.{family}.{name}"), kind))
