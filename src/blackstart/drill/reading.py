"""A pack's `drill/` folder to typed fixtures, or every error with file and line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from blackstart.baseline.documents import read_mapping
from blackstart.baseline.nodes import Mapping, Node, Scalar, Sequence
from blackstart.baseline.problems import Problem, ProblemReport
from blackstart.baseline.typed import read_struct
from blackstart.baseline.typed_parts import to_plain
from blackstart.baseline.typed_place import FIXTURES
from blackstart.drill.daytime import find_moment
from blackstart.drill.fixtures import Fixtures, HostFixtures
from blackstart.drill.merge import ADDED, DifferenceError, merge
from blackstart.drill.moments import fill_moments
from blackstart.drill.nulls import drop_null_keys
from blackstart.drill.scenario import Expectation, Scenario
from blackstart.errors import BadDataError
from blackstart.files import read_regular
from blackstart.model.request import CONTROLLER

FLEET = "fleet.yml"
LARGEST = 1 << 22
SCENARIOS = "scenarios"


class FixtureError(BadDataError):
    """Fixtures that are not; the message holds every error found, one a line."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep the problems in the order they were found."""
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))


def list_scenarios(folder: Path) -> list[str]:
    """Return the names of the scenarios in a drill folder."""
    return sorted(path.stem for path in (folder / SCENARIOS).glob("*.yml"))


def find_scenario(folder: Path, name: str) -> Path:
    """Return where the scenario stands: by its name or, for any other file, its path; `.yml` may be left out."""
    return folder / SCENARIOS / f"{name.removesuffix('.yml')}.yml"


def read_fixtures(folder: Path, now: float) -> Fixtures:
    """Read the healthy fleet; `now` (Unix seconds) is what its times are told from. Raises FixtureError."""
    return to_fixtures(read_hosts(folder, now))


def read_scenario(folder: Path, name: str, now: float) -> Scenario:
    """Read a scenario and lay its changes over the healthy fleet. Raises FixtureError."""
    healthy = read_hosts(folder, now)
    headings, changes, changed = read_difference(find_scenario(folder, name), healthy, now)
    return Scenario(
        name=name,
        title=headings.title,
        source=headings.source,
        expect=headings.expect,
        changes=changes,
        fixtures=to_fixtures(changed),
    )


def read_moment(folder: Path, name: str, now: float) -> float:
    """Return when a scenario plays (Unix seconds): `now`, or the last time that clocks showed its `at`.

    What is wrong beside `at` is left to `read_scenario`. Raises FixtureError.
    """
    path = find_scenario(folder, name)
    if not path.is_file():
        return now
    report = ProblemReport(file=str(path), problems=[])
    node = read_file(path, report)
    match node.entries.get("at"):
        case None:
            return now
        case Scalar(value=str(at)):
            return find_reported_moment(at, now, node.lines["at"], report)
        case _:
            return find_reported_moment("", now, node.lines["at"], report)


def find_reported_moment(at: str, now: float, line: int, report: ProblemReport) -> float:
    """Return the moment. Raises FixtureError for what is no time of day."""
    try:
        return find_moment(at, now)
    except ValueError as error:
        report.add(line, str(error))
        raise FixtureError(report.problems) from error


def read_difference(
    path: Path, healthy: dict[str, Any], now: float
) -> "tuple[Headings, dict[str, Any], dict[str, Any]]":
    """Return a scenario's headings, its changes, and the healthy fleet with them laid over. Raises FixtureError."""
    report = ProblemReport(file=str(path), problems=[])
    if not path.is_file():
        known = list_scenarios(path.parents[1])
        report.add_unknown(0, f"no scenario '{path.stem}'", path.stem, known)
        raise FixtureError(report.problems)
    node = read_file(path, report)
    changes = take(node, "changes")
    check_changes(changes, healthy, report)
    own = only(node, tuple(key for key in node.entries if key != "changes"))
    read_struct(drop_null_keys(own), Headings, report, FIXTURES)
    finish(report)
    plain = fill_moments(to_plain(changes), now)
    headings = msgspec.convert(without(node, "changes"), Headings, strict=False)
    return headings, plain, lay_over(healthy, plain, changes.line, report)


def check_changes(changes: Mapping, healthy: dict[str, Any], report: ProblemReport) -> None:
    """Report what is wrong with a difference, key by key; one of a list is checked as the list it makes."""
    settled = settle(changes, healthy)
    check_hosts(settled if isinstance(settled, Mapping) else changes, report, known=healthy)


