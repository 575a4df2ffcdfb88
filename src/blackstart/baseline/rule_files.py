"""The files beside a baseline, and the rules for Prometheus in them."""

from collections.abc import Collection, Iterator
from collections.abc import Mapping as Map

from blackstart.baseline.documents import read_mapping
from blackstart.baseline.fields import Fields, open_fields, read_text
from blackstart.baseline.nodes import Mapping, Sequence
from blackstart.baseline.problems import Problem, ProblemReport
from blackstart.model.audit import PackFile, PrometheusRule, Readiness

RULES = "rules/"
RULE_ENDS = (".rules.yml", ".rules.yaml")
GROUP_KEYS = ("interval", "labels", "limit", "name", "query_offset", "rules")
RULE_KEYS = ("alert", "annotations", "expr", "for", "keep_firing_for", "labels", "record")


def read_readiness(files: Map[str, PackFile], commands: Collection[str]) -> Readiness:
    """Return what stands beside the baseline; a file that cannot be read is told of, and is no evidence."""
    problems: list[Problem] = []
    rules = tuple(rule for name in files if is_rule_file(name) for rule in read_rules(name, files[name].text, problems))
    broken = tuple((f"{one.file}:{one.line}", f"{one.message}; {one.mend}".rstrip("; ")) for one in problems)
    return Readiness(files=dict(files), rules=rules, broken=broken, commands=frozenset(commands))


def is_rule_file(name: str) -> bool:
    """Tell whether a file holds rules, by its name."""
    return name.startswith(RULES) and name.endswith(RULE_ENDS)


def read_rules(file: str, text: str, problems: list[Problem]) -> Iterator[PrometheusRule]:
    """Yield the rules of a file; problems are added to the list."""
    report = ProblemReport(file=file, problems=problems)
    mapping = read_mapping(text, report)
    if mapping is None:
        return
    for group in read_list(open_fields(mapping, ("groups",), report), "groups"):
        for node in read_list(open_fields(group, GROUP_KEYS, report), "rules"):
            yield read_rule(open_fields(node, RULE_KEYS, report))


def read_list(fields: Fields, key: str) -> Iterator[Mapping]:
    """Yield the mappings in a list; what is none is reported."""
    node = fields.get(key)
    if not isinstance(node, Sequence) or not node.items:
        fields.report.add(fields.line(key), f"no list of {key}", "see `promtool check rules`")
        return
    for item in node.items:
        if isinstance(item, Mapping):
            yield item
        else:
            fields.report.add(item.line, f"key '{key}': expected a mapping")


def read_rule(fields: Fields) -> PrometheusRule:
    """Return one rule; one that is neither alert nor record, or has no expression, is reported."""
    fields.require("expr", "a rule is an expression")
    alert, record = read_text(fields, "alert"), read_text(fields, "record")
    if (alert is None) == (record is None):
        fields.report.add(fields.mapping.line, "a rule has one of `alert` and `record`", "see `promtool check rules`")
    return PrometheusRule(
        file=fields.report.file,
        line=fields.mapping.line,
        alert=alert or "",
        record=record or "",
        expr=read_text(fields, "expr") or "",
        labels=read_keys(fields, "labels"),
        annotations=read_keys(fields, "annotations"),
    )


def read_keys(fields: Fields, key: str) -> frozenset[str]:
    """Return the keys of a mapping, or none where it is not there."""
    node = fields.get(key)
    return frozenset(node.entries) if isinstance(node, Mapping) else frozenset()
