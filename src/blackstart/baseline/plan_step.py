"""One step of a plan: its kind, and what its names stand for."""

from collections.abc import Mapping as Map

import msgspec

from blackstart.baseline.plan_format import SightEntry, StepEntry
from blackstart.baseline.recovery_demand import DecisionScene, link_needs
from blackstart.baseline.recovery_hosts import choose_host
from blackstart.baseline.recovery_scene import choose_all
from blackstart.model.claims import Requirements
from blackstart.model.go import GoTable
from blackstart.model.recovery_plan import PlanStep, Sight, StepKind
from blackstart.model.view import View

ONE_OF = "give it one of `see`, `do`, `wait`, `approve` or `go: true`"
ALLOWED: dict[StepKind, frozenset[str]] = {
    StepKind.CHECK: frozenset({"see", "go", "for", "on"}),
    StepKind.MANUAL: frozenset({"do", "never", "see", "for", "on", "freeze", "release"}),
    StepKind.WAIT: frozenset({"wait"}),
    StepKind.APPROVE: frozenset({"approve", "from"}),
}
"""The keys of each kind of step."""
EVERY = frozenset({"id", "title", "within", "skip", "zero", "keep", "power"})
SEEN_ONLY = ("for", "keep")
"""Keys that need something to see."""


class PlanScene(msgspec.Struct, frozen=True, kw_only=True):
    """What names in a step may stand for."""

    decisions: DecisionScene
    views: Map[str, View]
    go: GoTable | None

    def about(self, subject: str) -> "PlanScene":
        """Return the scene of one step: problems are told under its name."""
        return msgspec.structs.replace(self, decisions=self.decisions.about(subject))


def link_step(entry: StepEntry, scene: PlanScene) -> PlanStep:
    """Return the step; problems go to the report."""
    own = scene.about(f"step '{entry.id.text}'")
    kind = find_kind(entry, own)
    on = choose_all(entry.on, own.decisions.fields, own.decisions.claims, choose_host)
    step = PlanStep(
        id=entry.id.text,
        kind=kind,
        title=entry.title,
        do=entry.do or {},
        never=entry.never,
        see=link_sight(entry, on, own),
        on=on,
        hold_for=entry.hold_for or 0.0,
        wait=entry.wait or 0.0,
        within=entry.within,
        approvals=entry.approve or 0,
        approvers=tuple(name.text for name in entry.approvers or ()),
        freeze="" if entry.freeze is None else entry.freeze.text,
        release="" if entry.release is None else entry.release.text,
        skip=entry.skip,
        zero=entry.zero,
        keep="" if entry.keep is None else entry.keep.text,
    )
    refuse_odd_step(step, entry, own)
    return step


def find_kind(entry: StepEntry, scene: PlanScene) -> StepKind:
    """Return the kind that the step's keys tell; keys that do not go together are reported."""
    told = {StepKind.APPROVE: entry.approve, StepKind.WAIT: entry.wait, StepKind.MANUAL: entry.do}
    kind = next((kind for kind, value in told.items() if value is not None), StepKind.CHECK)
    if kind is StepKind.CHECK and entry.see is None and not entry.go and entry.power is None:
        scene.decisions.report.add(entry.lines.line, "nothing makes it done", ONE_OF)
    for key in entry.lines.keys:
        if key not in ALLOWED[kind] | EVERY:
            said = f"key '{key}' does not go with a step of the kind {kind}"
            scene.decisions.report.add(entry.lines.of(key), said, "take it out, or make two steps")
    return kind


def link_sight(entry: StepEntry, on: tuple[str, ...], scene: PlanScene) -> Sight | None:
    """Return what must be seen; None where there is nothing to see."""
    if entry.see is None and not entry.go:
        return None
    requires = Requirements()
    views: tuple[str, ...] = ()
    if entry.see is not None:
        requires = link_needs(entry.see, scene.decisions)
        views = link_views(entry.see, scene)
    return Sight(requires=requires, views=views, go=link_go_hosts(entry, on, scene) if entry.go else ())


def link_views(see: SightEntry, scene: PlanScene) -> tuple[str, ...]:
    """Return the views whose checks must pass; one that there is not is reported."""
    for name in see.view:
        if name.text not in scene.views:
            scene.decisions.report.add_unknown(name.line, f"no view '{name.text}'", name.text, scene.views)
    return tuple(name.text for name in see.view)


def link_go_hosts(entry: StepEntry, on: tuple[str, ...], scene: PlanScene) -> tuple[str, ...]:
    """Return the hosts of which GO is asked: those of the step, or all that a rule is about."""
    if scene.go is None:
        said, mend = "key 'go': the pack has no rules of GO", "give recovery.yml a `go`, or take the step out"
        scene.decisions.report.add(entry.lines.of("go"), said, mend)
        return ()
    ruled = {host for rule in scene.go.rules for host in rule.hosts}
    return on or tuple(host for host in scene.decisions.claims.hosts if host in ruled)


def refuse_odd_step(step: PlanStep, entry: StepEntry, scene: PlanScene) -> None:
    """Report what can never be, or would be skipped though it must not."""
    report, lines = scene.decisions.report, entry.lines
    if step.see is None:
        for key in (key for key in SEEN_ONLY if key in lines.keys):
            report.add(lines.of(key), f"key '{key}' needs something to see", "give it `see`, or take it out")
    if step.release and step.skip:
        report.add(lines.of("skip"), "a release is never skipped", "take `skip` out; whoever is in need closes it open")
    if step.freeze and step.release:
        report.add(lines.of("release"), "`freeze` and `release` stand together", "make two steps")
    if step.zero and (step.skip or step.kind not in (StepKind.CHECK, StepKind.MANUAL)):
        report.add(lines.of("zero"), "T+0 is something that is seen or done, and not skipped", "take one of them out")
