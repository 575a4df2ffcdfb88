"""The key `protection` of `fleet.yml`: what holds state or service, and how far anything may touch it by itself."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

import msgspec

from blackstart.baseline.file_types import Names, Texts, doc
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.targets import Hosts, find_hosts
from blackstart.baseline.typed_values import Name
from blackstart.model.fleet import Protected, Tier


class ProtectedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What holds state or service."""

    subject: ClassVar = "protection"
    example: ClassVar = "{tier: CRITICAL_HITL, on: db1}"

    tier: Annotated[Tier, doc("How far anything may touch it by itself.", missing=f"one of {', '.join(Tier)}")] = (
        Tier.BLOCK
    )
    on: Annotated[
        Names,
        doc(
            "Host ids, `role:NAME` or `all`.",
            missing="a host id, a list of host ids, `role:NAME` or `all`",
            empty=("lists no host", "name a host"),
        ),
    ] = ()
    title: Annotated[Texts, doc("What people call it.")] = {}


def link_protection(
    entries: Mapping[Name, ProtectedEntry], hosts: Hosts, report: ProblemReport
) -> dict[str, Protected]:
    """Return the protected by name. One without a tier that is known is as protected as can be."""
    return {
        name.text: link_protected(name.text, entry, hosts, report.about(f"protection '{name.text}'"))
        for name, entry in entries.items()
    }


def link_protected(name: str, entry: ProtectedEntry, hosts: Hosts, report: ProblemReport) -> Protected:
    """Return what is said of one thing."""
    found = [host for one in entry.on for host in find_hosts(one, hosts, report)]
    return Protected(name=name, tier=entry.tier, hosts=tuple(dict.fromkeys(found)), title=entry.title)
