"""Explain failures by their dependencies, so that one root cause is one red line."""

from collections.abc import Iterator, Mapping

import msgspec

from blackstart.model.fleet import Check, Fleet
from blackstart.model.outcome import Outcome
from blackstart.model.scorecard import Verdict
from blackstart.verdicts.judge import BootBinding
from blackstart.verdicts.roots import find_root, note_first
from blackstart.verdicts.rungs import Rungs, rung_of
from blackstart.verdicts.scene import Scene, set_scene

UNHELD = frozenset({Outcome.PASS, Outcome.NOT_ASKED})
"""What needs no explanation."""


def explain(fleet: Fleet, verdicts: dict[str, Verdict], bindings: Mapping[str, BootBinding]) -> dict[str, Verdict]:
    """Turn each failure that a failed dependency explains into HELD, naming the root cause.

    Never touches a PASS, and HELD ranks with BLOCKED: explaining cannot improve anything.
    """
    scene = set_scene(fleet, verdicts, bindings)
    for check in order_by_needs(fleet, scene):
        verdict = verdicts[check.id]
        root = None if verdict.outcome in UNHELD else find_root(check, verdict, scene)
        scene.explained[check.id] = hold(verdict, root) if root else tell_others(verdict, scene)
        if root is None:
            note_first(verdict, scene)
    return {check.id: scene.explained[check.id] for check in fleet.checks}


def hold(verdict: Verdict, root: str) -> Verdict:
    """Return the verdict as held by the root cause; its own reason stays readable."""
    return msgspec.structs.replace(verdict, outcome=Outcome.HELD, held_by=root, warns_as=None)


def tell_others(verdict: Verdict, scene: Scene) -> Verdict:
    """Return the verdict; of failed units that checks are about, its reason says which."""
    told = scene.told.get(verdict.check)
    if not told:
        return verdict
    others = ", ".join(f"{unit} by {check}" for unit, check in told.items())
    return msgspec.structs.replace(verdict, reason=f"{verdict.reason} (told: {others})")


def order_by_needs(fleet: Fleet, scene: Scene) -> Iterator[Check]:
    """Yield every check after the checks that may explain it, but for circles, which are cut."""
    seen: set[str] = set()
    for check in fleet.checks:
        stack = [(check, list_before(check, scene))] if check.id not in seen else []
        seen.add(check.id)
        while stack:
            current, others = stack[-1]
            other = next((other for other in others if other.id not in seen), None)
            if other is None:
                yield current
                stack.pop()
            else:
                seen.add(other.id)
                stack.append((other, list_before(other, scene)))


def list_before(check: Check, scene: Scene) -> Iterator[Check]:
    """Yield the checks that may explain this one in this run; those about its failed units come before it."""
    told = scene.told.get(check.id, {})
    yield from (scene.by_id[other] for other in dict.fromkeys(told.values()))
    if scene.clocks.get(check.place, check.id) != check.id:
        yield scene.by_id[scene.clocks[check.place]]
    for host in scene.jumps.get(check.place, scene.jumps.get(check.host, ())):
        yield from scene.by_host.get(host, ())
    for other in explainers(check, scene.by_id, scene.rungs):
        if check.id not in scene.told.get(other.id, {}).values():
            yield other


def explainers(check: Check, by_id: Mapping[str, Check], rungs: Rungs) -> Iterator[Check]:
    """Yield the checks that may explain this one in any run: the rungs below it, then what it needs."""
    own = rung_of(check)
    for host in dict.fromkeys((check.place, check.host)):
        for rung in rungs.get(host, ()):
            if own is None or host != check.host or (rung_of(rung) or 0) < own:
                yield rung
    for need in check.needs:
        yield by_id[need]
