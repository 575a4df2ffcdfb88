"""One statement of recovery.yml: its name, what it says, what it requires."""

import re
from collections.abc import Iterator

import msgspec

from blackstart.baseline.fields import Fields, Name, open_fields, read_age, read_id, read_names, read_translations
from blackstart.baseline.nodes import Mapping, Node, Sequence
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.recovery_needs import Reference, read_needs
from blackstart.baseline.recovery_scene import ASKS_NOTHING, ClaimScene
from blackstart.model.claims import DEFAULT_AGE, RESERVED_WORDS, Requirements, Statement, StatementKind

NAME = re.compile(r"[A-Z][A-Z0-9_]*")
SIGNS = "use A-Z, digits and _ only"
LISTS = {"levels": StatementKind.LEVEL, "words": StatementKind.WORD}
"""Sections whose order says something, each with the kind of statement in it."""
MAPPINGS = {"states": StatementKind.STATE, "claims": StatementKind.CLAIM, "never": StatementKind.NEVER}
SECTIONS = {**LISTS, **MAPPINGS}
PROVEN = ("max_age", "needs", "says")
KEYS = {
    StatementKind.LEVEL: ("approval", "closes_as", "go_word", "level", "opens", *PROVEN),
    StatementKind.WORD: ("but", "level", "word", *PROVEN),
    StatementKind.STATE: PROVEN,
    StatementKind.CLAIM: PROVEN,
    StatementKind.NEVER: ("approval", "needs", "says"),
}


class StatementDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A statement, and the names of others it requires as the file has them.

    Of a word also its level and its suffixes, and whether it asks for more than its level (`needs`).
    """

    name: Name
    statement: Statement
    references: tuple[Reference, ...]
    report: ProblemReport
    needs: bool = True
    level: Name | None = None
    but: dict[str, str] = {}


def read_section(fields: Fields, section: str, scene: ClaimScene) -> Iterator[StatementDraft]:
    """Yield the statements of a section; problems go to the report."""
    node = fields.get(section)
    if node is None:
        return
    kind = SECTIONS[section]
    if section in LISTS and isinstance(node, Sequence) and node.items:
        for item in node.items:
            yield from read_item(item, kind, fields, scene)
    elif section in MAPPINGS and isinstance(node, Mapping) and node.entries:
        for text, item in node.entries.items():
            yield from read_entry(Name(text=text, line=node.lines[text]), item, kind, fields, scene)
    else:
        expected = f"a list of `- {kind}: NAME` entries" if section in LISTS else "a mapping by name"
        fields.refuse(section, expected, node)


def read_item(item: Node, kind: StatementKind, fields: Fields, scene: ClaimScene) -> Iterator[StatementDraft]:
    """Yield the statement of a list's item, which names it under its kind's key."""
    if not isinstance(item, Mapping):
        fields.report.add(item.line, f"expected a {kind} with its `{kind}:`, `says:` and `needs:`")
        return
    own = Fields(mapping=item, report=fields.report)
    own.require(kind, f"name the {kind}")
    name = read_id(own, kind, NAME, SIGNS)
    if name is not None:
        yield read_statement(name, item, kind, fields.report, scene)


def read_entry(
    name: Name, item: Node, kind: StatementKind, fields: Fields, scene: ClaimScene
) -> Iterator[StatementDraft]:
    """Yield the statement that stands under its name."""
    if not NAME.fullmatch(name.text):
        fields.report.add(name.line, f"'{name.text}' is no name of a {kind}", SIGNS)
    if isinstance(item, Mapping):
        yield read_statement(name, item, kind, fields.report, scene)
    else:
        fields.report.add(item.line, f"{kind} '{name.text}': expected a mapping with `says:` and what it asks for")


def read_statement(
    name: Name, item: Mapping, kind: StatementKind, report: ProblemReport, scene: ClaimScene
) -> StatementDraft:
    """Return the statement with what it asks for: evidence, or a person's approval."""
    own = open_fields(item, KEYS[kind], report.about(f"{kind} '{name.text}'"))
    own.require("says", "say in a sentence what it means")
    if name.text in RESERVED_WORDS:
        own.report.add(name.line, "that word has a meaning of its own in every run", "name it otherwise")
    approval = read_translations(own, "approval")
    requires: Requirements | None = None
    references: tuple[Reference, ...] = ()
    decided = kind is StatementKind.NEVER or "approval" in item.entries
    if decided and kind is not StatementKind.NEVER and "needs" in item.entries:
        own.report.add(own.line("approval"), "both `approval` and `needs`", "what a person decides, no evidence allows")
    else:
        require_demand(own, kind, decided=decided)
        requires, references = read_needs(own, scene)
    statement = Statement(
        name=name.text,
        kind=kind,
        says=read_translations(own, "says"),
        requires=None if decided else requires,
        approval=approval,
        beside=requires if decided and "needs" in item.entries else None,
        max_age=read_age(own, "max_age") or DEFAULT_AGE,
        opens=tuple(one.text for one in read_names(own, "opens")),
        closes_as=read_upper(own, "closes_as"),
        go_word=read_upper(own, "go_word"),
    )
    return StatementDraft(
        name=name,
        statement=statement,
        references=references,
        report=own.report,
        needs="needs" in item.entries,
        level=read_id(own, "level", NAME, SIGNS) if kind is StatementKind.WORD else None,
        but=read_suffixes(own, scene),
    )


def read_upper(fields: Fields, key: str) -> str:
    """Return a name in capitals, or nothing."""
    name = read_id(fields, key, NAME, SIGNS)
    return "" if name is None else name.text


def require_demand(fields: Fields, kind: StatementKind, *, decided: bool) -> None:
    """Report a statement that asks for nothing, or for nobody's approval; a word may ask for its level alone."""
    if decided:
        fields.require("approval", "say whose")
    elif kind is not StatementKind.WORD or "level" not in fields.mapping.entries:
        fields.require("needs", ASKS_NOTHING)


def read_suffixes(fields: Fields, scene: ClaimScene) -> dict[str, str]:
    """Return what follows the word, by the subject that is not green then."""
    node = fields.get("but")
    if node is None:
        return {}
    if not isinstance(node, Mapping) or not node.entries:
        fields.refuse("but", "a mapping from subject to suffix", node, "as `{dr: DR_BLOCKED}`")
        return {}
    inner = open_fields(node, scene.subjects, fields.report)
    suffixes = {subject: read_id(inner, subject, NAME, SIGNS) for subject in filter(scene.subjects.get, node.entries)}
    for subject in node.entries:
        if scene.subjects.get(subject) == 0:
            inner.report.add(inner.line(subject), f"no check is about '{subject}'", "so it would never be green")
    return {subject: suffix.text for subject, suffix in suffixes.items() if suffix is not None}
