"""The reader of a struct: its keys, what is missing, what is not known.

A field of the type Mapping is no key: it takes the keys that the struct does not have, as they stand in the file.
"""

import inspect
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Map
from typing import Any

import msgspec

from blackstart.baseline.nodes import Mapping, Node
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.typed_place import UNREAD, At, Manner
from blackstart.baseline.typed_scalars import Reader, Shape, Structs
from blackstart.baseline.typed_values import word_of

FindReader = Callable[[Any], Reader]


class KeyLines(msgspec.Struct, frozen=True, kw_only=True):
    """The lines of a mapping's keys, and of the mapping itself. A struct's field of this type is no key of the file."""

    line: int = 0
    keys: Map[str, int] = {}

    def of(self, key: str) -> int:
        """Return the key's line, or the mapping's where the key is not there."""
        return self.keys.get(key, self.line)

    def lack(self, key: str) -> bool:
        """Tell whether a mapping stands there without the key."""
        return self.line > 0 and key not in self.keys


class StructKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key of a struct. `missing` says what it is for where it must be there; `required` ones have no default."""

    key: str
    name: str
    annotation: Any
    required: bool
    missing: str | None
    description: str


class StructReader:
    """Reads a mapping with the keys of a struct; each key's reader is made when it is first met."""

    wanted = "a mapping"
    many = "entries"
    forms: frozenset[type[Node]] = frozenset({Mapping})

    def __init__(self, kind: type[msgspec.Struct], manner: Manner, find_reader: FindReader) -> None:
        """Look at the struct's fields once."""
        self.kind = kind
        self.manner = manner
        self.find_reader = find_reader
        self.readers: dict[str, Reader] = {}
        fields = msgspec.structs.fields(kind)
        self.lines = next((field.name for field in fields if field.type is KeyLines), None)
        self.others = next((field.name for field in fields if field.type is Mapping), None)
        keys = [field for field in fields if field.name not in (self.lines, self.others)]
        self.parts = {field.encode_name: make_part(field, self.mend) for field in keys}
        self.demanded = [part for part in self.parts.values() if part.missing is not None]
        self.required = {part.name for part in self.parts.values() if part.required}
        self.named_by: str | None = getattr(kind, "named_by", None)
        """The key that names one, if the struct gives it: then its subject and name open each message about it."""

    @property
    def mend(self) -> str:
        """How such a mapping is written, if the struct gives an `example`."""
        example = getattr(self.kind, "example", "")
        return f"as `{example}`" if example else ""

    @property
    def subject(self) -> str:
        """What messages call one that stands under its name, if the struct gives a `subject` and no `named_by`."""
        return "" if self.named_by is not None else self.said_of

    @property
    def said_of(self) -> str:
        """The struct's `subject`, whatever names one."""
        return str(getattr(self.kind, "subject", ""))

    def reader(self, key: str) -> Reader:
        """Return the reader of a key's value, which is made once."""
        if key not in self.readers:
            self.readers[key] = self.find_reader(self.parts[key].annotation)
        return self.readers[key]

    def read(self, node: Node, at: At) -> Any:
        """Return the struct; UNREAD where a key without a default is missing or does not fit."""
        if not isinstance(node, Mapping):
            at.refuse(self.wanted, node, self.mend)
            return UNREAD
        report = at.report if self.named_by is None else at.report.within(self.name(node, self.named_by))
        return self.read_mapping(node, report, at if self.manner.whole_paths else None)

    def name(self, mapping: Mapping, key: str) -> str:
        """Return what messages call the one that the mapping describes."""
        named = mapping.entries.get(key)
        text = None if named is None else word_of(named)
        return self.said_of if text is None else f"{self.said_of} '{text}'"

    def read_mapping(self, mapping: Mapping, report: ProblemReport, outer: At | None = None) -> Any:
        """Return the struct; an unknown or missing key, and each value that does not fit, is reported."""
        values: dict[str, Any] = {}
        unknown: list[str] = []
        for key, node in mapping.entries.items():
            part = self.parts.get(key)
            if part is None:
                unknown.append(key)
                continue
            value = (self.readers.get(key) or self.reader(key)).read(
                node, At(report, self.manner, mapping.lines[key], key, outer)
            )
            if value is not UNREAD:
                values[part.name] = value
        if self.others is not None:
            values[self.others] = take_keys(mapping, unknown)
        elif unknown:
            self.refuse_keys(unknown, mapping, report)
        if self.demanded:
            report_missing(self.demanded, mapping, report, self.manner.noun)
        if self.lines is not None:
            values[self.lines] = KeyLines(line=mapping.line, keys=mapping.lines)
        return self.make(values, mapping, report)

    def refuse_keys(self, keys: Iterable[str], mapping: Mapping, report: ProblemReport) -> None:
        """Report keys that the struct does not have."""
        for key in keys:
            report.add_unknown(mapping.lines[key], f"unknown {self.manner.noun} '{key}'", key, self.parts)

    def make(self, values: dict[str, Any], mapping: Mapping, report: ProblemReport) -> Any:
        """Return the struct of values that fit; what the struct itself refuses them for is reported."""
        if not self.required.issubset(values):
            return UNREAD
        try:
            return self.kind(**values)
        except ValueError as error:
            report.add(mapping.line, str(error), self.mend)
            return UNREAD

    def shape(self, structs: Structs) -> Shape:
        """Return a reference to the struct's own schema."""
        return structs.refer(self)

    def shape_keys(self, structs: Structs) -> Shape:
        """Return the struct's own schema."""
        return {
            "type": "object",
            "properties": {key: self.shape_key(part, structs) for key, part in self.parts.items()},
            "required": [part.key for part in self.demanded],
            "additionalProperties": False,
            "description": inspect.getdoc(self.kind) or "",
        }

    def shape_key(self, part: StructKey, structs: Structs) -> Shape:
        """Return the schema of one key's value."""
        shape = self.reader(part.key).shape(structs)
        return {**shape, "description": part.description} if part.description else shape


def take_keys(mapping: Mapping, keys: Iterable[str]) -> Mapping:
    """Return the mapping with these keys alone."""
    entries, lines = {key: mapping.entries[key] for key in keys}, {key: mapping.lines[key] for key in keys}
    return Mapping(line=mapping.line, entries=entries, lines=lines)


def report_missing(parts: Iterable[StructKey], mapping: Mapping, report: ProblemReport, noun: str) -> None:
    """Report each key that must be there and is not."""
    for part in parts:
        if part.key not in mapping.entries:
            report.add(mapping.line, f"{noun} '{part.key}' is missing", part.missing or "")


def make_part(field: msgspec.structs.FieldInfo, mend: str) -> StructKey:
    """Return what is said of a struct's field."""
    meta = find_meta(field.type)
    missing = meta.get("missing")
    return StructKey(
        key=field.encode_name,
        name=field.name,
        annotation=field.type,
        required=field.required,
        missing=missing or mend if field.required or missing is not None else None,
        description=meta.get("description", ""),
    )


def find_meta(annotation: Any) -> dict[str, Any]:
    """Return what is said of a field: its description, and what it is for where it is missing."""
    found: dict[str, Any] = {}
    for meta in getattr(annotation, "__metadata__", ()):
        if isinstance(meta, msgspec.Meta):
            found |= {"description": meta.description} if meta.description else {}
            found |= meta.extra or {}
    return found
