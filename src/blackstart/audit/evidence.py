"""Systems that evidence comes through: each must be verified, and needed by what it tells."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import msgspec

from blackstart.audit.subject import Subject
from blackstart.model.audit import Complaint
from blackstart.model.fleet import Check
from blackstart.model.outcome import Outcome
from blackstart.model.request import CONTROLLER

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
DOCKER = re.compile(r"docker(\.service|\.socket)?")
CLUSTER = re.compile(r"(k3s|k0s|rke2|kube|microk8s).*")
CLUSTER_KINDS = re.compile(r"(kubernetes|argocd)_.*|velero")


class System(msgspec.Struct, frozen=True, kw_only=True):
    """Something between a check and what it is about."""

    name: str
    tells: Callable[[Check], bool]
    is_verified: Callable[[Check, Check], bool]
    """Whether the second check verifies what the first one's evidence comes through."""
    verifier: str


def asks_prometheus(check: Check) -> bool:
    """Tell whether the evidence is what a Prometheus stored."""
    return check.spec.name.startswith("prometheus_") and check.spec.name != "prometheus_ready"


def verifies_prometheus(check: Check, other: Check) -> bool:
    """Tell whether the other check is about the same Prometheus being ready."""
    return other.spec.name == "prometheus_ready" and find_endpoint(other) == find_endpoint(check)


def find_endpoint(check: Check) -> tuple[str, str]:
    """Return what is asked, and from where if that decides what answers."""
    url = str(getattr(check.spec, "url", ""))
    return url.rstrip("/"), check.place if urlsplit(url).hostname in LOOPBACK else ""


def asks_docker(check: Check) -> bool:
    """Tell whether the evidence comes out of a container, or from the daemon."""
    return bool(getattr(check.spec, "container", None)) or first_word(check) == "docker"


def verifies_docker(check: Check, other: Check) -> bool:
    """Tell whether the other check is about the daemon on the same host."""
    return other.place == check.place and DOCKER.fullmatch(unit_of(other)) is not None


def asks_cluster(check: Check) -> bool:
    """Tell whether the evidence comes from a Kubernetes API."""
    return CLUSTER_KINDS.fullmatch(check.spec.name) is not None or "kubectl" in (
        getattr(check.spec, "argv", None) or ()
    )


def verifies_cluster(check: Check, other: Check) -> bool:
    """Tell whether the other check is about the cluster's service where the question is put, or anywhere."""
    placed = check.place in (CONTROLLER, other.place)
    return placed and CLUSTER.fullmatch(unit_of(other)) is not None


def unit_of(check: Check) -> str:
    """Return the systemd unit a check is about."""
    return str(getattr(check.spec, "unit", "")) if check.spec.name == "systemd_unit" else ""


def first_word(check: Check) -> str:
    """Return the program a check runs, where the pack states it."""
    return str(next(iter(getattr(check.spec, "argv", None) or ()), ""))


PROMETHEUS = System(
    name="Prometheus",
    tells=asks_prometheus,
    is_verified=verifies_prometheus,
    verifier="a check of the kind prometheus_ready for the same url",
)
CONTAINERS = System(
    name="Docker",
    tells=asks_docker,
    is_verified=verifies_docker,
    verifier="`systemd_unit: docker` on that host",
)
KUBERNETES = System(
    name="the Kubernetes API",
    tells=asks_cluster,
    is_verified=verifies_cluster,
    verifier="a `systemd_unit` of the cluster on that host",
)
SYSTEMS = (PROMETHEUS, CONTAINERS, KUBERNETES)


def find_unguarded_sources(subject: Subject) -> Iterator[Complaint]:
    """Find checks that believe a system which another check verifies, or none does, without needing that."""
    for system in SYSTEMS:
        for check in filter(system.tells, subject.fleet.checks):
            verifiers = [other.id for other in subject.fleet.checks if system.is_verified(check, other)]
            needed = {other.id for other in subject.needed_by(check)}
            if needed.isdisjoint(verifiers):
                yield complain_of_source(system, check, verifiers)


def complain_of_source(system: System, check: Check, verifiers: list[str]) -> Complaint:
    """Return the complaint: the worse where what verifies the system is there and passed by."""
    believes = f"it believes {system.name} ({check.place})"
    if verifiers:
        return Complaint(
            outcome=Outcome.BLOCKED,
            about=check.id,
            of=system.name,
            message=f"{believes} without needing '{verifiers[0]}', which verifies that",
            mend=f"add `needs: [{verifiers[0]}]`",
        )
    message = f"{believes}, which no check verifies"
    mend = f"add {system.verifier} and need it"
    return Complaint(outcome=Outcome.WARN, about=check.id, of=system.name, message=message, mend=mend)


def find_single_sources(subject: Subject) -> Iterator[Complaint]:
    """Find a cluster of several hosts that is asked about from one of them alone, by views too."""
    fleet = subject.fleet
    asking = [check for check in (*fleet.checks, *fleet.checks_on_demand) if asks_cluster(check)]
    places = {check.place for check in asking}
    members = {check.host for check in fleet.checks if CLUSTER.fullmatch(unit_of(check))}
    if len(places) == 1 and len(members) > 1 and places < members:
        (place,) = places
        yield Complaint(
            outcome=Outcome.WARN,
            about=asking[0].id,
            of=place,
            message=f"all that is known of the cluster comes through '{place}', one of {len(members)} hosts of it",
            mend="ask at least its nodes from another host too, `from:` that one",
        )
