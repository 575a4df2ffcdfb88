"""Systems that evidence comes through: each must be verified, and needed by what it tells."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from blackstart.audit.subject import Subject
from blackstart.model.audit import Complaint
from blackstart.model.connection import KUBERNETES, System
from blackstart.model.fleet import Check
from blackstart.model.outcome import Outcome
from blackstart.model.request import CONTROLLER

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def find_unguarded_sources(subject: Subject) -> Iterator[Complaint]:
    """Find checks that believe a system which another check verifies, or none does, without needing that."""
    for check in subject.fleet.checks:
        source = check.spec.comes_through()
        if source is None or not source.connection.verifier:
            continue
        verifiers = [other.id for other in subject.fleet.checks if is_verified(source, check, other)]
        needed = {other.id for other in subject.needed_by(check)}
        if needed.isdisjoint(verifiers):
            yield complain_of_source(source, check, verifiers)


def is_verified(source: System, check: Check, other: Check) -> bool:
    """Tell whether the other check verifies that very system: the one at the URL, or the one where the check is put.

    A loopback URL leads to another server on another host. A cluster is asked about from the controller too, over an
    API that any of its hosts may serve.
    """
    shown = other.spec.verifies()
    if shown is None or shown.connection is not source.connection or shown.url != source.url:
        return False
    anywhere = urlsplit(source.url).hostname not in LOOPBACK if source.url else reaches_all(source, check)
    return anywhere or other.place == check.place


def reaches_all(source: System, check: Check) -> bool:
    """Tell whether the system is asked from the controller, as only a cluster's API is."""
    return source.connection is KUBERNETES and check.place == CONTROLLER


def complain_of_source(source: System, check: Check, verifiers: list[str]) -> Complaint:
    """Return the complaint: the worse where what verifies the system is there and passed by."""
    system = source.connection
    believes = f"it believes {system.title} ({check.place})"
    if verifiers:
        return Complaint(
            outcome=Outcome.BLOCKED,
            about=check.id,
            of=system.title,
            message=f"{believes} without needing '{verifiers[0]}', which verifies that",
            mend=f"add `needs: [{verifiers[0]}]`",
        )
    message = f"{believes}, which no check verifies"
    mend = f"add {system.verifier} and need it"
    return Complaint(outcome=Outcome.WARN, about=check.id, of=system.title, message=message, mend=mend)


def asks_cluster(check: Check) -> bool:
    """Tell whether the evidence comes from a Kubernetes API."""
    source = check.spec.comes_through()
    return source is not None and source.connection is KUBERNETES


def is_member(check: Check) -> bool:
    """Tell whether the check shows that a host's part of a cluster runs."""
    shown = check.spec.verifies()
    return shown is not None and shown.connection is KUBERNETES


def find_single_sources(subject: Subject) -> Iterator[Complaint]:
    """Find a cluster of several hosts that is asked about from one of them alone, by views too."""
    fleet = subject.fleet
    asking = [check for check in (*fleet.checks, *fleet.checks_on_demand) if asks_cluster(check)]
    places = {check.place for check in asking}
    members = {check.host for check in fleet.checks if is_member(check)}
    if len(places) == 1 and len(members) > 1 and places < members:
        (place,) = places
        yield Complaint(
            outcome=Outcome.WARN,
            about=asking[0].id,
            of=place,
            message=f"all that is known of the cluster comes through '{place}', one of {len(members)} hosts of it",
            mend="ask at least its nodes from another host too, `from:` that one",
        )
