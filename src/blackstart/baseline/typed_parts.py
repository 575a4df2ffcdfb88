"""Readers of lists, mappings and unions: of what has parts, or may be one of several."""

from collections.abc import Callable, Iterable
from typing import Any, assert_never

import msgspec

from blackstart.baseline.nodes import Mapping, Node, Scalar, Sequence
from blackstart.baseline.scalars import resolve
from blackstart.baseline.typed_place import EMPTY_LIST, EMPTY_MAPPING, UNREAD, At
from blackstart.baseline.typed_scalars import Reader, ScalarReader, Shape, Structs
from blackstart.baseline.typed_struct import StructReader
from blackstart.baseline.typed_union import find_mend, find_subject

LIST: frozenset[type[Node]] = frozenset({Sequence})


class ListReader(msgspec.Struct, frozen=True, kw_only=True):
    """A list of parts, `least` or more and `most` or fewer; with `single`, one part may stand without a list."""

    part: Reader
    single: bool = False
    least: int = 0
    most: int | None = None
    title: str = ""
    empty: tuple[str, str] = EMPTY_LIST
    mend: str = ""
    kept_as: Callable[[Iterable[Any]], Any] = tuple

    @property
    def wanted(self) -> str:
        """What may stand there."""
        if self.title:
            return self.title
        return f"{self.part.wanted} or {self.many}" if self.single else self.many

    @property
    def many(self) -> str:
        """What a list of them holds."""
        return f"a list of {self.part.many}"

    @property
    def forms(self) -> frozenset[type[Node]]:
        """A list, or what may stand for one."""
        return LIST | self.part.forms if self.single else LIST

    def read(self, node: Node, at: At) -> Any:
        """Return those parts that can be read."""
        if not isinstance(node, Sequence):
            return self.read_single(node, at)
        if not self.least <= len(node.items) <= (len(node.items) if self.most is None else self.most):
            self.refuse_length(node, at)
        parts = [self.part.read(item, at.below(index, item.line)) for index, item in enumerate(node.items)]
        return self.kept_as([part for part in parts if part is not UNREAD] if UNREAD in parts else parts)

    def read_single(self, node: Node, at: At) -> Any:
        """Return the one part in the list's place."""
        if type(node) not in self.forms:
            at.refuse(self.wanted, node, self.mend or find_mend(self.part))
            return UNREAD
        part = self.part.read(node, at)
        return UNREAD if part is UNREAD else self.kept_as([part])

    def refuse_length(self, node: Sequence, at: At) -> None:
        """Report a list with too few parts or too many."""
        if not node.items:
            at.complain(*self.empty)
        elif len(node.items) < self.least:
            at.complain(f"expected a list with at least {self.least} parts")
        else:
            at.complain(f"expected a list with at most {self.most} parts")

    def shape(self, structs: Structs) -> Shape:
        """Return an array, or also one part."""
        part = self.part.shape(structs)
        limits = {"minItems": self.least or None, "maxItems": self.most}
        array: Shape = {"type": "array", "items": part}
        array |= {name: limit for name, limit in limits.items() if limit is not None}
        return {"anyOf": [part, array]} if self.single else array


class TupleReader(msgspec.Struct, frozen=True, kw_only=True):
    """A list in which each place has its own meaning."""

    parts: tuple[Reader, ...]
    forms: frozenset[type[Node]] = LIST

    @property
    def wanted(self) -> str:
        """What may stand there."""
        return f"a list of {len(self.parts)}: {', '.join(part.wanted for part in self.parts)}"

    @property
    def many(self) -> str:
        """What a list of them holds."""
        return "lists"

    def read(self, node: Node, at: At) -> Any:
        """Return the parts, if all of them can be read."""
        if not isinstance(node, Sequence) or len(node.items) != len(self.parts):
            at.refuse(self.wanted, node)
            return UNREAD
        pairs = enumerate(zip(self.parts, node.items, strict=True))
        parts = tuple(part.read(item, at.below(index, item.line)) for index, (part, item) in pairs)
        return UNREAD if UNREAD in parts else parts

    def shape(self, structs: Structs) -> Shape:
        """Return an array with a schema for each place."""
        places = [part.shape(structs) for part in self.parts]
        return {"type": "array", "prefixItems": places, "minItems": len(places), "maxItems": len(places)}


class MappingReader(msgspec.Struct, frozen=True, kw_only=True):
    """A mapping from names to parts; with `least`, to so many of them at least."""

    key: ScalarReader
    part: Reader
    least: int = 0
    empty: tuple[str, str] = EMPTY_MAPPING
    wanted: str = "a mapping"
    many: str = "mappings"
    forms: frozenset[type[Node]] = frozenset({Mapping})

    def read(self, node: Node, at: At) -> Any:
        """Return those parts that can be read, by their keys."""
        if not isinstance(node, Mapping):
            at.refuse(self.wanted, node, find_mend(self.part))
            return UNREAD
        if len(node.entries) < self.least:
            at.complain(*self.empty)
        pairs = [(self.read_key(key, node, at), self.read_part(key, node, at)) for key in node.entries]
        return {key: part for key, part in pairs if key is not UNREAD and part is not UNREAD}

    def read_key(self, key: str, node: Mapping, at: At) -> Any:
        """Return the key as it is meant."""
        line = node.lines[key]
        meant = (self.key.take(Scalar(line=line, text=key, value=value), line) for value in (key, resolve(key)))
        taken = next((value for value in meant if value is not UNREAD), UNREAD)
        if taken is UNREAD and self.key.words:
            at.report.add_unknown(line, f"unknown {at.manner.noun} '{key}'", key, self.key.words)
        elif taken is UNREAD:
            at.complain(f"expected {self.key.wanted} for a key, found '{key}'", "", line)
        return taken

    def read_part(self, key: str, node: Mapping, at: At) -> Any:
        """Return the part under a key. One with a subject is reported by that and the key.

        What is no mapping and should be one is the struct without keys, if it can be: so its name counts as known.
        """
        part, line = node.entries[key], node.lines[key]
        subject = find_subject(self.part)
        if not subject or not (isinstance(part, Mapping) or isinstance(self.part, StructReader)):
            return self.part.read(part, at.below(key, line))
        value = self.part.read(part, At(at.report.within(f"{subject} '{key}'"), at.manner, line))
        if value is UNREAD and isinstance(self.part, StructReader) and not self.part.required:
            return self.part.kind()
        return value

    def shape(self, structs: Structs) -> Shape:
        """Return an object."""
        shape: Shape = {"type": "object", "additionalProperties": self.part.shape(structs)}
        if self.key.words:
            shape["propertyNames"] = self.key.shape(structs)
        return {**shape, "minProperties": self.least} if self.least else shape


class PlainReader(msgspec.Struct, frozen=True, kw_only=True):
    """Anything, as plain data."""

    wanted: str = "anything"
    many: str = "anything"
    forms: frozenset[type[Node]] = frozenset({Scalar, Sequence, Mapping})

    def read(self, node: Node, at: At) -> Any:  # noqa: ARG002  # as every reader
        """Return plain data."""
        return to_plain(node)

    def shape(self, structs: Structs) -> Shape:  # noqa: ARG002  # as every reader
        """Return a schema that everything fits."""
        return {}


def to_plain(node: Node) -> Any:
    """Return the node's value without lines. Nodes are never deep (composer.MAX_DEPTH)."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [to_plain(item) for item in node.items]
        case Mapping():
            return {key: to_plain(value) for key, value in node.entries.items()}
        case _:
            assert_never(node)
