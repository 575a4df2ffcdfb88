"""Put verdicts together: phase states, counts, result, and the one thing to fix first."""

from collections import Counter
from collections.abc import Container, Iterable

import msgspec

from blackstart.model.claims import NO_LEVEL
from blackstart.model.exchange import Transcript
from blackstart.model.fleet import Fleet, Phase
from blackstart.model.outcome import Outcome, Result
from blackstart.model.scorecard import (
    HostCondition,
    HostState,
    PhaseState,
    RunSpan,
    Scorecard,
    Verdict,
    ViewState,
)
from blackstart.model.view import Scope
from blackstart.verdicts.advise import advise
from blackstart.verdicts.claims import declare
from blackstart.verdicts.explain import explain
from blackstart.verdicts.follow import judge_all
from blackstart.verdicts.further import add_further
from blackstart.verdicts.host_state import find_host_states
from blackstart.verdicts.implied import add_implied, doubt_clocks, judge_clocks
from blackstart.verdicts.judge import bind_boots
from blackstart.verdicts.soften import soften
from blackstart.verdicts.view import find_word, limit_hosts
from blackstart.verdicts.view_lines import write_lines


def judge(fleet: Fleet, transcript: Transcript, span: RunSpan, *, now: float) -> Scorecard:
    """Judge a whole run. Pure: the same fleet, transcript and times give the same scorecard."""
    asked, clocks = fleet, judge_clocks(fleet, transcript, now)
    bindings = doubt_clocks(bind_boots(fleet, transcript), clocks)
    alone = judge_all(fleet, transcript, bindings, now)
    fleet, alone = add_implied(fleet, alone, transcript, bindings, clocks, span, now)
    verdicts = advise(fleet.by_id, soften(fleet, alone, explain(fleet, alone, bindings)))
    counts = Counter(verdict.outcome for verdict in verdicts.values())
    hosts = find_host_states(fleet, verdicts, bindings)
    result = find_result(counts)
    scorecard = Scorecard(
        fleet=fleet.name,
        origin=fleet.origin,
        result=result,
        level=find_level(result, hosts, {host.id for host in fleet.hosts.values() if host.login == "none"})
        if is_whole(fleet, hosts, span)
        else NO_LEVEL,
        passed=counts[Outcome.PASS],
        warned=counts[Outcome.WARN],
        blocked=counts[Outcome.BLOCKED],
        held=counts[Outcome.HELD],
        first_blocked=find_first_blocked(verdicts.values()),
        phases=find_phase_states(fleet.phases, verdicts.values()),
        hosts=hosts,
        verdicts=tuple(verdicts.values()),
        span=span,
        judged=now,
    )
    if fleet.scope is not None:
        return confine(scorecard, fleet.scope)
    if fleet.further:
        scorecard = add_further(asked, scorecard, transcript, lambda part: judge(part, transcript, span, now=now))
    return scorecard if fleet.claims is None else declare(fleet, fleet.claims, scorecard)


def confine(scorecard: Scorecard, scope: Scope) -> Scorecard:
    """Return a view's scorecard: nothing in it may be taken for a word on the whole fleet."""
    return msgspec.structs.replace(
        scorecard,
        level=find_word(scope.view, scorecard.result),
        phases=tuple(state for state in scorecard.phases if state.phase not in scope.partial_phases),
        hosts=limit_hosts(scorecard.hosts, scope),
        view=ViewState(
            name=scope.view.name,
            lines=write_lines(scope.view, {verdict.check: verdict for verdict in scorecard.verdicts}),
        ),
    )


def find_result(counts: Counter[Outcome]) -> Result:
    """GREEN needs a PASS and nothing else; WARN alone is DEGRADED; all the rest is BLOCKED."""
    if counts[Outcome.BLOCKED] or counts[Outcome.HELD] or not counts[Outcome.PASS]:
        return Result.BLOCKED
    return Result.DEGRADED if counts[Outcome.WARN] else Result.GREEN


def find_first_blocked(verdicts: Iterable[Verdict]) -> str | None:
    """Return the first BLOCKED check in the order of the phases."""
    return next((verdict.check for verdict in verdicts if verdict.outcome is Outcome.BLOCKED), None)


def find_phase_states(phases: tuple[Phase, ...], verdicts: Iterable[Verdict]) -> tuple[PhaseState, ...]:
    """Return the phases' states; they come in dependency order, so what a phase needs is known."""
    counts: dict[str, Counter[Outcome]] = {phase.id: Counter() for phase in phases}
    for verdict in verdicts:
        counts[verdict.phase][verdict.outcome] += 1
    states: dict[str, PhaseState] = {}
    for phase in phases:
        states[phase.id] = find_phase_state(phase, counts[phase.id], states)
    return tuple(states.values())


def find_phase_state(phase: Phase, counts: Counter[Outcome], known: dict[str, PhaseState]) -> PhaseState:
    """Judge a phase by its own checks and by all the phases it needs; where none of its own was asked, none passed."""
    holder = next((need for need in phase.needs if known[need].result is not Result.GREEN), None)
    result = find_result(counts)
    if counts.total() == counts[Outcome.NOT_ASKED] > 0:
        result = Result.DEGRADED
    if not counts[Outcome.BLOCKED] and (holder is not None or counts[Outcome.HELD]):
        result = Result.HELD
    return PhaseState(
        phase=phase.id,
        result=result,
        held_by=holder,
        passed=counts[Outcome.PASS],
        warned=counts[Outcome.WARN],
        blocked=counts[Outcome.BLOCKED],
        held=counts[Outcome.HELD],
    )


def is_whole(fleet: Fleet, hosts: tuple[HostState, ...], span: RunSpan) -> bool:
    """Tell whether a word on the whole fleet may be had from the run: it was not cut short, and looked at a host."""
    return not span.interrupted and (bool(hosts) or not fleet.hosts)


def find_level(result: Result, hosts: tuple[HostState, ...], unseen: Container[str] = ()) -> str:
    """Return the highest word that may be used for the fleet as a whole.

    Of hosts that nobody logs in to (`unseen`) it takes no more than that they have power.
    """
    hosts = tuple(host for host in hosts if host.host not in unseen or host.condition is not HostCondition.POWERED)
    ready = all(host.condition is HostCondition.READY for host in hosts)
    if ready and result is Result.GREEN:
        return "FULL_STACK_GREEN"
    if ready and result is Result.DEGRADED:
        return "SERVICE_READY"
    worst = min((host.condition for host in hosts), key=list(HostCondition).index, default=None)
    return NO_LEVEL if worst is None else str(worst)
