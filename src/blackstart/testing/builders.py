"""Fleets, verdicts and scorecards by keyword; what is not named is healthy."""

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from blackstart.checks.systemd.systemd_unit import SystemdUnit
from blackstart.model.fleet import Check, Fleet, Host, Phase
from blackstart.model.outcome import Outcome
from blackstart.model.request import CONTROLLER
from blackstart.model.scorecard import HostCondition, HostState, RunSpan, Scorecard, Verdict
from blackstart.verdicts.scorecard import find_first_blocked, find_level, find_phase_states, find_result

SPAN = RunSpan(started=1000.0, ended=1000.9)
ALL_READY: Mapping[str, HostState] = MappingProxyType({})


def make_check(check_id: str, **fields: Any) -> Check:
    """Make a check of host `a` in phase `P0`: the unit `nginx` is active. A text may be a bare string."""
    texts = {name: {"en": fields[name]} for name in ("why", "next") if isinstance(fields.get(name), str)}
    host = fields.get("host", "a")
    defaults: dict[str, Any] = {"phase": "P0", "host": host, "place": host, "spec": SystemdUnit(unit="nginx")}
    return Check(id=check_id, **{**defaults, **fields, **texts})


def make_fleet(*checks: Check, name: str = "small", phases: Iterable[Phase] = (), **fields: Any) -> Fleet:
    """Make a fleet of the checks, with the hosts and phases they name."""
    names = dict.fromkeys(check.host for check in checks if check.host != CONTROLLER)
    hosts = {host: Host(id=host, address=f"host-{host}.example") for host in names}
    named = tuple(phases) or tuple(Phase(id=phase) for phase in dict.fromkeys(check.phase for check in checks))
    return Fleet(name=name, **{"hosts": hosts, "phases": named, "checks": checks, "digest": "d" * 64, **fields})


def make_verdict(check: Check, outcome: Outcome = Outcome.PASS, reason: str = "", **fields: Any) -> Verdict:
    """Make a check's verdict."""
    return Verdict(
        check=check.id,
        phase=check.phase,
        host=check.host,
        kind=check.spec.name,
        outcome=outcome,
        reason=reason,
        **fields,
    )


def make_scorecard(
    fleet: Fleet, *verdicts: Verdict, hosts: Mapping[str, HostState] = ALL_READY, **fields: Any
) -> Scorecard:
    """Make the scorecard of these verdicts; checks without one passed, hosts without a state are ready."""
    named = {verdict.check: verdict for verdict in verdicts}
    every = tuple(named.get(check.id) or make_verdict(check) for check in fleet.checks)
    states = tuple(hosts.get(host) or HostState(host=host, condition=HostCondition.READY) for host in fleet.hosts)
    counts = Counter(verdict.outcome for verdict in every)
    result = find_result(counts)
    scorecard = Scorecard(
        fleet=fleet.name,
        result=result,
        level=find_level(result, states),
        passed=counts[Outcome.PASS],
        warned=counts[Outcome.WARN],
        blocked=counts[Outcome.BLOCKED],
        held=counts[Outcome.HELD],
        first_blocked=find_first_blocked(every),
        phases=find_phase_states(fleet.phases, every),
        hosts=states,
        verdicts=every,
        span=SPAN,
        judged=SPAN.ended,
    )
    return msgspec.structs.replace(scorecard, **fields)
