"""The parts of a view that can be skipped."""

import re
from collections.abc import Mapping as Map

from blackstart.baseline.choice import Hosts, choose_checks
from blackstart.baseline.needs import Directory
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.typed_values import Name

PART = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def link_parts(
    parts: Map[Name, tuple[Name, ...]], directory: Directory, hosts: Hosts, report: ProblemReport
) -> dict[str, tuple[str, ...]]:
    """Return the checks of each part by its name."""
    for name in parts:
        if not PART.fullmatch(name.text):
            report.add(name.line, f"'{name.text}' is no name of a part", "use a-z, digits and single -")
    return {name.text: choose_checks(checks, directory, hosts, report) for name, checks in parts.items()}
