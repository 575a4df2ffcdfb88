"""Which hosts have to come back after T+0: those that are not seen to have been up since before it."""

from collections.abc import Collection, Iterator

from blackstart.decisions.grounds import Grounds
from blackstart.decisions.window import follow
from blackstart.model.claims import Missing, MissingKind
from blackstart.model.fleet import Fleet
from blackstart.model.kind import Proof
from blackstart.model.plan import RecoveryScope
from blackstart.model.scorecard import CONDITION_RANK, HostCondition

AFTER = "after T+0"
UPTIME = "uptime"
"""Every kind that proves a boot reads, under this name, for how many seconds the host has been up."""


def find_scope(fleet: Fleet, grounds: Grounds, since: float, named: Collection[str] = ()) -> RecoveryScope:
    """Return the hosts in scope. Less evidence never takes a host out of it, nor lets one count as booted."""
    looked_at = {check.host for check in fleet.checks}
    hosts = [name for name, host in fleet.hosts.items() if name in looked_at and host.login != "none"]
    before = frozenset(host for host in hosts if is_up_since_before(host, fleet, grounds, since))
    return RecoveryScope(
        hosts=tuple(host for host in hosts if (host in named if named else host not in before)),
        booted=tuple(host for host in hosts if is_booted_after(host, fleet, grounds, since)),
        up_before=tuple(host for host in hosts if host in before),
    )


def is_up_since_before(host: str, fleet: Fleet, grounds: Grounds, since: float) -> bool:
    """Tell whether the host was seen to run since before that moment, as late as each look can have been."""
    uptimes = tuple(list_uptimes(host, fleet, grounds))
    return bool(uptimes) and grounds.span.ended - min(uptimes) < since


def is_booted_after(host: str, fleet: Fleet, grounds: Grounds, since: float) -> bool:
    """Tell whether the host was seen to have booted after that moment, as early as each look can have been."""
    uptimes = tuple(list_uptimes(host, fleet, grounds))
    return bool(uptimes) and grounds.span.started - max(uptimes) >= since


def list_uptimes(host: str, fleet: Fleet, grounds: Grounds) -> Iterator[float]:
    """Yield for how long the host had been up, in seconds, by each check on it that reads its boot.

    The uptime is taken and not the boot time, which goes by the host's own clock; T+0 goes by the controller's.
    """
    for check in fleet.checks:
        if check.host == host == check.place and check.spec.proof() is Proof.BOOT:
            verdict = grounds.evidence.verdicts.get(check.id)
            uptime = None if verdict is None else follow(verdict.reading, UPTIME)
            if uptime is not None:
                yield uptime


def list_missing_hosts(condition: HostCondition, scope: RecoveryScope, grounds: Grounds) -> Iterator[Missing]:
    """Yield the hosts in scope that have not booted after T+0, or have not come as far as asked."""
    for host in scope.hosts:
        state = grounds.evidence.hosts.get(host)
        far_enough = state is not None and CONDITION_RANK[state.condition] >= CONDITION_RANK[condition]
        if far_enough and host in scope.booted:
            continue
        seen = "not looked at" if state is None else str(state.condition)
        yield Missing(
            kind=MissingKind.HOST,
            name=host,
            host=host,
            wanted=f"{condition}, booted {AFTER}",
            seen=f"{seen}, {describe_boot(host, scope)}" if far_enough else seen,
            reason="" if state is None else state.reason,
        )


def describe_boot(host: str, scope: RecoveryScope) -> str:
    """Say what is known of the boot of a host that does not count as booted after T+0."""
    return f"not booted {AFTER}" if host in scope.up_before else f"not seen to have booted {AFTER}"
