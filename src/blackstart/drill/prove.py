"""Show for each check a fault under which it blocks or warns, by looking at fleets that have it."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from itertools import chain, islice

import msgspec

from blackstart.drill.fault_context import Changes, Fault
from blackstart.drill.proof import FaultProof
from blackstart.drill.trials import (
    HealthyFleet,
    Trial,
    fails_by_itself,
    find_ancestors,
    group,
    is_gap,
    plan_trials,
    predict,
)
from blackstart.model.fleet import Check
from blackstart.model.outcome import Outcome
from blackstart.model.scorecard import Verdict

Look = Callable[[Iterable[Changes], Iterable[str]], Awaitable[Mapping[str, Verdict]]]
"""Raises the healthy fleet with differences laid over, looks at these checks of it, and returns verdicts by check."""
Progress = Callable[[int, str], None]
"""Told how many checks are done with, and what is looked at now."""
ALONE = 4
"""Faults tried for a check, each in a fleet of its own, before it is given up."""


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """What faults come from: the healthy fleet, the pack's own faults by check, and its scenarios by name.

    `on_demand` are checks that views alone look at.
    """

    healthy: HealthyFleet
    on_demand: frozenset[str] = frozenset()
    own: dict[str, Fault] = {}
    scenarios: dict[str, Fault] = {}


async def prove(material: Material, look: Look, progress: Progress) -> tuple[FaultProof, ...]:
    """Return a proof for each check of the fleet, in the fleet's order."""
    checks = material.healthy.fleet.checks
    proofs = {check.id: begin_proof(check, material) for check in checks}
    progress(0, "the healthy fleet")
    healthy = await look((), proofs)
    sound = [check for check in checks if healthy[check.id].outcome is Outcome.PASS]
    for check in checks:
        if check not in sound:
            note_unsound(proofs, healthy[check.id])
    trials = {check.id: list_trials(check, material) for check in sound}
    firsts = {check: next(found, None) for check, found in trials.items()}
    await try_together([trial for trial in firsts.values() if trial is not None], proofs, material, look, progress)
    again = {check: chain([first] if first is not None else [], trials[check]) for check, first in firsts.items()}
    await try_alone(again, proofs, look, progress)
    return tuple(proofs.values())


def begin_proof(check: Check, material: Material) -> FaultProof:
    """Return the proof of a check that nothing is known of yet."""
    return FaultProof(check=check.id, kind=check.spec.name, on_demand=check.id in material.on_demand)


def note_unsound(proofs: dict[str, FaultProof], verdict: Verdict) -> None:
    """Note that a check does not pass on the healthy fleet, so that no fault can show anything of it."""
    reason = f"{verdict.outcome} on the healthy fleet: {verdict.reason}"
    proofs[verdict.check] = msgspec.structs.replace(proofs[verdict.check], reason=reason)


def list_trials(check: Check, material: Material) -> Iterator[Trial]:
    """Yield a check's trials, the likeliest first: faults, scenarios, then gaps."""
    gaps: list[Trial] = []
    for trial in plan_trials(check, material.own.get(check.id), material.healthy):
        if trial.gap:
            gaps.append(trial)
        else:
            yield trial
    for name, fault in material.scenarios.items():
        found = predict(check.id, fault, f"scenario {name}", material.healthy)
        if found is not None and not found.gap:
            yield found
    yield from gaps


async def try_together(
    trials: list[Trial], proofs: dict[str, FaultProof], material: Material, look: Look, progress: Progress
) -> None:
    """Try a fault of each check, as many in one fleet as leave each other alone."""
    done = len(proofs) - len(trials)
    for together in group(trials, find_ancestors(material.healthy.fleet)):
        progress(done, f"{len(together)} faults together")
        verdicts = await look([trial.fault.changes for trial in together], [trial.check for trial in together])
        for trial in together:
            settle(trial, verdicts[trial.check], proofs)
        done += len(together)


async def try_alone(
    trials: Mapping[str, Iterator[Trial]], proofs: dict[str, FaultProof], look: Look, progress: Progress
) -> None:
    """Try checks without a fault again, one after the other, each time in a fleet that has nothing else."""
    left = [check for check in trials if proofs[check].how != "fault"]
    for number, check in enumerate(left):
        for trial in islice(trials[check], ALONE):
            if proofs[check].how == "fault" or (proofs[check].how == "gap" and trial.gap):
                break
            progress(len(proofs) - len(left) + number, f"{check}: {trial.fault.title}")
            settle(trial, (await look([trial.fault.changes], [check]))[check], proofs)


def settle(trial: Trial, verdict: Verdict, proofs: dict[str, FaultProof]) -> None:
    """Note what a check came to under its fault, if it failed by itself; what is known is not made less."""
    if not fails_by_itself(verdict) and proofs[trial.check].how != "none":
        return
    if not fails_by_itself(verdict):
        reason = f"{verdict.outcome} with {trial.fault.title}: {verdict.reason}"
        proofs[trial.check] = msgspec.structs.replace(proofs[trial.check], reason=reason)
        return
    proofs[trial.check] = msgspec.structs.replace(
        proofs[trial.check],
        how="gap" if is_gap(verdict, trial.fault) else "fault",
        source=trial.source,
        fault=trial.fault.title,
        outcome=verdict.outcome,
        reason=verdict.reason,
    )
