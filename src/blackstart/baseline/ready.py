"""The key `ready` of `fleet.yml`: which checks must pass before a host counts as ready, by what it is for."""

from collections.abc import Mapping
from typing import Annotated

import msgspec

from blackstart.baseline.file_types import Names, doc
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.targets import Hosts, find_hosts
from blackstart.baseline.typed_values import Name

FORM = "a mapping from a host id, `role:NAME` or `all` to ids of checks, or units that checks are about"
READY = Annotated[Names, doc("", empty=("names no check", "what asks for nothing proves nothing"))]
"""Ids of checks, or units that checks are about."""


class HostReadiness(msgspec.Struct, frozen=True, kw_only=True):
    """Names that stand for checks of some hosts."""

    hosts: tuple[str, ...]
    names: tuple[Name, ...]


def link_ready(
    entries: Mapping[Name, tuple[Name, ...]], hosts: Hosts, report: ProblemReport
) -> tuple[HostReadiness, ...]:
    """Return the entries with their hosts; what stands for no host is reported."""
    return tuple(link_entry(key, names, hosts, report) for key, names in entries.items())


def link_entry(key: Name, names: tuple[Name, ...], hosts: Hosts, report: ProblemReport) -> HostReadiness:
    """Return one entry; hosts that nobody logs in to are in none by a role, and may not be named."""
    found = find_hosts(key, hosts, report)
    shut = [host for host in found if hosts[host].login == "none"]
    if key.text in shut:
        report.add(key.line, f"nobody logs in to '{key.text}', so it is never ready", "leave it out")
    return HostReadiness(hosts=tuple(host for host in found if host not in shut), names=names)
