"""The table of kinds: each name with the place of its class, imported when first used."""

from functools import cache
from importlib import import_module
from typing import cast

from blackstart.checks.spec import Spec

KINDS = {
    "address_holder": "AddressHolder",
    "alert_post": "AlertPost",
    "alertmanager": "Alertmanager",
    "argocd_application": "ArgocdApplication",
    "arp": "Arp",
    "boot": "Boot",
    "boot_enabled": "BootEnabled",
    "certificate_file": "CertificateFile",
    "clock": "Clock",
    "command": "Command",
    "cron_entries": "CronEntries",
    "disk": "Disk",
    "docker_container": "DockerContainer",
    "file_digest": "FileDigest",
    "file_parity": "FileParity",
    "file_stat": "FileStat",
    "filesystem_state": "FilesystemState",
    "fstab_devices": "FstabDevices",
    "git_workspace": "GitWorkspace",
    "http": "Http",
    "journal": "Journal",
    "known_hosts": "KnownHosts",
    "kubernetes_cronjobs": "KubernetesCronjobs",
    "kubernetes_events": "KubernetesEvents",
    "kubernetes_images": "KubernetesImages",
    "kubernetes_jobs": "KubernetesJobs",
    "kubernetes_nodes": "KubernetesNodes",
    "kubernetes_placement": "KubernetesPlacement",
    "kubernetes_pods": "KubernetesPods",
    "kubernetes_workloads": "KubernetesWorkloads",
    "load": "Load",
    "load_cause": "LoadCause",
    "log_signatures": "LogSignatures",
    "marker_files": "MarkerFiles",
    "memory": "Memory",
    "mounts": "Mounts",
    "pending_kernel": "PendingKernel",
    "ping": "Ping",
    "port_listener": "PortListener",
    "postgres_clusters": "PostgresClusters",
    "postgres_ready": "PostgresReady",
    "pressure": "Pressure",
    "process_groups": "ProcessGroups",
    "processes": "Processes",
    "prometheus_query": "PrometheusQuery",
    "prometheus_ready": "PrometheusReady",
    "prometheus_rules": "PrometheusRules",
    "prometheus_targets": "PrometheusTargets",
    "rclone_listing": "RcloneListing",
    "redis_ping": "RedisPing",
    "release_parity": "ReleaseParity",
    "report": "Report",
    "restart_policies": "RestartPolicies",
    "restic_snapshots": "ResticSnapshots",
    "rule_parity": "RuleParity",
    "sql": "Sql",
    "sql_parity": "SqlParity",
    "ssh_login": "SshLogin",
    "systemd_properties": "SystemdProperties",
    "systemd_state": "SystemdState",
    "systemd_unit": "SystemdUnit",
    "tcp": "Tcp",
    "tls": "Tls",
    "velero": "Velero",
    "trend": "Trend",
    "unlock_prompts": "UnlockPrompts",
}
"""Kind name (also the module's) to class name."""


@cache
def find_kind(name: str) -> type[Spec]:
    """Return the class of a kind. Raises KeyError for a name that is not in the table."""
    module = import_module(f"blackstart.checks.{name}")
    return cast("type[Spec]", getattr(module, KINDS[name]))
