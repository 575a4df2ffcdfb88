"""One reader from YAML nodes to structs: every error at its line, and the struct is the file's whole description.

A file format is a struct. What may stand in it follows from the types of its fields (see `find_reader`), what is
wrong with a file from these and from the `link_*` function that puts names and what they stand for together.
"""

from collections.abc import Callable
from datetime import date
from enum import Enum
from functools import cache, partial
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin

import msgspec
from msgspec import Meta

from blackstart.baseline.documents import read_document, read_mapping
from blackstart.baseline.nodes import Mapping
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.typed_numbers import make_number, make_time
from blackstart.baseline.typed_parts import (
    ListReader,
    MappingReader,
    PlainReader,
    TupleReader,
)
from blackstart.baseline.typed_place import EMPTY_LIST, EMPTY_MAPPING, FILE, UNREAD, At, Manner
from blackstart.baseline.typed_scalars import Reader, ScalarReader
from blackstart.baseline.typed_struct import StructReader
from blackstart.baseline.typed_union import make_union_reader
from blackstart.baseline.typed_values import (
    Name,
    make_bytes,
    make_choice,
    make_day,
    make_flag,
    make_matching_text,
    make_name,
    make_text,
)
from blackstart.checks.duration import WORDS

T = TypeVar("T", bound=msgspec.Struct)
Said = dict[str, Any]
"""What `Meta` says of a type, by its attributes' names."""
BOUNDS = ("ge", "gt", "le", "lt")
ATTRIBUTES = (*BOUNDS, "min_length", "max_length", "pattern", "title")


def read_file(text: str, kind: type[T], report: ProblemReport) -> T | None:
    """Return what a file says, as the struct; None where it cannot be read. What is wrong stands in the report."""
    mapping = read_mapping(text, report)
    return None if mapping is None else read_struct(mapping, kind, report)


def read_list_file(text: str, kind: type[T], report: ProblemReport) -> tuple[T, ...]:
    """Return the entries of a file that is one list; those that cannot be read are left out, and reported."""
    node = read_document(text, report)
    if node is None:
        return ()
    at = At(report, FILE, node.line)
    entries = ListReader(part=struct_reader(kind, FILE)).read(node, at)
    return () if entries is UNREAD else cast("tuple[T, ...]", entries)


def read_struct(mapping: Mapping, kind: type[T], report: ProblemReport, manner: Manner = FILE) -> T | None:
    """Return the mapping as the struct; None where a key without a default is missing or does not fit."""
    value = struct_reader(kind, manner).read_mapping(mapping, report)
    return None if value is UNREAD else cast("T", value)


@cache
def struct_reader(kind: type[msgspec.Struct], manner: Manner) -> StructReader:
    """Return the reader of a struct, which is made once."""
    return StructReader(kind, manner, partial(find_reader, manner))


def find_reader(manner: Manner, annotation: Any) -> Reader:
    """Return the reader of a type. Raises TypeError for a type that no file has."""
    base, said = unwrap(annotation)
    if "reader" in said:
        return cast("Reader", said["reader"])
    origin = get_origin(base) or base
    if origin in MAKERS:
        return MAKERS[origin](manner, base, said)
    if isinstance(origin, type) and issubclass(origin, Enum):
        return make_choice((member.value, member) for member in origin)
    if isinstance(origin, type) and issubclass(origin, msgspec.Struct):
        return struct_reader(origin, manner)
    raise TypeError(f"no file has values of the type {annotation}")


def unwrap(annotation: Any) -> tuple[Any, Said]:
    """Return a type and what is said of it."""
    if get_origin(annotation) is not Annotated:
        return annotation, {}
    base, *metas = get_args(annotation)
    said: Said = {}
    for meta in metas:
        if isinstance(meta, Meta):
            said |= {name: value for name in ATTRIBUTES if (value := getattr(meta, name)) is not None}
            said |= meta.extra or {}
    return base, said


def make_string(manner: Manner, base: Any, said: Said) -> Reader:  # noqa: ARG001  # as every maker
    """Return the reader of text, or of a time that is kept as text."""
    if said.get("title") == WORDS:
        return make_time({"gt": 0.0}, as_text=True)
    if "pattern" in said:
        return make_matching_text(said["pattern"], said.get("title", ""))
    return make_text(blank=manner.blank)


def make_figure(manner: Manner, base: Any, said: Said) -> Reader:  # noqa: ARG001  # as every maker
    """Return the reader of a number, or of a time in seconds."""
    bounds = {name: said[name] for name in BOUNDS if name in said}
    if said.get("title") == WORDS:
        return make_time(bounds)
    return make_number(bounds, said.get("title", ""), whole=base is int)


def make_literal(manner: Manner, base: Any, said: Said) -> Reader:  # noqa: ARG001  # as every maker
    """Return the reader of one of several words or numbers."""
    values = sorted(get_args(base), key=lambda value: (isinstance(value, str), value))
    return make_choice((value, value) for value in values)


def make_list(manner: Manner, base: Any, said: Said) -> Reader:
    """Return the reader of a list of any length, or of one with a meaning for each place."""
    first, *others = get_args(base)
    if others and others != [...]:
        return TupleReader(parts=tuple(find_reader(manner, part) for part in (first, *others)))
    return ListReader(
        part=find_reader(manner, first),
        single=said.get("single", False),
        least=find_least(said),
        most=said.get("max_length"),
        title=said.get("title", ""),
        empty=said.get("empty", EMPTY_LIST),
        mend=said.get("mend", ""),
        kept_as=get_origin(base),
    )


def find_least(said: Said) -> int:
    """Return how many parts there must be: one where something is said of a value without any."""
    return int(said.get("min_length", 1 if "empty" in said else 0))


def make_mapping(manner: Manner, base: Any, said: Said) -> Reader:
    """Return the reader of a mapping."""
    key, part = (find_reader(manner, annotation) for annotation in get_args(base))
    empty, wanted = said.get("empty", EMPTY_MAPPING), said.get("title", "a mapping")
    return MappingReader(key=cast("ScalarReader", key), part=part, least=find_least(said), empty=empty, wanted=wanted)


def make_union(manner: Manner, base: Any, said: Said) -> Reader:
    """Return the reader of one of several types. None is what stands there where the key is left out."""
    parts = [part for part in get_args(base) if part is not type(None)]
    if len(parts) == 1:
        return find_reader(manner, Annotated[parts[0], Meta(extra=said)] if said else parts[0])
    return make_union_reader(sorted((find_reader(manner, part) for part in parts), key=rank))


def rank(reader: Reader) -> int:
    """Return how early a reader is tried: whole numbers before those with a fraction, any text last."""
    return reader.rank if isinstance(reader, ScalarReader) else 0


Maker = Callable[[Manner, Any, Said], Reader]
MAKERS: dict[Any, Maker] = {
    str: make_string,
    int: make_figure,
    float: make_figure,
    bool: lambda *_: make_flag(),
    bytes: lambda *_: make_bytes(),
    date: lambda *_: make_day(),
    Name: lambda *_: make_name(),
    Any: lambda *_: PlainReader(),
    Literal: make_literal,
    tuple: make_list,
    list: make_list,
    dict: make_mapping,
    Union: make_union,
    UnionType: make_union,
}
