"""Whether hosts and phases hang together: what stands alone holds nothing and is held by nothing."""

from collections.abc import Iterator

from blackstart.audit.subject import Subject
from blackstart.model.audit import Complaint
from blackstart.model.outcome import Outcome


def find_unlooked_hosts(subject: Subject) -> Iterator[Complaint]:
    """Find hosts without a check: a GREEN would be said of them without a look."""
    fleet = subject.fleet
    looked = {check.host for check in (*fleet.checks, *fleet.checks_on_demand)}
    for host in subject.fleet.hosts:
        if host not in looked:
            yield Complaint(
                outcome=Outcome.BLOCKED,
                about=f"host:{host}",
                message="no check is about it, so that GREEN would be said of it without a look",
                mend="add a check `on` it, or take it out of the fleet",
            )


def find_isolated_phases(subject: Subject) -> Iterator[Complaint]:
    """Find phases that need none and that none needs, where there are several."""
    phases = subject.fleet.phases
    needed = {need for phase in phases for need in phase.needs}
    for phase in phases:
        if len(phases) > 1 and not phase.needs and phase.id not in needed:
            yield Complaint(
                outcome=Outcome.WARN,
                about=f"phase:{phase.id}",
                message="it needs no phase and none needs it, so that it is released whatever happens",
                mend="let it need the phase it stands on, or let the next one need it",
            )


def find_untied_checks(subject: Subject) -> Iterator[Complaint]:
    """Find checks that nobody needs and whose failure nothing could explain: no need, and no rung below."""
    needed = {need for check in subject.fleet.checks for need in check.needs}
    for check in subject.fleet.checks:
        rungs = [rung for host in (check.host, check.place) for rung in subject.rungs.get(host, ())]
        local = any(is_local(host, subject) for host in (check.host, check.place))
        if check.id not in needed and not check.needs and not rungs and not local:
            yield Complaint(
                outcome=Outcome.WARN,
                about=check.id,
                message="nobody needs it, and nothing can explain its failure",
                mend="let it need what it stands on, or let what stands on it need it",
            )


def is_local(name: str, subject: Subject) -> bool:
    """Tell whether it is a host that needs no rung: this machine."""
    host = subject.fleet.hosts.get(name)
    return host is not None and host.connection == "local"
