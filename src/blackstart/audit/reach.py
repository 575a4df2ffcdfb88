"""Whether it can be told that a host is not reachable, by something outside of it."""

from collections.abc import Iterator

from blackstart.audit.subject import Subject
from blackstart.model.audit import Complaint
from blackstart.model.kind import Proof
from blackstart.model.outcome import Outcome
from blackstart.model.request import CONTROLLER
from blackstart.verdicts.rungs import rung_of


def find_self_vouched(subject: Subject) -> Iterator[Complaint]:
    """Find rungs asked from the very host they are to prove reachable."""
    for check in subject.fleet.checks:
        rung = rung_of(check)
        own = check.host != CONTROLLER and check.place == check.host
        if own and rung is not None and subject.fleet.hosts[check.host].connection != "local" and rung < Proof.LOGIN:
            yield Complaint(
                outcome=Outcome.BLOCKED,
                about=check.id,
                message=f"'{check.host}' is asked whether it can be reached itself, which it can always say",
                mend="ask `from: controller`, or from another host",
            )


def find_unreached_hosts(subject: Subject) -> Iterator[Complaint]:
    """Find hosts without rungs: while one is down, each of its checks is a failure of its own."""
    for host in subject.fleet.hosts.values():
        rungs = {rung_of(check) for check in subject.rungs[host.id]}
        if host.connection == "local":
            continue
        if not rungs:
            yield Complaint(
                outcome=Outcome.BLOCKED,
                about=f"host:{host.id}",
                message="no check tells whether it is reachable, so that it is down is never the root cause",
                mend="add checks of the kinds ping, tcp and ssh_login `on` it",
            )
        elif host.login != "none" and not {Proof.PING, Proof.LOGIN} <= rungs:
            lacking = "ssh_login" if Proof.PING in rungs else "ping"
            yield Complaint(
                outcome=Outcome.WARN,
                about=f"host:{host.id}",
                message="without both ping and login it cannot be told from a host that is down",
                of=lacking,
                mend=f"add the kind {lacking} `on` it",
            )
