"""A kind's parameters: what does not fit is told at its own line."""

from collections.abc import Callable
from types import UnionType
from typing import Any

import msgspec
import pytest

from blackstart.checks.table import KINDS, find_kind

Complain = Callable[[str], list[str]]


@pytest.mark.parametrize(
    ("params", "problem"),
    [
        ("systemd_unit:", ":5: check 'c': systemd_unit: parameter 'unit' is missing; as `systemd_unit: nginx`"),
        ("systemd_unit: {}", ":5: check 'c': systemd_unit: parameter 'unit' is missing; as `systemd_unit: nginx`"),
        ("systemd_unit: ''", ":5: check 'c': systemd_unit: 'unit' has no value; give it one or leave it out"),
        ("systemd_unit: ~", ":5: check 'c': systemd_unit: 'unit' has no value; give it one or leave it out"),
        ("systemd_unit: {unit: x, enabled: }", ": 'enabled' has no value; give it one or leave it out"),
        ("systemd_unit: 5", ": 'unit': expected text, found a whole number; put it in quotes"),
        ("systemd_unit: {unit: x, enabled: yes}", ": 'enabled': expected true or false, found text 'yes'"),
        ("systemd_unit: {unit: x, enable: true}", ": unknown parameter 'enable'; did you mean 'enabled'?"),
        ("marker_files: x", ": expected a mapping of parameters, found text 'x'; as `marker_files: {"),
        ("http:\n  url: http://x/\n  status: []", ":7: check 'c': http: 'status': an empty list demands nothing"),
        ("http: {url: 'http://x/', headers: {}}", ": 'headers': an empty mapping demands nothing; name what"),
        (
            "http:\n  url: http://x/\n  status:\n  - 200\n  - [[]]",
            ":9: check 'c': http: 'status': an empty list demands",
        ),
        (
            "http:\n  url: http://x/\n  headers: {a: {b: {}}}",
            ":7: check 'c': http: 'headers': an empty mapping demands",
        ),
        (
            "http:\n  url: http://x/\n  status:\n  - 200\n  - 999",
            ":9: check 'c': http: 'status[1]': expected a whole number of at most 599",
        ),
        (
            "http:\n  url: http://x/\n  headers:\n    a: b\n    c: 1",
            ":9: check 'c': http: 'headers.c': expected text, found a whole number; put it in quotes",
        ),
        ("http: ftp://x", ":5: check 'c': http: url 'ftp://x' must begin with http:// or https://; as `http: {url"),
        ("http:\n  url: ftp://x", ":6: check 'c': http: url 'ftp://x' must begin with http:// or https://"),
        ("load: .nan", ":5: check 'c': load: 'max_per_core': expected a number, found text '.nan'"),
        ("load: .inf", ":5: check 'c': load: 'max_per_core': expected a number, found text '.inf'"),
        (
            "http: {url: 'http://x/', max_elapsed: 15 minutes}",
            "'max_elapsed': expected a duration such as 15m, or seconds, found '15 minutes'; write 90s, 15m, 24h or 7d",
        ),
        ("http: {url: 'http://x/', limit: 2m}", "'limit': expected a duration such as 15m, or seconds of at most 60"),
        ("http: {url: 'http://x/', max_elapsed: true}", "'max_elapsed': expected a duration such as 15m, or seconds"),
    ],
)
def test_fault_is_told_with_its_line(complain_of_check: Complain, params: str, problem: str) -> None:
    """Each fault is one line, with the parameter and what it should be."""
    lines = complain_of_check(f"id: c\non: a\n{params}")
    assert len(lines) == 1
    assert problem in lines[0]


def test_every_parameter_is_told_at_once(complain_of_check: Complain) -> None:
    """The first that does not fit does not hide the others."""
    lines = complain_of_check("id: c\non: a\nhttp:\n  status: [x]\n  verify: 1\n  url: 2\n  foo: 3")
    assert [line.split(": ")[0].rpartition(":")[2] for line in lines] == ["6", "7", "8", "9"]


def test_placeholder_is_filled_before_it_is_judged(complain_of_check: Complain) -> None:
    """A text that fits for no host is told once; what fits only when filled loads."""
    lines = complain_of_check("id: c\non: a\nhttp: {url: '{host}'}")
    assert len(lines) == 1
    assert "url 'a' must begin with http://" in lines[0]


def test_placeholders_are_filled_at_any_depth(load: Callable[..., Any]) -> None:
    """In lists and mappings too; numbers stay as they are."""
    check = "{id: c, on: a, http: {url: 'http://{host}/', status: [200], headers: {X-To: '{address}'}, tries: 2}}"
    (found,) = load(f"phase: P0\nchecks:\n  - {check}\n").checks
    assert (found.spec.url, found.spec.status) == ("http://a/", (200,))
    assert (found.spec.headers, found.spec.tries) == ({"X-To": "192.0.2.1"}, 2)


def find_structs(annotation: Any) -> set[type[msgspec.Struct]]:
    """Return every struct within a type."""
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        inner = [find_structs(field.type) for field in msgspec.structs.fields(annotation)]
        return {annotation}.union(*inner)
    return set().union(*(find_structs(part) for part in getattr(annotation, "__args__", ())))


@pytest.mark.parametrize("name", KINDS)
def test_kind_refuses_unknown_parameters_at_every_depth(name: str) -> None:
    """A misspelled limit that is passed over would demand nothing."""
    for struct in find_structs(find_kind(name)):
        assert struct.__struct_config__.forbid_unknown_fields, struct


def test_structs_are_found_at_any_depth() -> None:
    """The search itself sees what stands in a list in a union."""
    inner = msgspec.defstruct("inner", [("a", int)])
    outer = msgspec.defstruct("outer", [("b", list[inner | None] | None)])  # type: ignore[valid-type]  # made here
    assert find_structs(outer) == {inner, outer}
    assert isinstance(inner | None, UnionType)
