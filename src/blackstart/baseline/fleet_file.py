"""The file `fleet.yml`: what the pack is called, its hosts, and what holds for all of it."""

import msgspec

from blackstart.baseline.fields import (
    Fields,
    Name,
    open_fields,
    read_age,
    read_id,
    read_names,
    read_port,
    read_text,
    read_translations,
    word_of,
)
from blackstart.baseline.hosts import Defaults, read_hosts
from blackstart.baseline.nodes import Mapping, Sequence
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.protection import read_protection
from blackstart.baseline.ready import HostReadiness, read_ready
from blackstart.baseline.subjects import read_subjects
from blackstart.model.fleet import Host, Protected, Text

FLEET_FILE = "fleet.yml"
FLEET_KEYS = ("defaults", "hosts", "include", "name", "protection", "read_only_commands", "ready", "subjects", "title")
DEFAULTS_KEYS = ("max_age", "port", "user")


class FleetFile(msgspec.Struct, frozen=True, kw_only=True):
    """What `fleet.yml` says; `include` is None where it names no files.

    `lines` has those of its keys, as `fleet:KEY`, of its hosts, as `host:ID`, and of what it protects, as
    `protection:NAME`.
    """

    name: str
    title: Text
    hosts: dict[str, Host]
    protection: dict[str, Protected]
    subjects: tuple[str, ...]
    defaults: Defaults
    read_only_commands: tuple[tuple[str, ...], ...]
    include: tuple[Name, ...] | None
    ready: tuple[HostReadiness, ...]
    lines: dict[str, int]


def read_fleet_file(mapping: Mapping, report: ProblemReport) -> FleetFile:
    """Return what the file says; problems go to the report."""
    fields = open_fields(mapping, FLEET_KEYS, report)
    fields.require("name", "name the fleet")
    name = read_id(fields, "name")
    defaults = read_defaults(fields)
    hosts = read_hosts(fields, defaults)
    return FleetFile(
        name=name.text if name is not None else "",
        title=read_translations(fields, "title"),
        hosts=hosts,
        protection=read_protection(fields, hosts),
        subjects=read_subjects(fields),
        defaults=defaults,
        read_only_commands=read_prefixes(fields, "read_only_commands"),
        include=read_include(fields),
        ready=read_ready(fields, hosts),
        lines=find_lines(mapping),
    )


def find_lines(mapping: Mapping) -> dict[str, int]:
    """Return the lines of the file's keys, its hosts and what it protects."""
    lines = {f"fleet:{key}": line for key, line in mapping.lines.items()}
    for key, prefix in (("hosts", "host"), ("protection", "protection")):
        node = mapping.entries.get(key)
        named = node.lines if isinstance(node, Mapping) else {}
        lines |= {f"{prefix}:{name}": line for name, line in named.items()}
    return lines


def read_defaults(fields: Fields) -> Defaults:
    """Return what holds where hosts and checks say nothing."""
    node = fields.get("defaults")
    if node is None:
        return Defaults()
    if not isinstance(node, Mapping):
        fields.refuse("defaults", "a mapping", node)
        return Defaults()
    inner = open_fields(node, DEFAULTS_KEYS, fields.report.about("defaults"))
    return Defaults(
        max_age=read_age(inner, "max_age") or Defaults().max_age,
        user=read_text(inner, "user"),
        port=read_port(inner, "port"),
    )


def read_include(fields: Fields) -> tuple[Name, ...] | None:
    """Return the names and patterns of phase files, or None where the key is not there."""
    if fields.get("include") is None:
        return None
    names = read_names(fields, "include")
    if not names:
        fields.report.add(fields.line("include"), "key 'include' names no file", "leave it out to have `phases/*.yml`")
    return names


def read_prefixes(fields: Fields, key: str) -> tuple[tuple[str, ...], ...]:
    """Return argv prefixes that stand under a key; an empty one would allow every command."""
    node = fields.get(key)
    if node is None:
        return ()
    if not isinstance(node, Sequence):
        fields.refuse(key, "a list of word lists", node, "as `- [velero, backup, get]`")
        return ()
    commands = []
    for item in node.items:
        words = tuple(word_of(word) for word in item.items) if isinstance(item, Sequence) else ()
        if not words or None in words:
            fields.refuse(key, "a list of words for each", item, "as `- [velero, backup, get]`")
        commands.append(tuple(word for word in words if word is not None))
    return tuple(commands)
