"""The file `go.yml`: the rules by which hosts may be taken down, or not."""

from collections.abc import Iterable, Mapping
from posixpath import join

from blackstart.baseline.documents import read_mapping
from blackstart.baseline.fields import (
    Fields,
    open_fields,
    read_age,
    read_choice,
    read_names,
    read_translations,
)
from blackstart.baseline.go_file_items import DecisionScene, Entry, choose_name, read_demand, read_entries
from blackstart.baseline.go_file_window import read_window
from blackstart.baseline.nodes import Mapping as Entries
from blackstart.baseline.nodes import Scalar
from blackstart.baseline.problems import Problem, Report
from blackstart.baseline.recovery_hosts import choose_host
from blackstart.baseline.recovery_scene import find_all
from blackstart.model.claims import DEFAULT_AGE, Text
from blackstart.model.go import Ceiling, GoRule, GoTable, Operation, Permission

GO_FILE = "go."
GO_KEYS = ("ceilings", "max_age", "rules", "scopes")
CEILING_KEYS = ("says",)
RULE_KEYS = ("ceiling", "else", "hosts", "needs", "operations", "says", "scope", "unattended", "window")
PERMISSIONS = {
    "go": Permission.GO,
    "conditional_go": Permission.CONDITIONAL_GO,
    "no_go": Permission.NO_GO,
}
OPERATIONS = tuple(str(operation) for operation in Operation)


def is_go_file(source: str) -> bool:
    """Tell whether a pack's file is of the rules of GO, by its name."""
    return source.startswith(GO_FILE)


def load_go(sources: Mapping[str, str], pack: str, scene: DecisionScene, problems: list[Problem]) -> GoTable | None:
    """Return the table, or None where there is no such file; problems are added to the list."""
    for source in sorted(filter(is_go_file, sources)):
        report = Report(file=join(pack, source), problems=problems)
        mapping = read_mapping(sources[source], report)
        return None if mapping is None else read_go(mapping, scene, report)
    return None


def read_go(mapping: Entries, scene: DecisionScene, report: Report) -> GoTable:
    """Return what the file says; problems go to the report."""
    fields = open_fields(mapping, GO_KEYS, report)
    ceilings = tuple(
        Ceiling(name=entry.name.text, says=read_says(entry))
        for entry in read_entries(fields, "ceilings", "ceiling", CEILING_KEYS, "from the lowest up")
    )
    known = [ceiling.name for ceiling in ceilings]
    entries = read_entries(fields, "rules", "rule", RULE_KEYS, "without rules nothing could ever be a GO")
    return GoTable(
        ceilings=ceilings,
        rules=tuple(read_rule(entry, known, scene) for entry in entries),
        scopes=read_scopes(fields),
        max_age=read_age(fields, "max_age") or DEFAULT_AGE,
    )


def read_says(entry: Entry) -> Text:
    """Return what the entry says, which it must."""
    entry.fields.require("says", "say in a sentence what it means")
    return read_translations(entry.fields, "says")


def read_scopes(fields: Fields) -> dict[Permission, Text]:
    """Return what may be done under each permission that says so."""
    node = fields.get("scopes")
    if node is None:
        return {}
    if not isinstance(node, Entries):
        fields.refuse("scopes", "a mapping from permission to text", node, f"keys: {', '.join(PERMISSIONS)}")
        return {}
    inner = open_fields(node, PERMISSIONS, fields.report)
    return {PERMISSIONS[key]: read_translations(inner, key) for key in node.entries if key in PERMISSIONS}


def read_rule(entry: Entry, ceilings: Iterable[str], scene: DecisionScene) -> GoRule:
    """Return a rule; one that looks neither at the clock nor at evidence is reported."""
    fields = entry.fields
    fields.require("else", f"what is left where the rule speaks: {', '.join(PERMISSIONS)}")
    fields.require("ceiling", "the most that may be declared then")
    if fields.get("needs") is None and fields.get("window") is None:
        fields.report.add(entry.name.line, "it has neither `needs` nor `window`", "a rule speaks when one is not met")
    return GoRule(
        name=entry.name.text,
        permission=PERMISSIONS.get(read_choice(fields, "else", PERMISSIONS) or "", Permission.NO_GO),
        ceiling=choose_name(fields, "ceiling", list(ceilings)),
        operations=read_operations(fields),
        hosts=find_all(fields, "hosts", scene.claims, choose_host) or tuple(scene.claims.hosts),
        unattended=read_flag(fields, "unattended"),
        requires=read_demand(fields, scene),
        window=read_window(fields, scene),
        says=read_says(entry),
        scope=read_translations(fields, "scope"),
    )


def read_operations(fields: Fields) -> tuple[Operation, ...]:
    """Return the operations a rule is about; of all where it names none."""
    names = read_names(fields, "operations")
    for name in names:
        if name.text not in OPERATIONS:
            fields.report.add_unknown(name.line, f"key 'operations': no '{name.text}'", name.text, OPERATIONS)
    named = {name.text for name in names}
    return tuple(operation for operation in Operation if not names or operation in named)


def read_flag(fields: Fields, key: str) -> bool:
    """Return whether the flag is set."""
    node = fields.get(key)
    if node is None:
        return False
    if isinstance(node, Scalar) and isinstance(node.value, bool):
        return node.value
    fields.refuse(key, "true or false", node)
    return False
