"""The file `responses.yml`: what files of owners are called, and what no response of an owner may hold."""

import re
from collections.abc import Iterable
from collections.abc import Mapping as Map
from posixpath import join
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from blackstart.baseline.file_types import doc
from blackstart.baseline.problems import Problem, ProblemReport
from blackstart.baseline.typed import read_file
from blackstart.baseline.typed_values import Name
from blackstart.model.gates import GateTable, RefusedContent

RESPONSE_FILES = ("responses.yml", "responses.yaml")
SCHEMA = "^[a-z][a-z0-9_]*$"
Patterns = Annotated[tuple[Name, ...], Meta(min_length=1)]
"""Regular expressions with their lines."""
SchemaName = Annotated[str, Meta(pattern=SCHEMA, title="a name of small letters, digits and _")]


class RefusedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What no response may ask for."""

    example: ClassVar = "- {status: blocked_scan, patterns: ['\\bscan\\b']}"

    status: Annotated[
        str,
        Meta(pattern="^blocked_[a-z0-9_]+$", title="a status as `blocked_by_name`"),
        doc("The status of a response that does.", missing="name the status"),
    ]
    patterns: Annotated[Patterns, doc("Regular expressions that find it.", missing="list what is refused")]


class ResponseFile(msgspec.Struct, frozen=True, kw_only=True):
    """responses.yml: what files of owners are called, and what no response of theirs may hold."""

    prefix: Annotated[
        str | None,
        Meta(pattern="^[A-Z][A-Z0-9_]*$", title="a name of capitals, digits and _"),
        doc("What the lines of guard and preflight begin with."),
    ] = None
    packet_schema: Annotated[SchemaName | None, doc("The name of the packets' schema.")] = None
    response_schema: Annotated[SchemaName | None, doc("The name of the responses' schema.")] = None
    refused: Annotated[tuple[RefusedEntry, ...], Meta(min_length=1), doc("What no response may ask for.")] = ()
    placeholders: Annotated[Patterns, doc("What stands for a text still to be written, beside the usual.")] = ()
    secrets: Annotated[Patterns, doc("Forms of secrets beside the known ones.")] = ()


def load_response_rules(
    sources: Map[str, str], pack: str, gates: GateTable | None, problems: list[Problem]
) -> GateTable | None:
    """Return the gates with what the file says; problems are added to the list."""
    for name in filter(sources.__contains__, RESPONSE_FILES):
        report = ProblemReport(file=join(pack, name), problems=problems)
        file = read_file(sources[name], ResponseFile, report)
        if file is not None and gates is None:
            report.add(0, "no check has an `owner`, so that nobody would answer", "remove the file, or add owners")
        return gates if file is None or gates is None else link_rules(file, gates, report)
    return gates


def link_rules(file: ResponseFile, gates: GateTable, report: ProblemReport) -> GateTable:
    """Return the gates with what the file says."""
    named = {key: getattr(file, key) for key in ("prefix", "packet_schema", "response_schema")}
    return msgspec.structs.replace(
        gates,
        refused=tuple(
            RefusedContent(status=entry.status, patterns=link_patterns(entry.patterns, report))
            for entry in file.refused
        ),
        placeholders=link_patterns(file.placeholders, report),
        secrets=link_patterns(file.secrets, report),
        **{key: value for key, value in named.items() if value is not None},
    )


def link_patterns(patterns: Iterable[Name], report: ProblemReport) -> tuple[str, ...]:
    """Return regular expressions; one that cannot be compiled, or that fits everything, is reported."""
    found = tuple(patterns)
    for name in found:
        if fault := find_pattern_fault(name.text):
            report.add(name.line, f"'{name.text}' is no regular expression of what is refused", fault)
    return tuple(name.text for name in found)


def find_pattern_fault(text: str) -> str:
    """Return what is wrong with a regular expression, or nothing."""
    try:
        return "it fits an empty text" if re.compile(text).search("") else ""
    except re.error as error:
        return str(error)