def settle(node: Node, base: Any) -> Node:
    """Return a node in which each mapping laid over a list is a list of what it puts there."""
    match node:
        case Mapping() if isinstance(base, list):
            return Sequence(line=node.line, items=tuple(list_put(node)))
        case Mapping() if isinstance(base, dict):
            entries = {key: settle(part, base.get(key)) for key, part in node.entries.items()}
            return Mapping(line=node.line, entries=entries, lines=node.lines)
        case _:
            return node


def list_put(node: Mapping) -> Iterator[Node]:
    """Yield the items that a list's difference changes or adds."""
    for key, part in node.entries.items():
        match part:
            case Sequence(items=items) if key == ADDED:
                yield from items
            case Scalar(value=None):
                pass
            case _:
                yield part


def lay_over(healthy: dict[str, Any], changes: dict[str, Any], line: int, report: ProblemReport) -> dict[str, Any]:
    """Return the changed fleet. Raises FixtureError where a difference picks nothing."""
    try:
        merged: dict[str, Any] = merge(healthy, changes)
    except DifferenceError as error:
        report.add(line, f"`changes`: {error}", "see what the healthy fleet has there")
        raise FixtureError(report.problems) from error
    return merged


class Headings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a scenario says beside its changes."""

    title: str = ""
    source: str = ""
    at: str = ""
    expect: Expectation = Expectation()


def read_hosts(folder: Path, now: float) -> dict[str, Any]:
    """Return the healthy fleet's plain data by host, the controller's under its own name."""
    path = folder / FLEET
    report = ProblemReport(file=str(path), problems=[])
    node = read_file(path, report)
    for key in sorted(set(node.entries) - {"hosts", "every_host", CONTROLLER}):
        report.add_unknown(node.lines[key], f"unknown key '{key}'", key, ("hosts", "every_host", CONTROLLER))
    hosts = take(node, "hosts")
    check_hosts(hosts, report)
    check_hosts(only(node, ("every_host", CONTROLLER)), report)
    finish(report)
    plain = fill_moments(to_plain(node), now)
    shared = plain.get("every_host") or {}
    found = {name: merge(shared, own or {}) for name, own in (plain.get("hosts") or {}).items()}
    return {**found, CONTROLLER: plain.get(CONTROLLER) or {}}


def read_file(path: Path, report: ProblemReport) -> Mapping:
    """Read one file's mapping. Raises FixtureError."""
    try:
        node = read_mapping(read_regular(path, LARGEST, within=path.parent.parent).decode(), report)
    except OSError as error:
        report.add(0, f"cannot be read: {error.strerror}", "write it as docs/drills.md tells")
        node = None
    except UnicodeDecodeError as error:
        report.add(0, f"not UTF-8 at byte {error.start}", "save it as UTF-8")
        node = None
    if node is None:
        raise FixtureError(report.problems)
    return node


def check_hosts(hosts: Mapping, report: ProblemReport, known: dict[str, Any] | None = None) -> None:
    """Report what is wrong with each host's fixtures, key by key; and hosts that nobody knows."""
    for name, node in hosts.entries.items():
        about = report.about(f"host '{name}'")
        if known is not None and name not in known:
            about.add_unknown(hosts.lines[name], f"not in {FLEET}", name, known)
        match node:
            case Mapping():
                read_struct(drop_null_keys(node), HostFixtures, about, FIXTURES)
            case Scalar(value=None):
                pass
            case _:
                about.add(hosts.lines[name], "expected a mapping", "write `key: value` lines")


def finish(report: ProblemReport) -> None:
    """Raise FixtureError if anything was reported."""
    if report.problems:
        raise FixtureError(report.problems)


def take(node: Mapping, key: str) -> Mapping:
    """Return the mapping under a key; an empty one where there is none."""
    found = node.entries.get(key)
    return found if isinstance(found, Mapping) else Mapping(line=node.line, entries={}, lines={})


def only(node: Mapping, keys: tuple[str, ...]) -> Mapping:
    """Return a mapping with only these of its keys."""
    entries = {name: part for name, part in node.entries.items() if name in keys}
    return Mapping(line=node.line, entries=entries, lines=node.lines)


def without(node: Mapping, key: str) -> dict[str, Any]:
    """Return a mapping's plain data without one key."""
    return {name: to_plain(part) for name, part in node.entries.items() if name != key}


def to_fixtures(hosts: dict[str, Any]) -> Fixtures:
    """Return checked plain data as fixtures."""
    typed = {name: msgspec.convert(plain or {}, HostFixtures, strict=False) for name, plain in hosts.items()}
    controller = typed.pop(CONTROLLER)
    return Fixtures(hosts=typed, controller=controller)
