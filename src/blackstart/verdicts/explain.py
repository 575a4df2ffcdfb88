"""Explain failures by their dependencies, so that one root cause is one red line."""

from collections.abc import Iterable, Iterator

import msgspec

from blackstart.model.fleet import Check, Fleet
from blackstart.model.kind import Proof
from blackstart.model.outcome import RANK, Outcome
from blackstart.model.reply import ACCESS_CAUSES, Cause
from blackstart.model.request import CONTROLLER
from blackstart.model.scorecard import Verdict

WHOLE_HOST_CAUSES = frozenset({Cause.NO_ROUTE, Cause.CONNECT_TIMED_OUT, Cause.NAME_UNKNOWN})
"""Causes on the way to the login that also explain why another port does not answer."""


def explain(fleet: Fleet, verdicts: dict[str, Verdict]) -> dict[str, Verdict]:
    """Turn each failure that a failed dependency explains into HELD, naming the root cause.

    Never touches a PASS, and HELD ranks with BLOCKED: explaining cannot improve anything.
    """
    explained: dict[str, Verdict] = {}
    rungs = collect_rungs(fleet)
    firsts: dict[tuple[str, Cause], str] = {}
    for check in order_by_needs(fleet, rungs):
        verdict = verdicts[check.id]
        root = None if verdict.outcome is Outcome.PASS else find_root(check, verdict, explained, rungs, firsts)
        explained[check.id] = hold(verdict, root) if root else verdict
        if root is None and verdict.cause in ACCESS_CAUSES and verdict.outcome is Outcome.BLOCKED:
            firsts.setdefault((check.place, verdict.cause), check.id)
    return {check.id: explained[check.id] for check in fleet.checks}


def hold(verdict: Verdict, root: str) -> Verdict:
    """Return the verdict as held by the root cause; its own reason stays readable."""
    return msgspec.structs.replace(verdict, outcome=Outcome.HELD, held_by=root, warns_as=None)


def collect_rungs(fleet: Fleet) -> dict[str, list[Check]]:
    """Return each host's checks that prove it reachable, from the wire up to the login."""
    rungs: dict[str, list[Check]] = {host: [] for host in fleet.hosts}
    for check in fleet.checks:
        if check.host != CONTROLLER and rung_of(check) is not None:
            rungs[check.host].append(check)
    for checks in rungs.values():
        checks.sort(key=lambda check: rung_of(check) or 0)
    return rungs


def rung_of(check: Check) -> int | None:
    """Return the check's place on its host's ladder, if it has one."""
    proof = check.spec.proof()
    return proof if proof is not None and proof <= Proof.LOGIN else None


def order_by_needs(fleet: Fleet, rungs: dict[str, list[Check]]) -> Iterator[Check]:
    """Yield every check after the checks that may explain it, but for circles, which are cut."""
    by_id = {check.id: check for check in fleet.checks}
    seen: set[str] = set()
    for check in fleet.checks:
        stack = [(check, explainers(check, by_id, rungs))] if check.id not in seen else []
        seen.add(check.id)
        while stack:
            current, others = stack[-1]
            other = next((other for other in others if other.id not in seen), None)
            if other is None:
                yield current
                stack.pop()
            else:
                seen.add(other.id)
                stack.append((other, explainers(other, by_id, rungs)))


def explainers(check: Check, by_id: dict[str, Check], rungs: dict[str, list[Check]]) -> Iterator[Check]:
    """Yield the checks that may explain this one: the rungs below it, then what it needs."""
    own = rung_of(check)
    for host in dict.fromkeys((check.place, check.host)):
        for rung in rungs.get(host, ()):
            if own is None or (rung_of(rung) or 0) < own:
                yield rung
    for need in check.needs:
        yield by_id[need]


def find_root(
    check: Check,
    verdict: Verdict,
    explained: dict[str, Verdict],
    rungs: dict[str, list[Check]],
    firsts: dict[tuple[str, Cause], str],
) -> str | None:
    """Return the id of the check that explains this failure, or None.

    Explanations that depend on a gap's cause hold only what is BLOCKED anyway: else taking
    evidence away, which changes the cause, could turn HELD into WARN.
    """
    own = rung_of(check) if check.host in rungs else None
    if own is not None:
        below = [rung for rung in rungs[check.host] if (rung_of(rung) or 0) < own]
        return first_failed(below, explained) or root_of_needs(check, explained)
    if verdict.cause is None:
        return root_of_needs(check, explained)
    root = first_failed(rungs_to(check, rungs), explained) or root_of_needs(check, explained)
    if root is None and check.place == CONTROLLER and verdict.outcome is Outcome.BLOCKED:
        return root_of_silence(check, explained, rungs) if verdict.cause in ACCESS_CAUSES else None
    if root is None and verdict.cause in ACCESS_CAUSES and verdict.outcome is Outcome.BLOCKED:
        return root_of_silence(check, explained, rungs) or firsts.get((check.place, verdict.cause))
    return root


def rungs_to(check: Check, rungs: dict[str, list[Check]]) -> list[Check]:
    """Return the rungs without which the check cannot be put.

    These are all of its place's; or, of a host it looks at from outside, those that show
    whether it is on the network at all.
    """
    if check.place != CONTROLLER:
        return rungs[check.place]
    return [rung for rung in rungs.get(check.host, ()) if rung_of(rung) in (Proof.PING, Proof.LINK)]


def root_of_silence(check: Check, explained: dict[str, Verdict], rungs: dict[str, list[Check]]) -> str | None:
    """Return the rung whose failure shows that no port of the host answers."""
    about = (rung for rung in rungs.get(check.host, ()) if rung.id in explained)
    return first_root((rung.id for rung in about if explained[rung.id].cause in WHOLE_HOST_CAUSES), explained)


def first_failed(checks: list[Check], explained: dict[str, Verdict]) -> str | None:
    """Return the root cause behind the first of the checks that failed."""
    return first_root((check.id for check in checks), explained)


def root_of_needs(check: Check, explained: dict[str, Verdict]) -> str | None:
    """Return the root cause behind the first failed check this one needs."""
    return first_root(check.needs, explained)


def first_root(ids: Iterable[str], explained: dict[str, Verdict]) -> str | None:
    """Return the root cause behind the first of these that failed.

    One that is not explained yet stands in a circle with this check (a rung that needs a check
    of its own host), and explains nothing.
    """
    for check in ids:
        verdict = explained.get(check)
        if verdict is not None and RANK[verdict.outcome] >= RANK[Outcome.BLOCKED]:
            return verdict.held_by or verdict.check
    return None
