"""What checks need: names in files to ids of checks, in the phases' order and without cycles."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from blackstart.baseline.advice import PLACEHOLDER
from blackstart.baseline.check import Draft
from blackstart.baseline.fields import Name
from blackstart.baseline.follow import find_followed
from blackstart.baseline.graph import spell, walk
from blackstart.baseline.phase_file import PhaseFile
from blackstart.baseline.problems import ProblemReport
from blackstart.model.request import CONTROLLER

Needs = dict[str, tuple[str, ...]]


class Directory(msgspec.Struct, frozen=True, kw_only=True):
    """Every name a check may need.

    `phase_of` has the phase of each check, `checks_of` the checks of each phase, `reach` the
    phases a check of a phase may look into, and `templates` the ids as files have them where
    the checks are called otherwise. `drafts` are all checks by id.
    """

    drafts: dict[str, Draft]
    phase_of: dict[str, str]
    checks_of: dict[str, tuple[str, ...]]
    reach: Mapping[str, frozenset[str]]
    templates: dict[str, str]


def make_directory(phases: Iterable[PhaseFile], reach: Mapping[str, frozenset[str]]) -> Directory:
    """Return the directory of all drafts."""
    drafts = [draft for phase in phases for draft in phase.drafts]
    return Directory(
        drafts={draft.id: draft for draft in drafts},
        phase_of={draft.id: draft.phase for draft in drafts},
        checks_of={phase.name.text: tuple(draft.id for draft in phase.drafts) for phase in phases},
        reach=reach,
        templates={draft.template: draft.id for draft in drafts if draft.template != draft.id},
    )


def resolve_all(phases: Iterable[PhaseFile], directory: Directory) -> Needs:
    """Return the ids each check needs; names that are not known and cycles are reported."""
    for phase in phases:
        for draft in phase.drafts:
            refuse_unknown_cases(draft, directory)
    needs = {draft.id: resolve(draft, phase, directory) for phase in phases for draft in phase.drafts}
    for cycle in walk(needs).cycles:
        first = directory.drafts[cycle[0]]
        first.report.add(first.line, f"needs form a cycle: {spell(cycle)}", "take one of them out")
    return needs


def resolve(draft: Draft, phase: PhaseFile, directory: Directory) -> tuple[str, ...]:
    """Return the ids one check needs, each once: its own, the one it follows, then those of its phase."""
    followed = find_followed(draft, directory.drafts, directory.templates)
    names = draft.needs if followed is None else (*draft.needs, Name(text=followed, line=draft.line_of("of")))
    own = (need for name in names for need in find_need(name, draft, draft.report, directory))
    shared = (need for need in resolve_shared(draft, phase, directory) if need != draft.id)
    return tuple(dict.fromkeys((*own, *shared)))


def resolve_shared(draft: Draft, phase: PhaseFile, directory: Directory) -> Iterator[str]:
    """Yield what every check of the phase needs; what is said of a host holds for hosts' checks only."""
    for name in phase.each_needs:
        if not (PLACEHOLDER in name.text and draft.host == CONTROLLER):
            yield from find_need(name, draft, phase.report, directory)


def find_need(name: Name, draft: Draft, report: ProblemReport, directory: Directory) -> tuple[str, ...]:
    """Return the ids a name stands for: a check, or all of a phase."""
    text = name.text.replace(PLACEHOLDER, draft.host)
    phase = text if text in directory.checks_of else directory.phase_of.get(text)
    if phase is None:
        report_unknown(text, name, report, directory)
        return ()
    if text == draft.phase:
        report.add(name.line, f"needs its own phase '{text}'", "name checks of it")
        return ()
    if phase not in directory.reach[draft.phase]:
        said = f"phase order: needs '{text}' of phase '{phase}', which phase '{draft.phase}' does not need"
        mend = f"add '{phase}' to the needs of '{draft.phase}', or take '{text}' out"
        report.add(name.line, said, mend, topic=f"{draft.phase} needs {phase}")
        return ()
    return directory.checks_of.get(text, (text,))


def report_unknown(text: str, name: Name, report: ProblemReport, directory: Directory) -> None:
    """Report a need that is not known."""
    message = f"needs '{text}', which is no check and no phase"
    if text in directory.templates:
        report.add(name.line, message, f"it stands once per host, as '{directory.templates[text]}'")
    else:
        report.add_unknown(name.line, message, text, [*directory.phase_of, *directory.checks_of])


def refuse_unknown_cases(draft: Draft, directory: Directory) -> None:
    """Report checks that cases of `why` and `next` name and that are not known."""
    cases = () if draft.check is None else (*draft.check.why_cases, *draft.check.next_cases)
    for text in dict.fromkeys(name for case in cases for name in (*case.passed, *case.failed)):
        if text not in directory.drafts:
            message = f"a case names '{text}', which is no check"
            draft.report.add_unknown(draft.line, message, text, directory.drafts)
