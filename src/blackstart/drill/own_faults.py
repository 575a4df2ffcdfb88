"""A pack's own faults, `drill/faults.yml`, typed, or every error with file and line."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from blackstart.baseline.nodes import Mapping, Scalar
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.typed_parts import to_plain
from blackstart.drill.fault_context import Fault
from blackstart.drill.moments import fill_moments
from blackstart.drill.reading import check_changes, finish, lay_over, read_file, take

FAULTS = "faults.yml"


def read_own_faults(folder: Path, checks: Collection[str], healthy: dict[str, Any], now: float) -> dict[str, Fault]:
    """Read the faults that a pack names for checks, by check; none where there is no file. Raises FixtureError."""
    path = folder / FAULTS
    if not path.is_file():
        return {}
    report = ProblemReport(file=str(path), problems=[])
    node = read_file(path, report)
    faults = {}
    for check, part in node.entries.items():
        about = report.about(f"fault of '{check}'")
        if check not in checks:
            about.add_unknown(node.lines[check], "no such check", check, checks)
        elif not isinstance(part, Mapping):
            about.add(node.lines[check], "expected a mapping", "write `title:` and `changes:`")
        else:
            faults[check] = read_own_fault(part, healthy, now, about)
    finish(report)
    return faults


def read_own_fault(node: Mapping, healthy: dict[str, Any], now: float, report: ProblemReport) -> Fault:
    """Read one fault; what is wrong with it goes into the report."""
    for key in node.entries:
        if key not in ("title", "changes"):
            report.add_unknown(node.lines[key], f"unknown key '{key}'", key, ("title", "changes"))
    changes = take(node, "changes")
    if not changes.entries:
        report.add(node.line, "`changes` is empty", "name what differs from the healthy fleet, as in a scenario")
    check_changes(changes, healthy, report)
    plain = fill_moments(to_plain(changes), now)
    if not report.problems:
        lay_over(healthy, plain, changes.line, report)
    title = node.entries.get("title")
    return Fault(title=title.text if isinstance(title, Scalar) else "a fault of the pack", changes=plain)
