"""Whether a number can stand at a dotted path of a kind's reading, by its types."""

from functools import cache

import msgspec
from msgspec import inspect as types

from blackstart.model.kind import Reading


@cache
def find_path_fault(reading: type[Reading], columns: frozenset[str], path: str) -> str | None:
    """Return why no number can stand there, or None where one can."""
    names = path.split(".")
    if names[0] in columns:
        return None if len(names) == 1 else f"'{path}': a column holds one value"
    options: list[types.Type] = [types.type_info(reading)]
    for name in names:
        options = [inner for option in options for inner in step_into(option, name)]
    if not options:
        fields = {field.encode_name for field in msgspec.structs.fields(reading)} | columns
        return f"the reading has no '{path}'; it has {', '.join(sorted(fields))}"
    if not any(isinstance(option, types.IntType | types.FloatType | types.AnyType) for option in options):
        return f"'{path}' is no number"
    return None


def step_into(info: types.Type, name: str) -> list[types.Type]:
    """Return the types that may stand under a name, or at a place in a list; none where nothing does."""
    match info:
        case types.StructType():
            return [kind for field in info.fields if field.encode_name == name for kind in split_union(field.type)]
        case types.DictType():
            return split_union(info.value_type)
        case types.ListType() | types.VarTupleType() if name.isdecimal():
            return split_union(info.item_type)
        case types.AnyType():
            return [info]
        case _:
            return []


def split_union(info: types.Type) -> list[types.Type]:
    """Return the types a value may be of."""
    match info:
        case types.Metadata():
            return split_union(info.type)
        case types.UnionType():
            return [kind for part in info.types for kind in split_union(part)]
        case _:
            return [info]
