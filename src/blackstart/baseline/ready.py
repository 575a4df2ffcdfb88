"""The key `ready` of `fleet.yml`: which checks must pass before a host counts as ready, by what it is for."""

import msgspec

from blackstart.baseline.fields import Fields, Name, open_fields, read_names
from blackstart.baseline.nodes import Mapping as MappingNode
from blackstart.baseline.targets import Hosts, find_hosts

FORM = "a mapping from a host id, `role:NAME` or `all` to ids of checks, or units that checks are about"


class HostReadiness(msgspec.Struct, frozen=True, kw_only=True):
    """Names that stand for checks of some hosts."""

    hosts: tuple[str, ...]
    names: tuple[Name, ...]


def read_ready(fields: Fields, hosts: Hosts) -> tuple[HostReadiness, ...]:
    """Return what the key says; what stands for no host is reported."""
    node = fields.get("ready")
    if node is None:
        return ()
    if not isinstance(node, MappingNode):
        fields.refuse("ready", FORM, node, 'as `{role:docker: ["{host}-docker"]}`')
        return ()
    inner = open_fields(node, node.entries, fields.report.about("ready"))
    return tuple(read_entry(inner, key, hosts) for key in node.entries)


def read_entry(fields: Fields, key: str, hosts: Hosts) -> HostReadiness:
    """Return one entry; hosts that nobody logs in to are in none by a role, and may not be named."""
    names = read_names(fields, key)
    if not names:
        fields.report.add(fields.line(key), f"key '{key}' names no check", "what asks for nothing proves nothing")
    found = find_hosts(Name(text=key, line=fields.line(key)), fields, hosts)
    shut = [host for host in found if hosts[host].login == "none"]
    if key in shut:
        fields.report.add(fields.line(key), f"nobody logs in to '{key}', so it is never ready", "leave it out")
    return HostReadiness(hosts=tuple(host for host in found if host not in shut), names=names)
