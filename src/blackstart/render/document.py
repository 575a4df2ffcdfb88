"""What a command prints as JSON: a struct with the version of its form, and the JSON Schema that follows from both."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import UNSET, inspect

from blackstart.model.fleet import Text

FORMAT_VERSION = 1
"""Raised when a key that was printed goes away or means something else; new keys may come without it."""
VERSION_KEY = "format_version"
DRAFT = "https://json-schema.org/draft/2020-12/schema"


class FleetIdentity(msgspec.Struct, frozen=True, kw_only=True):
    """Which fleet it is about: its name, and the digest of its baseline's files."""

    name: str
    title: Text | msgspec.UnsetType = UNSET
    digest: str


def write_document(answer: msgspec.Struct) -> str:
    """Return an answer for programs: sorted keys, so that the same answer gives the same text."""
    given = {key: value for key, value in msgspec.structs.asdict(answer).items() if value is not UNSET}
    document = {VERSION_KEY: FORMAT_VERSION, **given}
    return msgspec.json.format(msgspec.json.encode(document, order="sorted"), indent=2).decode() + "\n"


def make_document_schema(kind: type[msgspec.Struct], title: str) -> dict[str, Any]:
    """Return the JSON Schema of what `write_document` prints of a struct.

    Every key is required that is always printed, also where the struct has a default for it.
    """
    (root,), definitions = msgspec.json.schema_components((kind,), ref_template="#/$defs/{name}")
    required = {shape.cls.__name__: tuple(list_printed(shape)) for shape in list_structs(kind)}
    for name, definition in definitions.items():
        if name in required:
            definition["required"] = list(required[name])
    own = definitions[root["$ref"].rpartition("/")[2]]
    return {
        "$schema": DRAFT,
        "title": title,
        **{key: value for key, value in own.items() if key != "title"},
        "properties": {VERSION_KEY: {"const": FORMAT_VERSION}, **own["properties"]},
        "required": [VERSION_KEY, *own["required"]],
        "$defs": definitions,
    }


def list_printed(shape: inspect.StructType) -> Iterator[str]:
    """Yield the keys of a struct that are always printed, and its tag."""
    if shape.tag_field is not None:
        yield shape.tag_field
    defaults = (
        (field.encode_name, (field.default, field.default_factory)) for field in shape.fields if not field.required
    )
    unset = {name for name, made in defaults if made == (msgspec.NODEFAULT, msgspec.NODEFAULT)}
    yield from (field.encode_name for field in shape.fields if field.encode_name not in unset)


def list_structs(kind: type[msgspec.Struct]) -> list[inspect.StructType]:
    """Return the shapes of a struct and of all structs in it, each once."""
    found: dict[type, inspect.StructType] = {}
    waiting: list[object] = [inspect.type_info(kind)]
    while waiting:
        shape = waiting.pop()
        if isinstance(shape, inspect.StructType):
            if shape.cls in found:
                continue
            found[shape.cls] = shape
            waiting += [field.type for field in shape.fields]
        else:
            waiting += list_parts(shape)
    return list(found.values())


def list_parts(shape: object) -> list[object]:
    """Return the types that a union, a collection or a mapping is made of."""
    match shape:
        case inspect.UnionType(types=types):
            return list(types)
        case inspect.TupleType(item_types=types):
            return list(types)
        case inspect.VarTupleType(item_type=one) | inspect.ListType(item_type=one):
            return [one]
        case inspect.DictType(key_type=key, value_type=value):
            return [key, value]
        case _:
            return []
