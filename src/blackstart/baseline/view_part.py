"""The parts of a view that can be skipped."""

import re

from blackstart.baseline.choice import Hosts, choose_checks
from blackstart.baseline.fields import Fields
from blackstart.baseline.needs import Directory
from blackstart.baseline.nodes import Mapping

PART = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


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
