"""Narrow a fleet to a view: its checks, what they need, and the rungs without which none can be judged."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

import msgspec

from blackstart.model.fleet import Check, Fleet, Phase
from blackstart.model.kind import Proof
from blackstart.model.outcome import Result
from blackstart.model.request import CONTROLLER
from blackstart.model.scorecard import CONDITION_RANK, HostCondition, HostState
from blackstart.model.view import Scope, View
from blackstart.verdicts.rungs import collect_rungs
from blackstart.verdicts.view_parts import find_view


def narrow(fleet: Fleet, name: str) -> Fleet:
    """Return the fleet as its view of that name has it. Raises KeyError where it has none."""
    return narrow_to(fleet, find_view(fleet.views, name), name)


def narrow_to(fleet: Fleet, view: View, name: str) -> Fleet:
    """Return the fleet as that view of it has it, by that name."""
    part = keep_checks(view.checks, fleet)
    places = {place for check in part.checks for place in (check.host, check.place)}
    return msgspec.structs.replace(
        part,
        views={**fleet.views, name: view},
        hosts={host: about for host, about in fleet.hosts.items() if host in places},
        scope=make_scope(view, fleet, {check.id for check in part.checks}),
    )


def add_on_demand(fleet: Fleet) -> Fleet:
    """Return the fleet with what only views look at behind all else, which never needs it."""
    return msgspec.structs.replace(
        fleet,
        phases=(*fleet.phases, *fleet.phases_on_demand),
        checks=(*fleet.checks, *fleet.checks_on_demand),
        phases_on_demand=(),
        checks_on_demand=(),
    )


def close_over(ids: Iterable[str], fleet: Fleet) -> frozenset[str]:
    """Return the ids with all that is needed to judge and to explain them."""
    by_id = {check.id: check for check in fleet.checks}
    rungs = collect_rungs(fleet)
    kept: set[str] = set()
    waiting = list(ids)
    while waiting:
        current = by_id[waiting.pop()]
        if current.id not in kept:
            kept.add(current.id)
            waiting += list_needed(current, rungs)
    return frozenset(kept)


def list_needed(check: Check, rungs: Mapping[str, list[Check]]) -> Iterator[str]:
    """Yield what the check needs or is explained by, and the rungs of its host and of the place it is asked from."""
    yield from check.needs
    if check.explained_by is not None:
        yield check.explained_by
    for host in (check.host, check.place):
        yield from (rung.id for rung in rungs.get(host, ()))


def keep_checks(ids: Iterable[str], fleet: Fleet) -> Fleet:
    """Return the fleet with these checks, also such as views alone look at, and all that is needed to judge them."""
    whole = add_on_demand(fleet)
    kept = close_over(ids, whole)
    checks = tuple(check for check in whole.checks if check.id in kept)
    phases = {check.phase for check in checks}
    return msgspec.structs.replace(
        whole,
        phases=tuple(keep_needs(phase, phases) for phase in whole.phases if phase.id in phases),
        checks=checks,
    )


def keep_needs(phase: Phase, kept: AbstractSet[str]) -> Phase:
    """Return the phase with those of its needs that the view has."""
    return msgspec.structs.replace(phase, needs=tuple(need for need in phase.needs if need in kept))


def make_scope(view: View, fleet: Fleet, kept: AbstractSet[str]) -> Scope:
    """Return what cannot be said where only these checks are judged."""
    whole = add_on_demand(fleet)
    left = [check for check in whole.checks if check.id not in kept]
    usual = [check for check in fleet.checks if check.id not in kept]
    return Scope(view=view, ceilings=find_ceilings(usual), partial_phases=find_partial_phases(whole, left))


def find_ceilings(left: Iterable[Check]) -> dict[str, HostCondition]:
    """Return the best that may be said of hosts whose boot or readiness is not looked at in full."""
    ceilings: dict[str, HostCondition] = {}
    for check in left:
        proof = check.spec.proof()
        if check.host != CONTROLLER and proof is not None and proof >= Proof.BOOT:
            ceiling = HostCondition.BOOTED_UNKNOWN if proof is Proof.BOOT else HostCondition.BOOTED
            ceilings[check.host] = lower(ceiling, ceilings.get(check.host, ceiling))
    return ceilings


def lower(first: HostCondition, second: HostCondition) -> HostCondition:
    """Return the worse of two conditions; of equal ones the first."""
    return min(first, second, key=CONDITION_RANK.__getitem__)


def find_partial_phases(fleet: Fleet, left: Iterable[Check]) -> frozenset[str]:
    """Return the phases that lack a check, and those that need one which does."""
    partial = {check.phase for check in left}
    for phase in fleet.phases:
        if not partial.isdisjoint(phase.needs):
            partial.add(phase.id)
    return frozenset(partial)


def limit_hosts(hosts: Iterable[HostState], scope: Scope) -> tuple[HostState, ...]:
    """Return the states no higher than what was looked at allows."""
    return tuple(limit_host(state, scope.ceilings.get(state.host)) for state in hosts)


def limit_host(state: HostState, ceiling: HostCondition | None) -> HostState:
    """Return the state, or its ceiling where that is lower."""
    if ceiling is None or CONDITION_RANK[state.condition] <= CONDITION_RANK[ceiling]:
        return state
    reason = "the view leaves out checks that would tell more"
    return msgspec.structs.replace(state, condition=ceiling, reason=reason)


def find_word(view: View, result: Result) -> str:
    """Return the view's word for the result; never one that stands for the whole fleet."""
    return view.words.get(result) or f"VIEW_{result}"
