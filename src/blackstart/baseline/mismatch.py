"""What does not fit a type, in words that people who write YAML know; msgspec says it in Python's."""

import re
from typing import Any

import msgspec
from msgspec import inspect as types

from blackstart.baseline.problems import suggest
from blackstart.baseline.times import is_time
from blackstart.checks.duration import WORDS

EXPECTED = re.compile(r"Expected `(?P<type>[^`]+)`(?P<bound>.*?)(?:, got `(?P<found>[^`]+)`)?")
NAMES = {
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "str": "text",
    "array": "a list",
    "object": "a mapping",
    "null": "nothing",
}
BOUNDS = (
    (re.compile(r" of length >= (\S+)"), r" with at least \1 parts"),
    (re.compile(r" of length <= (\S+)"), r" with at most \1 parts"),
    (re.compile(r" of length (\d\S*)"), r" with \1 parts"),
    (re.compile(r" >= (\S+)"), r" of at least \1"),
    (re.compile(r" <= (\S+)"), r" of at most \1"),
    (re.compile(r" > (\S+)"), r" above \1"),
    (re.compile(r" < (\S+)"), r" below \1"),
    (re.compile(r" matching regex (.+)"), r" matching \1"),
)
STEP = re.compile(r"\.(?P<key>[^.\[]+)|\[(?P<item>[^\]]*)\]")
QUOTES = "put it in quotes"
LONGEST_FOUND = 60


def say_mismatch(error: msgspec.ValidationError, wanted: Any, value: Any) -> tuple[str, str]:
    """Return why a value does not fit the type that is wanted, and how to mend it where that is known."""
    said, _, below = str(error).partition(" - at `")
    info, path = types.type_info(wanted), below.rstrip("`").removeprefix("$")
    for step in STEP.finditer(path):
        info = step_into(info, step["key"])
    if is_time(info):
        seen = f", found {value!r}"[:LONGEST_FOUND] if not path else ""
        return f"expected {WORDS}, or seconds{find_bound(said)}{seen}", "write 90s, 15m, 24h or 7d"
    if said.startswith("Invalid enum value"):
        return say_choice(said, info)
    found = EXPECTED.fullmatch(said)
    if found is None:
        return say_keys(said), ""
    seen = f" {value!r}"[:LONGEST_FOUND] if isinstance(value, str) and not path else ""
    return say_expected(found) + seen, QUOTES if wants_quotes(found) else ""


def say_keys(said: str) -> str:
    """Return what msgspec says of the fields of a mapping, in words; anything else as it is."""
    said = re.sub(r"Object missing required field `(.*)`", r"key '\1' is missing", said)
    return re.sub(r"Object contains unknown field `(.*)`", r"unknown key '\1'", said)


def step_into(info: types.Type, key: str | None) -> types.Type:
    """Return the type of a field of that name, or of what a collection holds."""
    match info:
        case types.Metadata():
            return step_into(info.type, key)
        case types.UnionType():
            return next((into for part in info.types if (into := step_into(part, key)) is not part), info)
        case types.StructType():
            return next((field.type for field in info.fields if field.encode_name == key), info)
        case types.ListType() | types.VarTupleType():
            return info.item_type
        case types.DictType():
            return info.value_type
        case _:
            return info


def wants_quotes(found: re.Match[str]) -> bool:
    """Tell whether what stands there would fit in quotes: a number or `true` where text is wanted."""
    return "str" in found["type"].split(" | ") and found["found"] in {"int", "float", "bool"}


def say_expected(found: re.Match[str]) -> str:
    """Return msgspec's sentence in words; that something may be left out is no mend for what stands there."""
    wanted = [name for name in found["type"].split(" | ") if name != "null"]
    bound = say_bound(found["bound"])
    seen = f", found {NAMES.get(found['found'], found['found'])}" if found["found"] else ""
    return f"expected {' or '.join(NAMES.get(name, name) for name in wanted)}{bound}{seen}"


def find_bound(said: str) -> str:
    """Return the bound that msgspec names, in words."""
    found = EXPECTED.fullmatch(said)
    return "" if found is None else say_bound(found["bound"])


def say_bound(bound: str) -> str:
    """Return a bound in words."""
    for sign, words in BOUNDS:
        bound = sign.sub(words, bound)
    return bound


def say_choice(said: str, info: types.Type) -> tuple[str, str]:
    """Return what may stand where another word does."""
    name = said.removeprefix("Invalid enum value ").strip("'")
    known = list_choices(info)
    if not known:
        return f"'{name}' may not stand here", ""
    return f"expected {' or '.join(known)}, found '{name}'", suggest(name, known) if len(known) > 1 else ""


def list_choices(info: types.Type) -> list[str]:
    """Return the words of a choice."""
    match info:
        case types.LiteralType():
            return [str(value) for value in info.values]
        case types.EnumType():
            return [str(member.value) for member in info.cls]
        case types.UnionType():
            return [word for part in info.types for word in list_choices(part)]
        case _:
            return []
