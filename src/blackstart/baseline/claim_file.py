"""The file `claims.yml`, or several under `claims/`: what may be said of the fleet, and what that requires."""

from collections.abc import Iterable
from collections.abc import Mapping as Map
from fnmatch import fnmatchcase
from itertools import pairwise
from posixpath import join

import msgspec

from blackstart.baseline.choice import WILD
from blackstart.baseline.claim_file_needs import ClaimScene, Reference
from blackstart.baseline.claim_file_statement import SECTIONS, StatementDraft, read_section
from blackstart.baseline.documents import read_mapping
from blackstart.baseline.fields import open_fields
from blackstart.baseline.graph import spell, walk
from blackstart.baseline.nodes import Mapping
from blackstart.baseline.problems import Problem, Report
from blackstart.model.claims import ClaimTable, Requirements, Statement, StatementKind
from blackstart.model.view import View

CLAIM_FILE = "claims."
CLAIM_FOLDER = "claims/"
LISTED = (StatementKind.STATE, StatementKind.CLAIM, StatementKind.NEVER)

Drafts = dict[str, StatementDraft]


def is_claim_file(source: str) -> bool:
    """Tell whether a pack's file is of claims, by its name."""
    return source.startswith((CLAIM_FILE, CLAIM_FOLDER))


def load_claims(
    sources: Map[str, str], pack: str, scene: ClaimScene, views: Map[str, View], problems: list[Problem]
) -> ClaimTable | None:
    """Return the table of all files of claims, or None where there is none; problems are added to the list."""
    names = sorted(filter(is_claim_file, sources))
    reports = {name: Report(file=join(pack, name), problems=problems) for name in names}
    drafts: Drafts = {}
    for name in names:
        mapping = read_mapping(sources[name], reports[name])
        for draft in () if mapping is None else read_claim_file(mapping, scene, reports[name]):
            keep(draft, drafts)
    refuse_words_of_views(drafts, views)
    return make_table(drafts) if names else None


def read_claim_file(mapping: Mapping, scene: ClaimScene, report: Report) -> tuple[StatementDraft, ...]:
    """Return the statements of one file; one that says nothing is reported."""
    fields = open_fields(mapping, SECTIONS, report)
    if not mapping.entries:
        report.add(0, "the file says nothing", f"give it any of {', '.join(SECTIONS)}, or remove it")
    return tuple(draft for section in SECTIONS for draft in read_section(fields, section, scene))


def keep(draft: StatementDraft, drafts: Drafts) -> None:
    """Take the statement, or report where its name was taken before; levels and words are in order in one file."""
    name, report = draft.name, draft.report
    first = drafts.setdefault(name.text, draft)
    if first is not draft:
        place = f"{first.report.file}:{first.name.line}"
        report.add(name.line, f"'{name.text}' stands twice, first at {place}", "name one of them otherwise")
    elif draft.statement.kind in (StatementKind.LEVEL, StatementKind.WORD):
        for other in drafts.values():
            if other.statement.kind is draft.statement.kind and other.report.file != report.file:
                report.add(name.line, f"{draft.statement.kind}s stand in {other.report.file}", "keep them in one file")
                return


def make_table(drafts: Drafts) -> ClaimTable:
    """Return the table in the order of requirements; unknown names and cycles are reported."""
    levels = list_names(drafts, (StatementKind.LEVEL,))
    refuse_levels_over_decisions(levels, drafts)
    below = find_levels_below(levels, drafts)
    graph = {name: (*below.get(name, ()), *resolve(draft, drafts)) for name, draft in drafts.items()}
    found = walk(graph)
    for cycle in found.cycles:
        first = drafts[cycle[0]]
        first.report.add(first.name.line, f"needs form a cycle: {spell(cycle)}", "take one of them out")
    return ClaimTable(
        statements={name: finish(drafts[name].statement, graph[name]) for name in found.order},
        levels=levels,
        words=list_names(drafts, (StatementKind.WORD,)),
        listed=list_names(drafts, LISTED),
    )


def list_names(drafts: Drafts, kinds: Iterable[StatementKind]) -> tuple[str, ...]:
    """Return the names of these kinds, one kind after the other, in the order of their files."""
    return tuple(name for kind in kinds for name, draft in drafts.items() if draft.statement.kind is kind)


def find_levels_below(levels: tuple[str, ...], drafts: Drafts) -> dict[str, tuple[str, ...]]:
    """Return the level each level stands on; those that a person decides on are passed over."""
    proven = [level for level in levels if drafts[level].statement.requires is not None]
    return {level: (below,) for below, level in pairwise(proven)}


def refuse_levels_over_decisions(levels: tuple[str, ...], drafts: Drafts) -> None:
    """Report a level that a person decides on between others: a run would reach those above it without the decision."""
    proven = [level for level in levels if drafts[level].statement.requires is not None]
    if not proven:
        return
    for level in levels[levels.index(proven[0]) : levels.index(proven[-1])]:
        if level not in proven:
            draft = drafts[level]
            said = f"a person decides on it, and '{proven[-1]}' above it would stand without"
            draft.report.add(draft.name.line, said, "put it below the first that a run can reach, or above the last")


def resolve(draft: StatementDraft, drafts: Drafts) -> tuple[str, ...]:
    """Return the names of the statements it requires, each once."""
    return tuple(dict.fromkeys(name for reference in draft.references for name in find(reference, draft, drafts)))


def find(reference: Reference, draft: StatementDraft, drafts: Drafts) -> tuple[str, ...]:
    """Return the names one reference stands for; that there is none, or none evidence allows, is reported."""
    text, line, kind = reference.name.text, reference.name.line, reference.kind
    known = list_names(drafts, (kind,))
    found = tuple(name for name in known if name == text or (not WILD.isdisjoint(text) and fnmatchcase(name, text)))
    if not found:
        draft.report.add_unknown(line, f"no {kind} '{text}'", text, known)
    for name in found:
        if drafts[name].statement.requires is None:
            said = f"needs '{name}', which a person decides on"
            draft.report.add(line, said, "take it out: no evidence could ever meet it")
    return found


def finish(statement: Statement, needs: tuple[str, ...]) -> Statement:
    """Return the statement with the names of those it requires."""
    if statement.requires is None:
        return statement
    requires: Requirements = msgspec.structs.replace(statement.requires, statements=tuple(dict.fromkeys(needs)))
    return msgspec.structs.replace(statement, requires=requires)


def refuse_words_of_views(drafts: Drafts, views: Map[str, View]) -> None:
    """Report a view that says of its part what a statement says of the whole fleet."""
    for view in views.values():
        for draft in [drafts[word] for text in view.words.values() if (word := text.rstrip(".")) in drafts]:
            said = f"the view '{view.name}' has that word for its own result"
            draft.report.add(draft.name.line, said, "name one of them otherwise: a view speaks of its part alone")
