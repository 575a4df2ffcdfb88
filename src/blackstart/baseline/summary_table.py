"""The file `summary.yml`: the KEY=VALUE lines of a run, and how each is got."""

from collections.abc import Collection
from collections.abc import Mapping as Map
from posixpath import join

import msgspec

from blackstart.baseline.documents import read_mapping
from blackstart.baseline.fields import Fields, open_fields, read_choice, read_id, read_names, read_text
from blackstart.baseline.needs import Directory
from blackstart.baseline.nodes import Mapping, Scalar
from blackstart.baseline.problems import Problem, ProblemReport
from blackstart.baseline.recovery_needs import Reference, read_needs
from blackstart.baseline.recovery_scene import ClaimScene
from blackstart.baseline.summary_defaults import GROUPS, arrange, find_default, list_defaults
from blackstart.baseline.typed import find_reader
from blackstart.baseline.typed_place import FILE, UNREAD, At
from blackstart.baseline.typed_values import Name
from blackstart.baseline.view_line import KEY, LineEntry, LineScope, link_line
from blackstart.model.claims import ClaimTable, Requirements
from blackstart.model.fleet import Host
from blackstart.model.summary import (
    OpenGates,
    RunField,
    RunValue,
    Standing,
    SummaryTable,
    SummaryValue,
    ViewWord,
    Zero,
)
from blackstart.model.view import RESERVED_KEYS, View

SUMMARY_FILES = ("summary.yml", "summary.yaml")
SUMMARY_KEYS = ("defaults", "lines", "prefix", "quick", "views")
STANDING_KEYS = ("needs", "no", "yes")
RUN_FIELDS = tuple(map(str, RunField))


class SummaryScene(msgspec.Struct, frozen=True, kw_only=True):
    """What the names in the file may stand for."""

    directory: Directory
    hosts: Map[str, Host]
    views: Map[str, View]
    claims: ClaimTable | None
    asked: ClaimScene


def open_summary(sources: Map[str, str], pack: str, problems: list[Problem]) -> Fields | None:
    """Return the file's keys, or None where there is no such file; problems are added to the list."""
    for name in filter(sources.__contains__, SUMMARY_FILES):
        report = ProblemReport(file=join(pack, name), problems=problems)
        mapping = read_mapping(sources[name], report)
        return None if mapping is None else open_fields(mapping, SUMMARY_KEYS, report)
    return None


def read_table(fields: Fields, views: tuple[str, ...], scene: SummaryScene) -> SummaryTable:
    """Return the table, made of a run with these views; problems go to the report."""
    report = fields.report
    quick = read_views(fields, "quick", scene.views)
    if len(quick) > 1:
        report.add(fields.line("quick"), "two quick checks", "a run is counted in one way")
    prefix = read_id(fields, "prefix", KEY, "use A-Z, digits and _")
    before = "" if prefix is None else prefix.text
    groups = read_groups(fields)
    defaults = list_defaults(scene.claims or ClaimTable(), groups, before)
    own = read_lines(fields, views, before, scene)
    if not defaults and not own:
        report.add(fields.mapping.line, "a summary that says nothing", 'as `lines: {DAYS: "{sales: row.days}"}`')
    return SummaryTable(views=views, quick=next(iter(quick), None), lines=arrange(defaults, own))


def read_groups(fields: Fields) -> tuple[str, ...]:
    """Return the groups of lines by default that the pack takes: all, where it does not say."""
    if "defaults" not in fields.mapping.entries:
        return GROUPS
    names = read_names(fields, "defaults")
    for name in names:
        if name.text not in GROUPS:
            fields.report.add_unknown(name.line, f"no group of lines '{name.text}'", name.text, GROUPS)
    return tuple(name.text for name in names if name.text in GROUPS)


def read_lines(fields: Fields, views: Collection[str], prefix: str, scene: SummaryScene) -> dict[str, SummaryValue]:
    """Return the pack's own lines by key."""
    node = fields.get("lines")
    if node is None:
        return {}
    if not isinstance(node, Mapping) or not node.entries:
        fields.refuse("lines", "a mapping of KEY: value", node, 'as `DAYS: "{sales: row.days}"`')
        return {}
    inner = Fields(mapping=node, report=fields.report)
    checks = {*scene.asked.directory.drafts, *(check for view in views for check in scene.views[view].checks)}
    scope = LineScope(
        checks=checks,
        directory=scene.directory,
        hosts=scene.hosts,
        looker="a run with the views under `views`",
        mend="name a view that does",
    )
    lines: dict[str, SummaryValue] = {}
    for key, value in node.entries.items():
        alone = isinstance(value, Scalar) and value.value is None
        line = read_default(key, inner, prefix, scene) if alone else read_summary_line(key, inner, views, scope, scene)
        lines |= {} if line is None else {key: line}
    return lines


