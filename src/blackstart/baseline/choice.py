"""Checks chosen by id, by pattern, by phase, host or role."""

import re
from collections.abc import Callable, Iterable, Mapping
from fnmatch import translate

from blackstart.baseline.check import Draft
from blackstart.baseline.needs import Directory
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.targets import ROLE
from blackstart.baseline.typed_values import Name
from blackstart.model.fleet import Host
from blackstart.model.request import CONTROLLER

PHASE = "phase:"
HOST = "host:"
WILD = frozenset("*?[")
MISSING = "name checks: ids, patterns, `phase:NAME`, `host:NAME` or `role:NAME`"
"""The mend for a key that must name checks."""

Hosts = Mapping[str, Host]
Chooses = Callable[[Draft], bool]


def choose_checks(names: Iterable[Name], directory: Directory, hosts: Hosts, report: ProblemReport) -> tuple[str, ...]:
    """Return the ids that names stand for, each once; a name that stands for none is reported."""
    chosen = [check for name in names for check in find_checks(name, report, directory, hosts)]
    return tuple(dict.fromkeys(chosen))


def find_checks(name: Name, report: ProblemReport, directory: Directory, hosts: Hosts) -> tuple[str, ...]:
    """Return the ids one name stands for."""
    if name.text in directory.drafts:
        return (name.text,)
    chooses = choose_by(name.text, hosts)
    found = tuple(draft.id for draft in directory.drafts.values() if chooses is not None and chooses(draft))
    if not found:
        report_none(name, report, directory, hosts)
    return found


def choose_by(text: str, hosts: Hosts) -> Chooses | None:
    """Return what tells whether a check is meant, or None for a plain id."""
    if text.startswith(PHASE):
        return lambda draft: draft.phase == text.removeprefix(PHASE)
    if text.startswith(HOST):
        return lambda draft: draft.host == text.removeprefix(HOST)
    if text.startswith(ROLE):
        having = {host.id for host in hosts.values() if text.removeprefix(ROLE) in host.roles}
        return lambda draft: draft.host in having
    if not WILD.isdisjoint(text):
        fits = re.compile(translate(text)).match
        return lambda draft: fits(draft.id) is not None
    return None


def report_none(name: Name, report: ProblemReport, directory: Directory, hosts: Hosts) -> None:
    """Report a name that stands for no check, with the nearest that would."""
    text = name.text
    if text in directory.templates:
        mend = f"it stands once per host, as '{directory.templates[text]}'"
        report.add(name.line, f"no check '{text}'", mend)
        return
    if not WILD.isdisjoint(text):
        report.add(name.line, f"'{text}' matches no check", "write it as ids have it")
        return
    report.add_unknown(name.line, f"no check '{text}'", text, list_names(text, directory, hosts))


def list_names(text: str, directory: Directory, hosts: Hosts) -> list[str]:
    """Return the names of that kind which stand for checks."""
    if text.startswith(PHASE):
        return [PHASE + phase for phase in directory.checks_of]
    if text.startswith(HOST):
        return [HOST + host for host in (*hosts, CONTROLLER)]
    if text.startswith(ROLE):
        return sorted({ROLE + role for host in hosts.values() for role in host.roles})
    return list(directory.drafts)
