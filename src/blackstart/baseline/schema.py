"""JSON Schema of a baseline's files, for editors: `blackstart schema`."""

import inspect
import sys
from typing import Any

import msgspec

from blackstart.baseline.check_entry import CheckEntry
from blackstart.baseline.fleet_file import FleetFile
from blackstart.baseline.metric_file import MetricFile
from blackstart.baseline.phase_file import PhaseEntry
from blackstart.baseline.plan_format import PlanFile
from blackstart.baseline.recovery_shape import SHAPES
from blackstart.baseline.response_file import ResponseFile
from blackstart.baseline.schema_shapes import (
    SHARED,
    Shape,
    describe,
    ref,
)
from blackstart.baseline.summary_shape import SHAPES as SUMMARY
from blackstart.baseline.typed_numbers import TIME
from blackstart.baseline.typed_schema import shape_files
from blackstart.baseline.view_file import ViewFile
from blackstart.baseline.waiver_file import WaiverFile
from blackstart.checks.duration import WORDS
from blackstart.checks.spec import Spec
from blackstart.checks.table import find_kind, list_kinds

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TYPED: dict[str, type[msgspec.Struct]] = {
    "fleet": FleetFile,
    "phase": PhaseEntry,
    "check": CheckEntry,
    "view": ViewFile,
    "plan": PlanFile,
    "metrics": MetricFile,
    "responses": ResponseFile,
    "audit": WaiverFile,
}
"""Files whose schema follows from the struct that they are read as."""
FILES = ("fleet", "phase", "view", "plan", "recovery", "summary", "responses", "metrics", "audit")


def make_schema() -> dict[str, Any]:
    """Return one schema for all files of a pack, with every kind's parameters.

    It tells what a file may hold; names, needs and expectations are checked on loading.
    """
    kinds = {name: find_kind(name) for name in list_kinds()}
    typed = shape_files(TYPED)
    _, components = msgspec.json.schema_components(kinds.values(), ref_template="#/$defs/{name}")
    return {
        "$schema": DRAFT,
        "title": "Blackstart baseline",
        "description": "Any file of a pack: fleet.yml, a phase, a view, recovery.yml, summary.yml or responses.yml.",
        "oneOf": [ref(name) for name in FILES],
        "$defs": {
            **SHAPES,
            **SUMMARY,
            **typed,
            "check": add_kinds(typed["check"], kinds, components),
            **SHARED,
            **{name: tidy(component) for name, component in components.items()},
        },
    }


def make_file_schema(name: str) -> dict[str, Any]:
    """Return the schema of one sort of file, with the definitions that it leads to and no others."""
    whole = make_schema()["$defs"]
    reached: dict[str, Shape] = {}
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current not in reached:
            reached[current] = whole[current]
            waiting += find_names(whole[current])
    title = f"Blackstart baseline: {name}"
    return {"$schema": DRAFT, "title": title, **ref(name), "$defs": dict(sorted(reached.items()))}


def find_names(shape: Any) -> list[str]:
    """Return the names of the definitions that a shape refers to."""
    match shape:
        case {"$ref": str(reference), **rest}:
            return [reference.removeprefix("#/$defs/"), *find_names(rest)]
        case dict():
            return [name for part in shape.values() for name in find_names(part)]
        case list():
            return [name for part in shape for name in find_names(part)]
        case _:
            return []


def tidy(component: Shape) -> Shape:
    """Return a struct's shape with its docstring as a text, without the indentation of its source."""
    shape: Shape = take_times(component)
    return describe(shape, inspect.cleandoc(component.get("description", "")))


def take_times(shape: Any) -> Any:
    """Return a shape in which every time may be seconds or a duration, whichever its kind keeps."""
    match shape:
        case {"title": title, "type": "number", **rest} if title == WORDS:
            bounds = {key: value for key, value in rest.items() if key != "default"}
            default = {key: value for key, value in rest.items() if key == "default"}
            return {"anyOf": [{"type": "number", **bounds}, TIME], **default}
        case {"title": title, "type": "string", **rest} if title == WORDS:
            return {"anyOf": [{"type": "number", "exclusiveMinimum": 0}, TIME], **rest}
        case dict():
            return {key: take_times(part) for key, part in shape.items()}
        case list():
            return [take_times(part) for part in shape]
        case _:
            return shape


def add_kinds(check: Shape, kinds: dict[str, type[Spec]], components: dict[str, Shape]) -> Shape:
    """Return the shape of a check with a key for each kind, of which it has exactly one."""
    keys = {name: make_kind_shape(kind, components[kind.__name__]) for name, kind in kinds.items()}
    return {**check, "properties": check["properties"] | keys, "oneOf": [{"required": [name]} for name in kinds]}


def make_kind_shape(kind: type[Spec], component: Shape) -> Shape:
    """Return what may stand under a kind's key: parameters, the bare shorthand, or nothing."""
    shapes = [ref(kind.__name__)]
    if kind.shorthand is not None:
        shapes.append(make_bare_shape(component["properties"][kind.shorthand]))
    if not component.get("required"):
        shapes.append({"type": "null"})
    return describe({"anyOf": shapes}, f"{inspect.getdoc(sys.modules[kind.__module__])}\n\nAs `{kind.example}`")


def make_bare_shape(shape: Shape) -> Shape:
    """Return the shape of a shorthand: its default is no default of the whole parameters."""
    return {name: value for name, value in shape.items() if name != "default"}
