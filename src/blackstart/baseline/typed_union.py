"""The reader of what may be one of several: told by its form, mappings by a key that only one of them has."""

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Map
from typing import Any, cast

import msgspec

from blackstart.baseline.nodes import Mapping, Node, Scalar, Sequence
from blackstart.baseline.typed_place import EMPTY_MAPPING, UNREAD, At
from blackstart.baseline.typed_scalars import Reader, ScalarReader, Shape, Structs
from blackstart.baseline.typed_struct import StructReader, report_missing

FORMS: tuple[type[Node], ...] = (Scalar, Sequence, Mapping)


class UnionReader(msgspec.Struct, frozen=True, kw_only=True):
    """One of several types. Of two that read single values the first that takes one has it.

    `suited` has, by the form of a value, the readers of what has this form.
    """

    readers: tuple[Reader, ...]
    suited: Map[type[Node], list[Reader]]

    @property
    def wanted(self) -> str:
        """What may stand there."""
        return " or ".join(dict.fromkeys(reader.wanted for reader in self.readers))

    @property
    def many(self) -> str:
        """What a list of them holds."""
        return " or ".join(dict.fromkeys(reader.many for reader in self.readers))

    @property
    def forms(self) -> frozenset[type[Node]]:
        """The forms that one of them reads."""
        return frozenset(form for form, readers in self.suited.items() if readers)

    def read(self, node: Node, at: At) -> Any:
        """Return the value as the type that fits has it."""
        suited = self.suited[type(node)]
        if len(suited) == 1:
            return suited[0].read(node, at)
        if suited and isinstance(node, Mapping):
            return read_told(node, [cast("StructReader", reader) for reader in suited], at)
        return self.read_first(node, suited, at)

    def read_first(self, node: Node, suited: list[Reader], at: At) -> Any:
        """Return the single value as the first that takes it has it."""
        taken = (cast("ScalarReader", reader).take(cast("Scalar", node), at.line) for reader in suited)
        value = next((value for value in taken if value is not UNREAD), UNREAD)
        if value is UNREAD:
            at.refuse(self.wanted, node, find_mend(self))
        return value

    def shape(self, structs: Structs) -> Shape:
        """Return all of their schemas."""
        return {"anyOf": [reader.shape(structs) for reader in self.readers]}


def make_union_reader(readers: Iterable[Reader]) -> UnionReader:
    """Return the reader of what one of these reads."""
    every = tuple(readers)
    return UnionReader(readers=every, suited={form: [one for one in every if form in one.forms] for form in FORMS})


def find_mend(reader: Reader) -> str:
    """Return what shows how a value is written, if anything does."""
    match reader:
        case StructReader():
            return reader.mend
        case UnionReader():
            return next(filter(None, map(find_mend, reader.readers)), "")
        case _:
            return ""


def find_subject(reader: Reader) -> str:
    """Return what messages call a struct that stands under its name, if it is read as one with a subject."""
    match reader:
        case StructReader():
            return reader.subject
        case UnionReader():
            return next(filter(None, map(find_subject, reader.readers)), "")
        case _:
            return ""


def read_told(node: Mapping, readers: list[StructReader], at: At) -> Any:
    """Return the mapping as the one struct that has its keys."""
    own = {reader: list(list_own(reader, readers)) for reader in readers}
    told = {reader: key for reader, keys in own.items() for key in keys if key in node.entries}
    if len(told) == 1:
        return next(iter(told)).read(node, at)
    if not told:
        return refuse_untold(node, readers, own, at)
    at.complain(f"{' and '.join(f'`{key}`' for key in told.values())} stand together", "keep one of them", node.line)
    return UNREAD


def list_own(reader: StructReader, readers: list[StructReader]) -> Iterator[str]:
    """Yield the keys by which a struct is told from the others, those first that it must have."""
    others = {key for other in readers if other is not reader for key in other.parts}
    own = [key for key in reader.parts if key not in others]
    yield from sorted(own, key=lambda key: not reader.parts[key].required)


def refuse_untold(node: Mapping, readers: list[StructReader], own: Map[StructReader, list[str]], at: At) -> Any:
    """Read the mapping as the one struct that has no key of its own, or report that it is none of them."""
    plain = [reader for reader in readers if not own[reader]]
    if plain:
        return plain[0].read(node, at)
    known = {key for reader in readers for key in reader.parts}
    unknown = [key for key in node.entries if key not in known]
    for key in unknown:
        at.report.add_unknown(node.lines[key], f"unknown {at.manner.noun} '{key}'", key, known)
    report_shared(node, readers, at)
    if not node.entries:
        at.complain(*EMPTY_MAPPING, node.line)
    elif not unknown:
        named = ", ".join(f"`{keys[0]}`" for keys in own.values())
        at.complain(f"expected one of {named}, found none of them", "", node.line)
    return UNREAD


def report_shared(node: Mapping, readers: list[StructReader], at: At) -> None:
    """Report each missing key that all of the structs must have."""
    first, *others = readers
    shared = [part for part in first.demanded if all(part.key in other.parts for other in others)]
    report_missing(shared, node, at.report, at.manner.noun)
