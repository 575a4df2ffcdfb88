"""The file `audit.yml` of a pack: findings of its audit that somebody waives, each with a note, a name and an end."""

import re
from collections.abc import Collection, Iterator
from datetime import date

from blackstart.baseline.documents import read_mapping
from blackstart.baseline.fields import Fields, Name, open_fields, read_names, read_text
from blackstart.baseline.nodes import Mapping, Sequence
from blackstart.baseline.problems import BaselineError, Problem, Report
from blackstart.model.audit import WAIVER_ENDS, Waiver, is_waivable

WAIVER_FILES = ("audit.yml", "audit.yaml")
KEYS = ("waived",)
WAIVER_KEYS = ("by", "finding", "note", "until")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
AS = "as `- {finding: KEY, by: NAME, note: WHY, until: 2026-12-31}`"


def load_waivers(text: str, file: str, rules: Collection[str]) -> tuple[Waiver, ...]:
    """Return the waivers of findings by these rules. Raises BaselineError with every problem."""
    problems: list[Problem] = []
    report = Report(file=file, problems=problems)
    mapping = read_mapping(text, report)
    waivers = () if mapping is None else tuple(read_waivers(open_fields(mapping, KEYS, report), rules))
    if problems:
        raise BaselineError(problems)
    return waivers


def read_waivers(fields: Fields, rules: Collection[str]) -> Iterator[Waiver]:
    """Yield each waiver, one for each finding that an entry names."""
    fields.require("waived", f"a list of entries {AS}")
    node = fields.get("waived")
    if node is not None and not isinstance(node, Sequence):
        fields.refuse("waived", f"a list of entries {AS}", node)
    seen: dict[str, int] = {}
    for item in node.items if isinstance(node, Sequence) else ():
        if isinstance(item, Mapping):
            yield from read_waiver(open_fields(item, WAIVER_KEYS, fields.report), rules, seen)
        else:
            fields.report.add(item.line, "key 'waived': expected a mapping", AS)


def read_waiver(own: Fields, rules: Collection[str], seen: dict[str, int]) -> Iterator[Waiver]:
    """Yield the waivers of one entry; `seen` are filled with the lines of what is waived."""
    for key in WAIVER_KEYS:
        own.require(key, AS)
    by, note, until = read_text(own, "by"), read_text(own, "note"), read_day(own, "until")
    for name in read_names(own, "finding"):
        refuse_finding(name, rules, own.report)
        if name.text in seen:
            own.report.add(name.line, f"'{name.text}' is waived twice, first in line {seen[name.text]}", "keep one")
        seen.setdefault(name.text, name.line)
        place = f"{own.report.file}:{name.line}"
        yield Waiver(finding=name.text, by=by or "", note=note or "", until=until, place=place)


def refuse_finding(name: Name, rules: Collection[str], report: Report) -> None:
    """Report a key that names no finding which may be waived."""
    rule, end = name.text.partition(":")[0], name.text.rpartition(":")[2]
    if rule not in rules:
        report.add_unknown(name.line, f"'{name.text}' is of no rule: '{rule}'", rule, rules)
    elif end not in WAIVER_ENDS:
        mend = f"take the key from `blackstart audit`; it ends in :{' or :'.join(WAIVER_ENDS)}"
        report.add(name.line, f"'{name.text}' names no finding", mend)
    elif not is_waivable(rule, end):
        report.add(name.line, f"'{name.text}' is never waived", "mend what it is about")


def read_day(fields: Fields, key: str) -> str:
    """Return a day as 2026-12-31."""
    text = read_text(fields, key)
    if text is None:
        return ""
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    fields.report.add(fields.line(key), f"key '{key}': '{text}' is no day", "as 2026-12-31")
    return ""
