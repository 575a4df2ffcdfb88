"""What every kind of check is for, takes and reads, as `blackstart kinds` shows it."""

import inspect
import sys

import msgspec
from msgspec.inspect import type_info as inspect_type
from msgspec.structs import FieldInfo

from blackstart.baseline.type_names import is_time, name_parameter_type, name_type
from blackstart.checks.duration import write_duration
from blackstart.checks.spec import Spec
from blackstart.checks.table import find_kind, list_kinds


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """A parameter of a kind. `default` is JSON, nothing where the parameter is required."""

    name: str
    type: str
    required: bool
    default: str = ""


class ReadingField(msgspec.Struct, frozen=True, kw_only=True):
    """A value that expectations of a kind can name."""

    name: str
    type: str


class KindDescription(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of check. `promise` tells what holds on a PASS, `about_reading` what its values mean.

    `shorthand` is the parameter that a bare value stands for; `asked_from` is `host` or
    `controller`; a kind that `needs_expect` demands nothing by its parameters. `blind_spots`
    say what it cannot see, and as whom to ask.
    """

    name: str
    summary: str
    promise: str
    parameters: tuple[Parameter, ...]
    about_reading: str
    reading: tuple[ReadingField, ...]
    asked_from: str
    shorthand: str | None
    needs_expect: bool
    blind_spots: tuple[str, ...]
    example: str


class KindsDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What `kinds` prints for programs."""

    kinds: tuple[KindDescription, ...]


def describe_kinds() -> tuple[KindDescription, ...]:
    """Return the description of every kind, by name."""
    return tuple(describe_kind(find_kind(name)) for name in list_kinds())


def describe_kind(kind: type[Spec]) -> KindDescription:
    """Return one kind's description, from its docstrings and types."""
    return KindDescription(
        name=kind.name,
        summary=inspect.getdoc(sys.modules[kind.__module__]) or "",
        promise=inspect.getdoc(kind) or "",
        parameters=tuple(describe_parameter(field) for field in msgspec.structs.fields(kind)),
        about_reading=inspect.getdoc(kind.reading) or "",
        reading=tuple(
            ReadingField(name=field.encode_name, type=name_type(field.type))
            for field in msgspec.structs.fields(kind.reading)
        ),
        asked_from=kind.asked_from,
        shorthand=kind.shorthand,
        needs_expect=kind.needs_expect,
        blind_spots=kind.blind_spots,
        example=kind.example,
    )


def describe_parameter(field: FieldInfo) -> Parameter:
    """Return one parameter's description."""
    return Parameter(
        name=field.encode_name,
        type=name_parameter_type(field.type),
        required=field.required,
        default="" if field.required else write_default(field),
    )


def write_default(field: FieldInfo) -> str:
    """Return what the parameter is where the file says nothing: a time as a duration, all else as JSON."""
    value = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
    if is_time(inspect_type(field.type)) and value is not None:
        return value if isinstance(value, str) else write_duration(value)
    return msgspec.json.encode(value).decode()
