"""The schema editors use: complete, and true of the packs that ship."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from json_schema import find_faults

from blackstart.baseline.check_entry import CheckEntry
from blackstart.baseline.documents import read_mapping
from blackstart.baseline.load import load_baseline
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.schema import FILES as SORTS
from blackstart.baseline.schema import make_file_schema, make_schema
from blackstart.baseline.typed import struct_reader
from blackstart.baseline.typed_parts import to_plain
from blackstart.baseline.typed_place import FILE
from blackstart.checks.table import KINDS, find_kind

PACKS = Path(__file__).parents[3] / "packs"
FILES = sorted(
    path
    for pack in PACKS.iterdir()
    for path in [pack / "fleet.yml", *pack.glob("phases/*.yml"), *pack.glob("claims*.yml")]
)
SCHEMA = make_schema()


def read_plain(text: str) -> Any:
    """Return a file's value as an editor sees it."""
    node = read_mapping(text, ProblemReport(file="x", problems=[]))
    assert node is not None
    return to_plain(node)


def find_references(value: Any) -> Iterator[str]:
    """Yield all references at any depth."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for item in value.values():
            yield from find_references(item)
    elif isinstance(value, list):
        for item in value:
            yield from find_references(item)


def test_every_reference_resolves() -> None:
    """Editors give up at the first that does not."""
    names = {reference.removeprefix("#/$defs/") for reference in find_references(SCHEMA)}
    assert names <= SCHEMA["$defs"].keys()
    assert len(names) > len(KINDS)


def test_a_check_has_its_own_keys_and_those_of_the_kinds() -> None:
    """The struct's, and one for each kind."""
    own = struct_reader(CheckEntry, FILE).parts
    assert SCHEMA["$defs"]["check"]["properties"].keys() == {*own, *KINDS}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKS)))
def test_shipped_file_fits(path: Path) -> None:
    """What ships is an example of what the schema describes."""
    assert list(find_faults(read_plain(path.read_text(encoding="utf-8")), SCHEMA)) == []


@pytest.mark.parametrize("name", KINDS)
def test_example_of_kind_fits_and_loads(name: str, small: dict[str, str]) -> None:
    """An example that is refused helps nobody."""
    kind = find_kind(name)
    field = kind.reading.__struct_fields__[0]
    expect = f"\n    expect: type({field}) == type({field})" if kind.needs_expect else ""
    followed = (
        "  - {id: web-load, on: a, load: {}}\n  - {id: web1-caddy, on: a, file_digest: {directory: /a, names: [b]}}\n"
    )
    phase = f"phase: P0\nchecks:\n  - id: c\n    on: a\n    {kind.example}{expect}\n{followed}"
    assert list(find_faults(read_plain(phase), SCHEMA)) == []
    assert load_baseline({**small, "phases/p0.yml": phase}, "x").checks[0].spec.name == name


@pytest.mark.parametrize(
    "text",
    [
        "name: x\nhosts: {a: {adress: b}}",
        "name: x\nhosts: {a: {address: b, port: 0}}",
        "name: x\ntitle: {de: Y}",
        "name: x\ndefaults: {max_age: -1}",
        "phase: x",
        "phase: x\nchecks: []",
        "phase: x\nchecks: [{id: c, systemd_unit: x}]",
        "phase: x\nchecks: [{id: c, on: a}]",
        "phase: x\nchecks: [{id: c, on: a, systemd_unit: x, tcp: 1}]",
        "phase: x\nchecks: [{id: c, on: a, systemd_unit: }]",
        "phase: x\nchecks: [{id: c, on: a, tcp: 70000}]",
        "phase: x\nchecks: [{id: c, on: a, tcp: 1, else: pass}]",
        "phase: x\nchecks: [{id: c, on: a, tcp: 1, expect: ''}]",
        "phase: x\nchecks: [{id: c, on: a, http: {url: x, foo: y}}]",
        "name: x\nphase: x",
        "claims: {X: {says: x}}",
        "claims: {X: {says: x, needs: {not: y}}}",
        "claims: {X: {says: x, needs: {hosts: {HOST_UNREACHABLE: a}}}}",
        "levels: [{level: x, says: x}]",
        "levels: []",
        "never: {X: {says: x, needs: {checks: y}}}",
        "waived: [{finding: names:host:a:warn, by: Mei, until: 2026-12-31}]",
        "waived: [{finding: names:host:a:warn, by: Mei, note: n, until: soon}]",
    ],
)
def test_faulty_file_does_not_fit(text: str) -> None:
    """An editor marks what the loader would refuse."""
    assert list(find_faults(read_plain(text), SCHEMA)) != []


@pytest.mark.parametrize("name", SORTS)
def test_each_sort_of_file_has_a_schema_of_its_own(name: str) -> None:
    """With all that it refers to, and nothing of the others."""
    schema = make_file_schema(name)
    assert schema["$ref"] == f"#/$defs/{name}"
    names = {reference.removeprefix("#/$defs/") for reference in find_references(schema)}
    assert names == schema["$defs"].keys()
    assert all(schema["$defs"][key] == SCHEMA["$defs"][key] for key in schema["$defs"])


@pytest.mark.parametrize(
    ("kind", "fits"),
    [
        ("http: {url: 'http://x/', max_elapsed: 2m, limit: 30}", True),
        ("http: {url: 'http://x/', max_elapsed: 2 minutes}", False),
        ("http: {url: 'http://x/', limit: 90}", False),
        ("log_signatures: {files: [/a], since: 900}", True),
        ("log_signatures: {files: [/a], since: 15m}", True),
        ("log_signatures: {files: [/a], since: soon}", False),
    ],
)
def test_a_time_is_a_duration_or_seconds(kind: str, fits: bool) -> None:  # noqa: FBT001  # a parameter of pytest's
    """In editors as in the loader."""
    faults = list(find_faults(read_plain(f"phase: x\nchecks:\n  - id: c\n    on: 110\n    {kind}"), SCHEMA))
    assert (faults == []) is fits


def test_kind_may_stand_without_value_or_with_its_shorthand() -> None:
    """As the loader allows."""
    for kind in ("tcp:", "tcp: 22", "tcp: {port: 22}", "systemd_unit: x", "command: [df]"):
        assert list(find_faults(read_plain(f"phase: x\nchecks:\n  - id: c\n    on: 110\n    {kind}"), SCHEMA)) == []
