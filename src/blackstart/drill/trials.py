"""Which fault each check is tried with, and which faults go together into one fleet. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import msgspec

from blackstart.drill.fault_context import Fault, observe_healthy
from blackstart.drill.faults import make_faults
from blackstart.drill.merge import DifferenceError, merge
from blackstart.drill.prediction import Prediction
from blackstart.drill.reading import to_fixtures
from blackstart.model.fleet import Check, Fleet
from blackstart.model.outcome import RANK, Outcome
from blackstart.model.reply import Cause
from blackstart.model.scorecard import Verdict
from blackstart.verdicts.explain import explainers
from blackstart.verdicts.rungs import collect_rungs
from blackstart.verdicts.view import close_over

MOST_TRIED = 60
"""Faults predicted for one check before it is given up."""
LOOKED_IN_VAIN = frozenset(
    {
        Cause.TOOL_MISSING,
        Cause.UNREADABLE,
        Cause.PRIVILEGE_REFUSED,
        Cause.NOT_READ_ONLY,
        Cause.NOT_PERMITTED,
        Cause.NOT_ASKED,
        Cause.TIME_LIMIT,
        Cause.TOO_LARGE,
        Cause.SHELL_BROKEN,
        Cause.PROTOCOL,
        Cause.INTERRUPTED,
        Cause.STALE,
    }
)
"""Causes that say nothing of what a check is about, only that it could not look."""


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """A fault for one check, and what the whole fleet will come to under it.

    `troubled` are all checks that will not pass, `blocked` those that may explain others.
    `gap` tells that the check will only have failed to look; `seconds` how long a look waits.
    """

    check: str
    fault: Fault
    source: str
    gap: bool
    troubled: frozenset[str]
    blocked: frozenset[str]
    seconds: float = 0.0


class HealthyFleet(msgspec.Struct, frozen=True, kw_only=True):
    """What faults are predicted on: the fleet, and the healthy plain data at a time (Unix seconds)."""

    fleet: Fleet
    plain: dict[str, Any]
    now: float
    prediction: Prediction


def predict_healthy(fleet: Fleet, plain: dict[str, Any], now: float) -> HealthyFleet:
    """Set up the healthy fleet."""
    return HealthyFleet(fleet=fleet, plain=plain, now=now, prediction=Prediction(fleet, to_fixtures(plain), now))


def fails_by_itself(verdict: Verdict) -> bool:
    """Tell whether a check blocks or warns by its own: what is HELD is another's failure."""
    return verdict.outcome in (Outcome.BLOCKED, Outcome.WARN)


def is_gap(verdict: Verdict, fault: Fault) -> bool:
    """Tell whether a check failed under a fault only because it could not look."""
    return verdict.cause in LOOKED_IN_VAIN and not (fault.voids and verdict.cause is Cause.STALE)


def plan_trials(check: Check, own: Fault | None, healthy: HealthyFleet) -> Iterator[Trial]:
    """Yield the trials under which the check will fail by itself, as predicted: faults before gaps."""
    gaps: list[Trial] = []
    context = observe_healthy(check, healthy.prediction)
    sources = [("pack", own)] if own is not None else []
    made = (("kind", fault) for fault in islice(make_faults(context), MOST_TRIED))
    for source, fault in (*sources, *made):
        trial = predict(check.id, fault, source, healthy)
        if trial is None:
            continue
        if trial.gap:
            gaps.append(trial)
        else:
            yield trial
    yield from sorted(gaps, key=lambda trial: len(trial.troubled))


def predict(check: str, fault: Fault, source: str, healthy: HealthyFleet) -> Trial | None:
    """Return what a fault will come to; None where the check will not fail by itself."""
    try:
        fixtures = to_fixtures(merge(healthy.plain, fault.changes))
    except (DifferenceError, msgspec.ValidationError):
        return None
    predicted = Prediction(healthy.fleet, fixtures, healthy.now)
    verdicts = predicted.judge(healthy.fleet.checks)
    if not fails_by_itself(verdicts[check]):
        return None
    return Trial(
        check=check,
        fault=fault,
        source=source,
        gap=is_gap(verdicts[check], fault),
        troubled=select(verdicts, RANK[Outcome.WARN]),
        blocked=select(verdicts, RANK[Outcome.BLOCKED]),
        seconds=predicted.waited,
    )


def select(verdicts: Mapping[str, Verdict], rank: int) -> frozenset[str]:
    """Return the checks that are at least so bad."""
    return frozenset(check for check, verdict in verdicts.items() if RANK[verdict.outcome] >= rank)


def keep_only(fleet: Fleet, checks: Iterable[str]) -> Fleet:
    """Return the fleet with these checks and those they need or that may explain them; nothing is claimed of it."""
    kept = close_over(checks, fleet)
    return msgspec.structs.replace(
        fleet, checks=tuple(check for check in fleet.checks if check.id in kept), claims=None
    )


def find_ancestors(fleet: Fleet) -> dict[str, frozenset[str]]:
    """Return for each check all that may explain its failure, at any distance."""
    by_id = {check.id: check for check in fleet.checks}
    rungs = collect_rungs(fleet)
    found = {}
    for check in fleet.checks:
        seen: set[str] = set()
        rest = [check]
        while rest:
            new = [other for other in explainers(rest.pop(), by_id, rungs) if other.id not in seen]
            seen |= {other.id for other in new}
            rest += new
        found[check.id] = frozenset(seen)
    return found


def group(trials: Iterable[Trial], ancestors: Mapping[str, frozenset[str]]) -> list[list[Trial]]:
    """Put trials together where neither troubles the other's check; slow ones first, so that they wait together."""
    groups: list[list[Trial]] = []
    for trial in sorted(trials, key=lambda trial: -trial.seconds):
        fitting = (one for one in groups if all(go_together(trial, other, ancestors) for other in one))
        found = next(fitting, None)
        if found is None:
            groups.append([trial])
        else:
            found.append(trial)
    return groups


def go_together(one: Trial, other: Trial, ancestors: Mapping[str, frozenset[str]]) -> bool:
    """Tell whether two faults can be in one fleet, each check failing by its own one only."""
    return not (
        one.check in other.troubled
        or other.check in one.troubled
        or ancestors[one.check] & other.blocked
        or ancestors[other.check] & one.blocked
        or overlap(one.fault.changes, other.fault.changes)
    )


def overlap(one: Any, other: Any) -> bool:
    """Tell whether two differences change the same thing."""
    if isinstance(one, dict) and isinstance(other, dict):
        return any(overlap(one[key], other[key]) for key in one.keys() & other.keys())
    if isinstance(one, list) and isinstance(other, list):
        return not is_apart(one, other)
    return True


def is_apart(one: list[Any], other: list[Any]) -> bool:
    """Tell whether two lists are answers to different questions."""
    matches = [{answer.get("match") if isinstance(answer, dict) else None for answer in side} for side in (one, other)]
    return None not in matches[0] | matches[1] and not matches[0] & matches[1]
