"""Types in words that people who write YAML know: text, integer, list of text."""

from typing import Any, assert_never

from msgspec import inspect as types

from blackstart.checks.duration import WORDS

SIMPLE = {
    types.AnyType: "anything",
    types.NoneType: "null",
    types.BoolType: "true or false",
    types.IntType: "whole number",
    types.FloatType: "number",
    types.StrType: "text",
}
BOUNDS = {
    "ge": "at least {}",
    "gt": "above {}",
    "le": "at most {}",
    "lt": "below {}",
    "min_length": "not shorter than {}",
    "max_length": "not longer than {}",
    "pattern": "matching {}",
}


def name_type(annotation: Any) -> str:
    """Return the type in words. Raises TypeError for one no parameter or reading has."""
    return name_info(types.type_info(annotation))


def name_parameter_type(annotation: Any) -> str:
    """Return a parameter's type in words; that it may be left out is told by its default."""
    match types.type_info(annotation):
        case types.UnionType() as union:
            return name_union(tuple(part for part in union.types if not isinstance(part, types.NoneType)))
        case info:
            return name_info(info)


def is_time(info: types.Type) -> bool:
    """Tell whether a type is a time, or none where it may be left out."""
    match info:
        case types.Metadata(extra_json_schema={"title": title}):
            return bool(title == WORDS)
        case types.UnionType():
            return any(is_time(part) for part in info.types)
        case _:
            return False


def name_info(info: types.Type) -> str:
    """Return an inspected type in words."""
    match info:
        case types.Metadata(extra_json_schema={"title": str(title)}):
            return f"{title}{name_bounds(info.type)}"
        case types.Metadata():
            return name_info(info.type)
        case types.UnionType():
            return name_union(info.types)
        case types.LiteralType():
            return " or ".join(str(value) for value in info.values)
        case types.ListType() | types.VarTupleType() | types.DictType() | types.StructType():
            return name_collection(info)
        case _:
            return name_simple(info)


def name_union(parts: tuple[types.Type, ...]) -> str:
    """Return the names of several types; a number may be a whole one."""
    names = [name_info(part) for part in parts]
    return " or ".join(name for name in names if name != "whole number" or "number" not in names)


def name_collection(info: types.ListType | types.VarTupleType | types.DictType | types.StructType) -> str:
    """Return the name of a type by the names of its parts."""
    match info:
        case types.ListType() | types.VarTupleType():
            return f"list of {name_info(info.item_type)}"
        case types.DictType():
            return f"map of {name_info(info.key_type)} to {name_info(info.value_type)}"
        case types.StructType():
            return f"{{{', '.join(f'{field.encode_name}: {name_info(field.type)}' for field in info.fields)}}}"
        case _:
            assert_never(info)


def name_simple(info: types.Type) -> str:
    """Return the name of a type without parts, with its bounds."""
    if type(info) not in SIMPLE:
        raise TypeError(f"no words for {info}")
    return f"{SIMPLE[type(info)]}{name_bounds(info)}"


def name_bounds(info: types.Type) -> str:
    """Return a type's bounds in words, in brackets, or nothing."""
    bounds = [
        words.format(getattr(info, name)) for name, words in BOUNDS.items() if getattr(info, name, None) is not None
    ]
    return f" ({', '.join(bounds)})" if bounds else ""
