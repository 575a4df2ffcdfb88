"""The rules of GO in recovery.yml, by which hosts may be taken down or not."""

from collections.abc import Iterator

from blackstart.baseline.recovery_demand import DecisionScene, link_needs
from blackstart.baseline.recovery_format import GoEntry, RuleEntry, ScopeTexts
from blackstart.baseline.recovery_hosts import choose_host
from blackstart.baseline.recovery_scene import choose_all
from blackstart.baseline.recovery_window import link_window
from blackstart.model.claims import Text
from blackstart.model.go import GoRule, GoTable, Operation, Permission

PERMISSIONS = {
    "go": Permission.GO,
    "conditional_go": Permission.CONDITIONAL_GO,
    "no_go": Permission.NO_GO,
}


def link_go(entry: GoEntry, line: int, scene: DecisionScene) -> GoTable:
    """Return the rules; problems go to the report."""
    if not scene.table.levels:
        scene.report.add(line, "there are no levels", "a ceiling is a level: give them under `levels`")
    rules = tuple(link_rule(rule, scene.about(f"rule '{rule.rule.text}'")) for rule in list_once(entry, scene))
    return GoTable(rules=rules, scopes=dict(list_scopes(entry.scopes)), max_age=entry.max_age)


def list_once(entry: GoEntry, scene: DecisionScene) -> Iterator[RuleEntry]:
    """Yield the rules; a name that was taken before is reported."""
    taken: dict[str, int] = {}
    for rule in entry.rules:
        name = rule.rule
        if taken.setdefault(name.text, name.line) != name.line:
            scene.report.add(
                name.line, f"rule '{name.text}' stands twice, first in line {taken[name.text]}", "keep one"
            )
        yield rule


def list_scopes(texts: ScopeTexts) -> Iterator[tuple[Permission, Text]]:
    """Yield what may be done under each permission that says so."""
    said = {"go": texts.go, "conditional_go": texts.conditional_go, "no_go": texts.no_go}
    yield from ((PERMISSIONS[word], text) for word, text in said.items() if text is not None)


def link_rule(entry: RuleEntry, scene: DecisionScene) -> GoRule:
    """Return a rule; one that looks neither at the clock nor at evidence is reported."""
    if entry.lines.keys.keys().isdisjoint(("needs", "window")):
        scene.report.add(entry.rule.line, "it has neither `needs` nor `window`", "a rule objects when one is not met")
    hosts = choose_all(entry.hosts or (), scene.fields, scene.claims, choose_host)
    return GoRule(
        name=entry.rule.text,
        permission=PERMISSIONS[entry.permission],
        ceiling=link_ceiling(entry, scene),
        operations=tuple(one for one in Operation if one in (entry.operations or tuple(Operation))),
        hosts=hosts or tuple(scene.claims.hosts),
        unattended=entry.unattended,
        requires=None if entry.needs is None else link_needs(entry.needs, scene),
        window=None if entry.window is None else link_window(entry.window, scene),
        says=entry.says,
        scope=entry.scope or {},
    )


def link_ceiling(entry: RuleEntry, scene: DecisionScene) -> str:
    """Return the level that may be declared at most; by default the lowest after a NO-GO, by name or by its GO word."""
    levels, statements = scene.table.levels, scene.table.statements
    if entry.ceiling is None:
        if entry.permission != "no_go":
            scene.report.add(
                entry.lines.line, "key 'ceiling' is missing", "the level that may be declared at most then"
            )
        return next(iter(levels), "")
    words = {**{level: level for level in levels}, **{statements[level].go_word or level: level for level in levels}}
    name = entry.ceiling
    if name.text not in words:
        scene.report.add_unknown(name.line, f"key 'ceiling': no '{name.text}'", name.text, words)
    return words.get(name.text, name.text)
