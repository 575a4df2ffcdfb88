"""The plans of a pack, `plans/NAME.yml`: read, and linked against what the pack looks at."""

from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Map
from posixpath import join, splitext

import msgspec

from blackstart.baseline.documents import read_mapping
from blackstart.baseline.plan_format import PlanFile, StepEntry
from blackstart.baseline.plan_sources import PLAN_FOLDER
from blackstart.baseline.plan_step import PlanScene, link_step
from blackstart.baseline.problems import Problem, ProblemReport
from blackstart.baseline.typed import read_struct
from blackstart.baseline.typed_values import Name
from blackstart.model.recovery_plan import PlanOperation, RecoveryPlan


class PlanDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A plan's file as it was read, and where what is wrong with it is put."""

    file: PlanFile
    report: ProblemReport


def load_plans(sources: Map[str, str], pack: str, scene: PlanScene, problems: list[Problem]) -> dict[str, RecoveryPlan]:
    """Return the plans by name; problems are added to the list."""
    drafts = [
        draft for source in sorted(sources) if (draft := read_plan(source, sources[source], pack, problems)) is not None
    ]
    refuse_lonely_holds(drafts)
    plans = [link_plan(draft, scene) for draft in drafts]
    for name in (name for name, times in Counter(plan.name for plan in plans).items() if times > 1):
        drafts[-1].report.add(0, f"a second plan '{name}'", "name one of the files otherwise")
    return {plan.name: plan for plan in plans}


def read_plan(source: str, text: str, pack: str, problems: list[Problem]) -> PlanDraft | None:
    """Return what a file says, or None where it cannot be read."""
    report = ProblemReport(file=join(pack, source), problems=problems)
    mapping = read_mapping(text, report)
    file = None if mapping is None else read_struct(mapping, PlanFile, report)
    if file is None:
        return None
    named = splitext(source.removeprefix(PLAN_FOLDER))[0]
    if file.plan.text != named:
        report.add(file.plan.line, f"'{file.plan.text}' stands in a file of another name", f"call it '{named}'")
    return PlanDraft(file=file, report=report)


def link_plan(draft: PlanDraft, scene: PlanScene) -> RecoveryPlan:
    """Return the plan; problems go to its report."""
    file, report = draft.file, draft.report
    own = msgspec.structs.replace(scene, decisions=msgspec.structs.replace(scene.decisions, report=report))
    steps = tuple(link_step(entry, own) for entry in file.steps)
    refuse_second(((entry.id, "step") for entry in file.steps), report)
    refuse_second(((entry.freeze, "freeze") for entry in file.steps), report)
    refuse_second(((entry.release, "release") for entry in file.steps), report)
    refuse_second(((entry.keep, "keep") for entry in file.steps), report)
    refuse_other_zeros(file, report)
    refuse_early_releases(file.steps, report)
    return RecoveryPlan(
        name=file.plan.text,
        title=file.title,
        operation=file.operation,
        window=file.window,
        max_age=file.max_age,
        steps=steps,
    )


def refuse_second(names: Iterable[tuple[Name | None, str]], report: ProblemReport) -> None:
    """Report a name that stands twice."""
    lines: dict[str, int] = {}
    for name, what in names:
        if name is None:
            continue
        if name.text in lines:
            said = f"{what} '{name.text}' stands twice, first in line {lines[name.text]}"
            report.add(name.line, said, "name one of them otherwise")
        lines.setdefault(name.text, name.line)


def refuse_other_zeros(file: PlanFile, report: ProblemReport) -> None:
    """Report a second T+0, and a startup without one: its stop lines would never come."""
    zeros = [entry for entry in file.steps if entry.zero]
    for entry in zeros[1:]:
        report.add(entry.lines.of("zero"), "there is a T+0 already", "leave one of them")
    if not zeros and file.operation is PlanOperation.STARTUP:
        report.add(file.lines.of("steps"), "no step is T+0, so no stop line would ever be due", "give one `zero: true`")


def refuse_early_releases(steps: Iterable[StepEntry], report: ProblemReport) -> None:
    """Report a release that stands before its freeze."""
    released: set[str] = set()
    for entry in steps:
        if entry.release is not None:
            released.add(entry.release.text)
        if entry.freeze is not None and entry.freeze.text in released:
            said = f"'{entry.freeze.text}' is released before it is frozen"
            report.add(entry.freeze.line, said, "put the freeze first, or the release into another plan")


def refuse_lonely_holds(drafts: Iterable[PlanDraft]) -> None:
    """Report what is frozen and never released by any plan of the pack, and the reverse."""
    found = list(drafts)
    frozen = {name.text for name, _ in list_named(found, "freeze")}
    released = {name.text for name, _ in list_named(found, "release")}
    for name, report in list_named(found, "freeze"):
        if name.text not in released:
            report.add_unknown(name.line, f"no plan releases '{name.text}'", name.text, released)
    for name, report in list_named(found, "release"):
        if name.text not in frozen:
            report.add_unknown(name.line, f"no plan freezes '{name.text}'", name.text, frozen)


def list_named(drafts: Iterable[PlanDraft], key: str) -> Iterator[tuple[Name, ProblemReport]]:
    """Yield the names under a key of steps, each with its file's report."""
    for draft in drafts:
        for entry in draft.file.steps:
            name = getattr(entry, key)
            if name is not None:
                yield name, draft.report.about(f"step '{entry.id.text}'")
