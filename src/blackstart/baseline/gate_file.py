"""The file `gates.yml`: what only owners can clear, and what may be declared meanwhile."""

import re
from collections.abc import Collection, Iterator
from collections.abc import Mapping as Map
from posixpath import join

import msgspec

from blackstart.baseline.documents import read_mapping
from blackstart.baseline.fields import Fields, open_fields, read_names, read_text
from blackstart.baseline.gate_file_parts import (
    GateScene,
    each,
    read_declaration,
    read_gate,
    read_patterns,
    read_status,
)
from blackstart.baseline.nodes import Mapping
from blackstart.baseline.problems import Problem, ProblemReport
from blackstart.model.gates import GateTable, RefusedContent
from blackstart.model.summary import OpenGates, SummaryTable, list_answers

GATE_FILES = ("gates.yml", "gates.yaml")
GATE_FILE_KEYS = (
    "declarations",
    "gates",
    "packet_schema",
    "placeholders",
    "prefix",
    "refused",
    "response_schema",
    "secrets",
)
REFUSED_KEYS = ("patterns", "status")
PREFIX = re.compile(r"[A-Z][A-Z0-9_]*")
SCHEMA = re.compile(r"[a-z][a-z0-9_]*")


def load_gates(
    sources: Map[str, str], pack: str, summary: SummaryTable | None, problems: list[Problem]
) -> GateTable | None:
    """Return what the file says, or None where there is none; problems are added to the list."""
    for name in filter(sources.__contains__, GATE_FILES):
        report = ProblemReport(file=join(pack, name), problems=problems)
        mapping = read_mapping(sources[name], report)
        if mapping is not None and summary is None:
            report.add(0, "gates without a summary", "write summary.yml first: gates open by its keys")
        return None if mapping is None else read_gate_table(mapping, summary or SummaryTable(), report)
    return None


def read_gate_table(mapping: Mapping, summary: SummaryTable, report: ProblemReport) -> GateTable:
    """Return the table; problems go to the report."""
    fields = open_fields(mapping, GATE_FILE_KEYS, report)
    lines = {line.key: list_answers(line.value) for line in summary.lines if not isinstance(line.value, OpenGates)}
    declared = {name.text for part in each(fields, "declarations") for name in read_names(part, "name")}
    scene = GateScene(keys=lines, declarations=declared)
    gates = tuple(read_gate(part, scene) for part in each(fields, "gates"))
    declarations = tuple(read_declaration(part, scene) for part in each(fields, "declarations"))
    refuse_twice(fields, "gates", [gate.id for gate in gates])
    refuse_twice(fields, "declarations", [one.name for one in declarations])
    if not gates:
        report.add(fields.line("gates"), "no gate", "a file of gates names at least one")
    table = GateTable(
        gates=gates,
        declarations=declarations,
        refused=tuple(read_refused(part) for part in each(fields, "refused")),
        secrets=read_patterns(fields, "secrets"),
        placeholders=read_patterns(fields, "placeholders"),
    )
    return name_table(table, fields)


def name_table(table: GateTable, fields: Fields) -> GateTable:
    """Return the table with the names that its files and lines bear."""
    chosen = {
        key: text
        for key, pattern in (("prefix", PREFIX), ("packet_schema", SCHEMA), ("response_schema", SCHEMA))
        if (text := read_plain(fields, key, pattern)) is not None
    }
    return msgspec.structs.replace(table, **chosen)


def read_plain(fields: Fields, key: str, pattern: re.Pattern[str]) -> str | None:
    """Return a name that fits the pattern; another one is reported."""
    text = read_text(fields, key)
    if text is not None and not pattern.fullmatch(text):
        fields.report.add(fields.line(key), f"key '{key}': '{text}' is no such name", f"it must be {pattern.pattern}")
    return text


def refuse_twice(fields: Fields, key: str, names: Collection[str]) -> None:
    """Report names that stand twice."""
    for name in find_twice(names):
        fields.report.add(fields.line(key), f"'{name}' stands twice under '{key}'", "name one of them otherwise")


def find_twice(names: Collection[str]) -> Iterator[str]:
    """Yield names that stand twice, each once."""
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
    return (name for name, count in seen.items() if count > 1)


def read_refused(fields: Fields) -> RefusedContent:
    """Return patterns that no response may have, with the status word."""
    own = open_fields(fields.mapping, REFUSED_KEYS, fields.report)
    own.require("patterns", "list what is refused")
    return RefusedContent(status=read_status(own, "status") or "", patterns=read_patterns(own, "patterns"))
