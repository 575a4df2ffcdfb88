"""The quick check: a run in parts, what was skipped, what was explained, and one word (runbook, v1.61, v1.76)."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

import msgspec

from blackstart.decisions.causes import find_causes, list_all_causes
from blackstart.model.fleet import Fleet
from blackstart.model.outcome import Outcome, Result, WarningClass
from blackstart.model.quick import PartState, QuickAnswer, Softened
from blackstart.model.scorecard import Scorecard, Verdict
from blackstart.model.view import View
from blackstart.verdicts.claims import declare
from blackstart.verdicts.requirements import gather
from blackstart.verdicts.scorecard import find_first_blocked, find_phase_states, find_result
from blackstart.verdicts.soften import find_own_reason


def check_quickly(fleet: Fleet, view: View, scorecard: Scorecard) -> QuickAnswer:
    """Return what a whole run, or one of the view, comes to; `view` tells what of it is skipped.

    Pure. A skipped part counts as a warning on evidence, so it is never green, and no word on the fleet is said.
    """
    left = find_left_out(view)
    seen = {verdict.check: verdict for verdict in scorecard.verdicts if verdict.check not in left}
    kept = msgspec.structs.replace(scorecard, verdicts=tuple(seen.values()))
    counts = count(seen, view)
    result = find_result(counts)
    return QuickAnswer(
        fleet=fleet.name,
        origin=fleet.origin,
        result=result,
        word=find_word(fleet, view, kept, result),
        passed=counts[Outcome.PASS],
        warned=counts[Outcome.WARN],
        blocked=counts[Outcome.BLOCKED],
        held=counts[Outcome.HELD],
        warnings=count_warnings(seen.values(), view.skipped),
        parts=tuple(list_parts(view, seen)),
        softened=tuple(find_softened(seen.values())),
        causes=list_all_causes(find_causes(fleet, gather(fleet, kept, age=0.0))),
        first_blocked=find_first_blocked(seen.values()),
        interrupted=scorecard.span.interrupted,
    )


def find_left_out(view: View) -> frozenset[str]:
    """Return the checks of skipped parts that nothing else has named."""
    return frozenset(check for part in view.skipped for check in view.parts[part]).difference(view.checks)


def count(verdicts: Mapping[str, Verdict], view: View) -> Counter[Outcome]:
    """Count outcomes; a check of the view that was not looked at is blocked, a skipped part warns."""
    counts = Counter(verdict.outcome for verdict in verdicts.values())
    counts[Outcome.BLOCKED] += sum(check not in verdicts for check in view.checks)
    counts[Outcome.WARN] += len(view.skipped)
    return counts


def count_warnings(verdicts: Iterable[Verdict], skipped: Collection[str]) -> dict[WarningClass, int]:
    """Return how many warnings each class has; a skipped part is one on evidence."""
    found = Counter(verdict.warns_as for verdict in verdicts if verdict.outcome is Outcome.WARN)
    found[WarningClass.EVIDENCE] += len(skipped)
    return {kind: found[kind] for kind in WarningClass}


def find_softened(verdicts: Iterable[Verdict]) -> Iterator[Softened]:
    """Yield the failures that another check of the run explained."""
    for verdict in verdicts:
        if verdict.explained_by:
            yield Softened(check=verdict.check, by=(verdict.explained_by,), reason=find_own_reason(verdict))


def list_parts(view: View, verdicts: Mapping[str, Verdict]) -> Iterator[PartState]:
    """Yield what each part came to; of a skipped one there is nothing to tell."""
    for name, checks in view.parts.items():
        if name in view.skipped:
            yield PartState(name=name, result=None)
        else:
            seen = [verdicts[check] for check in checks if check in verdicts]
            counts = Counter(verdict.outcome for verdict in seen)
            counts[Outcome.BLOCKED] += len(checks) - len(seen)
            yield PartState(
                name=name,
                result=find_result(counts),
                passed=counts[Outcome.PASS],
                warned=counts[Outcome.WARN],
                blocked=counts[Outcome.BLOCKED],
                held=counts[Outcome.HELD],
            )


def find_word(fleet: Fleet, view: View, scorecard: Scorecard, result: Result) -> str:
    """Return the pack's word on the whole fleet for a whole run, the view's own for all others."""
    seen = {verdict.check for verdict in scorecard.verdicts}
    whole = scorecard.view is None and not view.skipped and seen.issuperset(view.checks)
    if whole and fleet.claims is not None:
        phases = find_phase_states(fleet.phases, scorecard.verdicts)
        word = declare(fleet, fleet.claims, msgspec.structs.replace(scorecard, phases=phases)).word
        if word is not None:
            return word
    return view.words.get(result) or f"QUICK_{result}"
