"""The parts of a view that can be skipped, and what in it disproves that something is out of reach."""

import re
from collections.abc import Collection, Iterator

from blackstart.baseline.choice import Hosts, choose_checks
from blackstart.baseline.fields import Fields, open_fields
from blackstart.baseline.needs import Directory
from blackstart.baseline.nodes import Mapping, Sequence
from blackstart.model.view import Retry

PART = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
RETRY_KEYS = ("blocked", "disproved_by")


def read_parts(fields: Fields, directory: Directory, hosts: Hosts) -> dict[str, tuple[str, ...]]:
    """Return the checks of each part by its name."""
    node = fields.get("parts")
    if node is None:
        return {}
    if not isinstance(node, Mapping) or not node.entries:
        fields.refuse("parts", "a mapping from part to checks", node, "as `{routes: [phase:P2]}`")
        return {}
    inner = Fields(mapping=node, report=fields.report)
    for name in node.entries:
        if not PART.fullmatch(name):
            fields.report.add(inner.line(name), f"'{name}' is no name of a part", "use a-z, digits and single -")
    return {name: choose_checks(inner, name, directory, hosts) for name in node.entries}


def read_retries(fields: Fields, checks: Collection[str], directory: Directory, hosts: Hosts) -> Iterator[Retry]:
    """Yield the retries; both of their sides must be looked at by the view."""
    node = fields.get("retries")
    if node is None:
        return
    if not isinstance(node, Sequence) or not node.items:
        fields.refuse("retries", "a list", node, "as `- {blocked: api, disproved_by: route-api}`")
        return
    for item in node.items:
        if not isinstance(item, Mapping):
            fields.refuse("retries", "a mapping for each", item, "as `- {blocked: api, disproved_by: route-api}`")
            continue
        inner = open_fields(item, RETRY_KEYS, fields.report)
        blocked = choose_checks(inner, "blocked", directory, hosts)
        by = choose_checks(inner, "disproved_by", directory, hosts)
        refuse_others(inner, (*blocked, *by), checks)
        if not set(blocked).isdisjoint(by):
            inner.report.add(inner.line("disproved_by"), "a check would disprove itself", "name another one")
        yield Retry(checks=blocked, by=by)


def refuse_others(fields: Fields, named: Collection[str], checks: Collection[str]) -> None:
    """Report checks that the view does not look at."""
    for check in named:
        if check not in checks:
            fields.report.add(fields.mapping.line, f"the view does not look at '{check}'", "add it to `checks`")