def read_default(key: str, fields: Fields, prefix: str, scene: SummaryScene) -> SummaryValue | None:
    """Return the line by default of a key that stands alone; that there is none is reported."""
    claims = scene.claims or ClaimTable()
    found = find_default(key, claims, prefix)
    if found is None:
        known = (*list_defaults(claims, GROUPS, prefix), *claims.statements)
        said = f"line '{key}' says nothing, and none by default has that key"
        fields.report.add_unknown(fields.line(key), said, key, known)
    return found


def read_views(fields: Fields, key: str, known: Map[str, View]) -> tuple[str, ...]:
    """Return the names of views that are there."""
    names = read_names(fields, key)
    for name in names:
        if name.text not in known:
            fields.report.add_unknown(name.line, f"no view '{name.text}'", name.text, known)
    return tuple(dict.fromkeys(name.text for name in names if name.text in known))


def read_summary_line(
    key: str, fields: Fields, views: Collection[str], scope: LineScope, scene: SummaryScene
) -> SummaryValue | None:
    """Return what one line says, or None where it cannot be read."""
    node = fields.mapping.entries[key]
    own = node.entries if isinstance(node, Mapping) else {}
    if not isinstance(node, Mapping) or "passed" in own:
        at = At(fields.report.about(f"line '{key}'"), FILE, fields.line(key), key)
        entry = find_reader(FILE, LineEntry).read(node, at)
        name = Name(text=key, line=fields.line(key))
        return None if entry is UNREAD else link_line(name, entry, scope, fields.report).value
    report = fields.report.about(f"line '{key}'")
    if not KEY.fullmatch(key) or key in RESERVED_KEYS:
        report.add(fields.line(key), "no key for a pack's line", "use A-Z, digits and _, and none that every run has")
    return read_value(node, views, scene, report)


def read_value(
    node: Mapping, views: Collection[str], scene: SummaryScene, report: ProblemReport
) -> SummaryValue | None:
    """Return how a line is got that is no text and no question of checks."""
    if "needs" in node.entries:
        return read_standing(open_fields(node, STANDING_KEYS, report), scene)
    sorts = ("always", "gates", "run", "view")
    fields = open_fields(node, sorts, report)
    if len(node.entries) != 1 or not set(sorts).issuperset(node.entries):
        report.add(node.line, "a line is got in one way", "one of always, gates, needs, passed, run, view")
        return None
    if "run" in node.entries:
        field = read_choice(fields, "run", RUN_FIELDS)
        return None if field is None else RunValue(field=RunField(field))
    if "view" in node.entries:
        return read_view_word(fields, views)
    return read_fixed(fields)


def read_view_word(fields: Fields, views: Collection[str]) -> ViewWord | None:
    """Return a view's word; it must be one that is looked at."""
    name = read_text(fields, "view")
    if name is not None and name not in views:
        fields.report.add_unknown(fields.line("view"), f"'{name}' is not named under `views`", name, views)
        return None
    return None if name is None else ViewWord(view=name)


def read_fixed(fields: Fields) -> SummaryValue | None:
    """Return the open gates, or nothing ever: a pack can fix no other figure, for it would need no evidence."""
    if "gates" in fields.mapping.entries:
        return None if read_choice(fields, "gates", ("open",)) is None else OpenGates()
    node = fields.mapping.entries["always"]
    if isinstance(node, Scalar) and node.text == "0":
        return Zero()
    fields.refuse("always", "0", node, "any other figure needs evidence")
    return None


def read_standing(fields: Fields, scene: SummaryScene) -> Standing:
    """Return whether requirements are met, with the words for it."""
    requires, references = read_needs(fields, scene.asked)
    names = tuple(name for reference in references for name in find_statements(reference, scene.claims, fields.report))
    if requires == Requirements() and not references:
        fields.report.add(fields.line("needs"), "asks for nothing", "what asks for nothing proves nothing")
    standing = Standing(
        requires=msgspec.structs.replace(requires, statements=names),
        yes=read_text(fields, "yes") or "1",
        no=read_text(fields, "no") or "0",
    )
    if standing.yes == standing.no:
        fields.report.add(fields.mapping.line, "two answers are the same word", "give each its own")
    return standing


def find_statements(reference: Reference, claims: ClaimTable | None, report: ProblemReport) -> tuple[str, ...]:
    """Return the statement that is meant; that there is none, or that no evidence allows it, is reported."""
    statements = {} if claims is None else claims.statements
    known = [name for name, one in statements.items() if one.kind is reference.kind and one.requires is not None]
    name = reference.name
    if name.text in known:
        return (name.text,)
    report.add_unknown(name.line, f"no {reference.kind} '{name.text}' that evidence allows", name.text, known)
    return ()
