"""What a pack means: each part that a verdict, a claim or a decision follows from, without words for people."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from blackstart.model.claims import Statement
from blackstart.model.fleet import Fleet
from blackstart.model.lock import PackPart
from blackstart.model.outcome import Severity

NOT_MEANT = frozenset(
    {"digest", "further", "implied", "listed", "name", "origin", "origins", "scope", "sources", "title"}
)
"""Fields that say which fleet it is, where it was read, or again what its parts say."""
PROSE = frozenset({"help", "next_cases", "note", "title", "why_cases"})
"""Fields of its parts that are words for people, as all sentences by language are."""
KIND = "spec"
"""Under it stands the kind of a check."""
NAMES = ("id", "name", "key")
"""What a part is called by, where it stands in a list."""


def list_parts(fleet: Fleet) -> tuple[PackPart, ...]:
    """Return every part of the pack; a new table of a fleet is one of them without a word here."""
    fields = (field.name for field in msgspec.structs.fields(fleet) if field.name not in NOT_MEANT)
    return tuple(part for field in fields for part in list_of(field, getattr(fleet, field)))


def list_of(path: str, value: Any) -> Iterator[PackPart]:
    """Yield the parts of a table, of a list of named things, or of a mapping; another value is one part."""
    if value is None or value in ((), {}):
        return
    match value:
        case tuple() if all(name_of(item) for item in value):
            yield from (make_part(path, name_of(item), item) for item in value)
        case Mapping():
            yield from (make_part(path, str(key), item) for key, item in value.items() if not is_sentence(item))
        case msgspec.Struct():
            inner = (field.name for field in msgspec.structs.fields(value) if field.name not in NOT_MEANT)
            yield from (part for name in inner for part in list_of(f"{path}.{name}", getattr(value, name)))
        case _:
            yield PackPart(name=path, meaning=simplify(value))


def name_of(item: Any) -> str:
    """Return what a thing in a list is called by, empty where it has no name."""
    return next((str(getattr(item, name)) for name in NAMES if hasattr(item, name)), "")


def make_part(path: str, name: str, item: Any) -> PackPart:
    """Return one part: a statement by its kind, anything else by the list it stands in."""
    sort = str(item.kind) if isinstance(item, Statement) else path.removesuffix("s")
    meaning = simplify(item)
    told = {key: one for key, one in meaning.items() if key not in NAMES} if isinstance(meaning, dict) else meaning
    return PackPart(name=f"{sort} {name}", meaning=told)


def simplify(value: Any) -> Any:
    """Return a value as JSON has it: of a struct the fields that are not as by default, and no words for people."""
    match value:
        case msgspec.Struct():
            return simplify_struct(value)
        case Severity():
            return value.name.lower()
        case Mapping():
            return {str(key): simplify(item) for key, item in value.items()}
        case tuple() | list():
            return [simplify(item) for item in value]
        case _:
            return msgspec.to_builtins(value, order="sorted")


def simplify_struct(value: msgspec.Struct) -> dict[str, Any]:
    """Return the fields of a part that say something, and by which of several shapes it is read."""
    told = {name: item for name, item in list_set(value) if name not in PROSE and not is_sentence(item)}
    tag = value.__struct_config__.tag
    shape = {} if tag is None else {"type": tag}
    kind = {KIND: simplify_kind(told.pop(KIND))} if KIND in told else {}
    return {name: simplify(item) for name, item in told.items()} | shape | kind


def simplify_kind(spec: Any) -> dict[str, Any]:
    """Return a check's kind and its parameters; a mapping among them is none of sentences, whatever its keys."""
    return {"kind": spec.name, **{name: simplify(item) for name, item in list_set(spec)}}


def list_set(value: msgspec.Struct) -> Iterator[tuple[str, Any]]:
    """Yield the fields that are not as by default."""
    for field in msgspec.structs.fields(value):
        item = getattr(value, field.name)
        if field.required or item != field_default(field):
            yield field.name, item


def field_default(field: Any) -> Any:
    """Return a field's default."""
    return field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()


def is_sentence(item: Any) -> bool:
    """Tell whether it is a sentence by language: such a one always has English."""
    return isinstance(item, Mapping) and "en" in item
