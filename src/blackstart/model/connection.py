"""The systems that evidence comes through, between a check and what it is about: one table."""

import re

import msgspec


class Connection(msgspec.Struct, frozen=True, kw_only=True):
    """A system that answers for others: the programs that ask it, the systemd units that it runs as, who verifies it.

    `units` is a regular expression over whole or short names, empty where the system is no unit of the host.
    """

    title: str
    programs: frozenset[str] = frozenset()
    units: str = ""
    verifier: str = ""


SYSTEMD = Connection(title="systemd", programs=frozenset({"systemctl"}))
DOCKER = Connection(
    title="Docker",
    programs=frozenset({"docker"}),
    units=r"docker(\.service|\.socket)?",
    verifier="`systemd_unit: docker` on that host",
)
KUBERNETES = Connection(
    title="the Kubernetes API",
    programs=frozenset({"kubectl"}),
    units=r"(k3s|k0s|rke2|kube|microk8s).*",
    verifier="a `systemd_unit` of the cluster on that host",
)
PROMETHEUS = Connection(title="Prometheus", verifier="a check of the kind prometheus_ready for the same url")
CONNECTIONS = (SYSTEMD, DOCKER, KUBERNETES, PROMETHEUS)
IN_A_CONTAINER = ("docker", "exec")
"""What a command hangs in then may be the container's own, and not the daemon."""


class System(msgspec.Struct, frozen=True, kw_only=True):
    """One of such systems: the connection, and the URL where it has one. Without a URL it is that of the host asked."""

    connection: Connection
    url: str = ""


def find_asked(argv: tuple[str, ...]) -> System | None:
    """Return the system that a command puts its question to; `k3s kubectl` asks as kubectl does."""
    found = (known for known in CONNECTIONS if not known.programs.isdisjoint(argv[:2]))
    return next((System(connection=known) for known in found), None)


def find_running(unit: str) -> System | None:
    """Return the system that runs as a systemd unit."""
    found = (known for known in CONNECTIONS if known.units and re.fullmatch(known.units, unit))
    return next((System(connection=known) for known in found), None)
