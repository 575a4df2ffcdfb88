"""The key `protection` of `fleet.yml`: what holds state or service, and how far anything may touch it by itself."""

from blackstart.baseline.fields import Fields, open_fields, read_choice, read_names, read_translations
from blackstart.baseline.nodes import Mapping, Node
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.targets import Hosts, find_hosts
from blackstart.model.fleet import Protected, Tier

SUBJECT_KEYS = ("on", "tier", "title")
TIERS = tuple(tier.value.lower() for tier in Tier)


def read_protection(fields: Fields, hosts: Hosts) -> dict[str, Protected]:
    """Return the protected by name. One without a tier that is known is reported, and is as protected as can be."""
    node = fields.get("protection")
    if node is None:
        return {}
    if not isinstance(node, Mapping):
        fields.refuse("protection", "a mapping from what is protected to its tier and hosts", node)
        return {}
    return {
        name: read_protected(name, node.lines[name], item, hosts, fields.report) for name, item in node.entries.items()
    }


def read_protected(name: str, line: int, node: Node, hosts: Hosts, report: ProblemReport) -> Protected:
    """Return what is said of one thing."""
    about = report.about(f"protection '{name}'")
    if not isinstance(node, Mapping):
        about.add(line, "expected a mapping with `tier` and `on`", "as `redis: {tier: CRITICAL_HITL, on: db1}`")
        return Protected(name=name)
    inner = open_fields(node, SUBJECT_KEYS, about)
    inner.require("tier", f"one of {', '.join(Tier)}")
    inner.require("on", "a host id, a list of host ids, `role:NAME` or `all`")
    names = read_names(inner, "on")
    if inner.get("on") is not None and not names:
        about.add(inner.line("on"), "key 'on' lists no host", "name a host")
    found = [host for one in names for host in find_hosts(one, inner, hosts)]
    tier = read_choice(inner, "tier", TIERS)
    return Protected(
        name=name,
        tier=Tier.BLOCK if tier is None else Tier(tier.upper()),
        hosts=tuple(dict.fromkeys(found)),
        title=read_translations(inner, "title"),
    )
