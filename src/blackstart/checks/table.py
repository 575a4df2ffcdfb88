"""The table of kinds: each name with the place of its class, imported when first used."""

from functools import cache
from importlib import import_module
from typing import cast

from blackstart.checks.spec import Spec

KINDS = {
    "alert_post": "AlertPost",
    "alertmanager": "Alertmanager",
    "arp": "Arp",
    "boot": "Boot",
    "clock": "Clock",
    "command": "Command",
    "cron_entries": "CronEntries",
    "disk": "Disk",
    "docker_container": "DockerContainer",
    "file_digest": "FileDigest",
    "file_stat": "FileStat",
    "http": "Http",
    "journal": "Journal",
    "load": "Load",
    "memory": "Memory",
    "mounts": "Mounts",
    "ping": "Ping",
    "postgres_clusters": "PostgresClusters",
    "postgres_ready": "PostgresReady",
    "processes": "Processes",
    "prometheus_query": "PrometheusQuery",
    "prometheus_ready": "PrometheusReady",
    "prometheus_rules": "PrometheusRules",
    "prometheus_targets": "PrometheusTargets",
    "redis_ping": "RedisPing",
    "sql": "Sql",
    "ssh_login": "SshLogin",
    "systemd_properties": "SystemdProperties",
    "systemd_state": "SystemdState",
    "systemd_unit": "SystemdUnit",
    "tcp": "Tcp",
    "textfile_metrics": "TextfileMetrics",
    "tls": "Tls",
}
"""Kind name (also the module's) to class name."""


@cache
def find_kind(name: str) -> type[Spec]:
    """Return the class of a kind. Raises KeyError for a name that is not in the table."""
    module = import_module(f"blackstart.checks.{name}")
    return cast("type[Spec]", getattr(module, KINDS[name]))
