"""The file `recovery.yml`: the ladder of a fleet's levels, and what may be said of it."""

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Map
from collections.abc import Set as AbstractSet
from fnmatch import fnmatchcase
from itertools import pairwise
from posixpath import join

import msgspec

from blackstart.baseline.choice import WILD
from blackstart.baseline.decisions import DECISION_SECTIONS
from blackstart.baseline.documents import read_mapping
from blackstart.baseline.fields import Fields, open_fields
from blackstart.baseline.graph import spell, walk
from blackstart.baseline.nodes import Mapping
from blackstart.baseline.problems import Problem, ProblemReport
from blackstart.baseline.recovery_needs import Reference
from blackstart.baseline.recovery_scene import ClaimScene
from blackstart.baseline.recovery_seldom import find_seldom, refuse_seldom_levels
from blackstart.baseline.recovery_statement import SECTIONS, StatementDraft, read_section
from blackstart.baseline.recovery_words import link_words
from blackstart.model.claims import ClaimTable, Requirements, Statement, StatementKind, Word
from blackstart.model.outcome import Result
from blackstart.model.view import View
from blackstart.verdicts.levels import list_words

RECOVERY_FILES = ("recovery.yaml", "recovery.yml")
LISTED = (StatementKind.STATE, StatementKind.CLAIM, StatementKind.NEVER)

Drafts = dict[str, StatementDraft]


def open_recovery(sources: Map[str, str], pack: str, problems: list[Problem]) -> Fields | None:
    """Return the file's keys, or None where there is no such file; problems are added to the list."""
    names = [name for name in RECOVERY_FILES if name in sources]
    for name in names[1:]:
        ProblemReport(file=join(pack, name), problems=problems).add(0, f"stands beside {names[0]}", "keep one of them")
    for name in names[:1]:
        report = ProblemReport(file=join(pack, name), problems=problems)
        mapping = read_mapping(sources[name], report)
        return None if mapping is None else open_sections(mapping, report)
    return None


def open_sections(mapping: Mapping, report: ProblemReport) -> Fields:
    """Return the keys of the file; one that says nothing is reported."""
    known = (*SECTIONS, *DECISION_SECTIONS)
    if not mapping.entries:
        report.add(0, "the file says nothing", f"give it any of {', '.join(known)}, or remove it")
    return open_fields(mapping, known, report)


def read_statements(
    fields: Fields, scene: ClaimScene, views: Map[str, View], further: AbstractSet[str] = frozenset()
) -> ClaimTable:
    """Return the table of what may be said; problems go to the report.

    `further` are the checks on demand that what is listed may ask for.
    """
    wide = msgspec.structs.replace(scene, further=further)
    found = (
        draft
        for section, kind in SECTIONS.items()
        for draft in read_section(fields, section, wide if kind in LISTED else scene)
    )
    return make_table(found, views, further)


def make_table(found: Iterable[StatementDraft], views: Map[str, View], further: AbstractSet[str]) -> ClaimTable:
    """Return the table in the order of requirements; unknown names and cycles are reported."""
    every = tuple(found)
    drafts = keep([draft for draft in every if draft.statement.kind is not StatementKind.WORD])
    levels = list_names(drafts, (StatementKind.LEVEL,))
    refuse_levels_over_decisions(levels, drafts)
    below = find_levels_below(levels, drafts)
    graph = {name: (*below.get(name, ()), *resolve(draft, drafts)) for name, draft in drafts.items()}
    order = walk(graph)
    for cycle in order.cycles:
        first = drafts[cycle[0]]
        first.report.add(first.name.line, f"needs form a cycle: {spell(cycle)}", "take one of them out")
    words = [draft for draft in every if draft.statement.kind is StatementKind.WORD]
    linked = link_words(words, list_proven(levels, drafts), drafts, lambda word: resolve(word, drafts))
    refuse_words_of_views((*drafts.values(), *words), linked, views)
    statements = {name: finish(drafts[name].statement, graph[name]) for name in order.order}
    ranked = (*(drafts[level] for level in levels), *words)
    placed = (*(statements[level] for level in levels), *(word.statement for word in linked))
    refuse_seldom_levels(ranked, placed, find_seldom(statements, further))
    return ClaimTable(
        statements=statements,
        levels=levels,
        words=linked,
        listed=list_names(drafts, LISTED),
    )


def keep(found: Iterable[StatementDraft]) -> Drafts:
    """Return the statements by name; a name that was taken before is reported."""
    drafts: Drafts = {}
    for draft in found:
        first = drafts.setdefault(draft.name.text, draft)
        if first is not draft:
            said = f"'{draft.name.text}' stands twice, first in line {first.name.line}"
            draft.report.add(draft.name.line, said, "name one of them otherwise")
    return drafts


def list_names(drafts: Drafts, kinds: Iterable[StatementKind]) -> tuple[str, ...]:
    """Return the names of these kinds, one kind after the other, in the order of the file."""
    return tuple(name for kind in kinds for name, draft in drafts.items() if draft.statement.kind is kind)


def list_proven(levels: Iterable[str], drafts: Drafts) -> list[str]:
    """Return the levels that evidence can prove, the lowest first."""
    return [level for level in levels if drafts[level].statement.requires is not None]


def find_levels_below(levels: tuple[str, ...], drafts: Drafts) -> dict[str, tuple[str, ...]]:
    """Return the level each level stands on; those that a person decides on are passed over."""
    return {level: (below,) for below, level in pairwise(list_proven(levels, drafts))}


def refuse_levels_over_decisions(levels: tuple[str, ...], drafts: Drafts) -> None:
    """Report a level that a person decides on between others: a run would reach those above it without the decision."""
    proven = list_proven(levels, drafts)
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
    requires: Requirements = msgspec.structs.replace(statement.asked, statements=tuple(dict.fromkeys(needs)))
    if statement.requires is not None:
        return msgspec.structs.replace(statement, requires=requires)
    return statement if statement.beside is None else msgspec.structs.replace(statement, beside=requires)


def refuse_words_of_views(drafts: Iterable[StatementDraft], words: Iterable[Word], views: Map[str, View]) -> None:
    """Report a statement that a view says of its part; a word's own with any of its suffixes too."""
    suffixed = {word.name: {*list_words((word,))} for word in words}
    for draft in drafts:
        said_of_all = suffixed.get(draft.name.text, set()) | {draft.name.text}
        for view in list_views_saying(said_of_all, list_others(draft, views)):
            said = f"the view '{view}' has that word for its own result"
            draft.report.add(draft.name.line, said, "name one of them otherwise: a view speaks of its part alone")


def list_others(draft: StatementDraft, views: Map[str, View]) -> Iterator[View]:
    """Yield the views but those whose green means that the statement holds: it asks for their checks alone."""
    for view in views.values():
        if not asks_alone(draft, view) or draft.name.text in list_bad_words(view):
            yield view


def asks_alone(draft: StatementDraft, view: View) -> bool:
    """Tell whether the statement is a state or claim that asks for the view's checks and nothing else."""
    asked = draft.statement.requires or Requirements()
    alone = asked == Requirements(checks=asked.checks) and not draft.references
    return alone and draft.statement.kind in LISTED and {*asked.checks} == {*view.checks}


def list_bad_words(view: View) -> set[str]:
    """Return the view's words for what is not green."""
    return {word.rstrip(".") for result, word in view.words.items() if result is not Result.GREEN}


def list_views_saying(words: set[str], views: Iterable[View]) -> Iterator[str]:
    """Yield the views that have one of these words for a result."""
    return (view.name for view in views if not words.isdisjoint(one.rstrip(".") for one in view.words.values()))
