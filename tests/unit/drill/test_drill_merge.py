"""Scenarios are small differences laid over a healthy fleet."""

from typing import Any

import pytest

from blackstart.drill.merge import merge

HEALTHY = {"units": {"nginx": "active", "cron": "active"}, "tools": {"df": [{"match": "-k", "stdout": "k"}]}}


@pytest.mark.parametrize(
    ("changes", "merged"),
    [
        ({}, HEALTHY),
        ({"units": {"nginx": "failed"}}, HEALTHY | {"units": {"nginx": "failed", "cron": "active"}}),
        ({"units": {"nginx": None}}, HEALTHY | {"units": {"cron": "active"}}),
        ({"units": None}, {"tools": HEALTHY["tools"]}),
        ({"files": {"/a": None, "/b": "b"}}, HEALTHY | {"files": {"/b": "b"}}),
        (
            {"tools": {"df": [{"match": "-k", "exit_code": 1}]}},
            HEALTHY | {"tools": {"df": [{"match": "-k", "exit_code": 1}]}},
        ),
        (
            {"tools": {"df": [{"match": "-i", "stdout": "i"}]}},
            HEALTHY | {"tools": {"df": [{"match": "-i", "stdout": "i"}, {"match": "-k", "stdout": "k"}]}},
        ),
        ({"tools": {"df": [{"match": "-k", "stdout": None}]}}, HEALTHY | {"tools": {"df": []}}),
        ({"names": ["a", "b"]}, HEALTHY | {"names": ["a", "b"]}),
    ],
)
def test_changes_are_laid_over(changes: dict[str, Any], merged: dict[str, Any]) -> None:
    """Mappings merge by key, answers by `match`, new answers go first, nulls remove."""
    assert merge(HEALTHY, changes) == merged


def test_an_answer_is_replaced_as_a_whole() -> None:
    """What the healthy answer printed does not show through."""
    base = [{"match": "a", "stdout": "fine", "exit_code": 0}]
    assert merge(base, [{"match": "a", "hang": True}]) == [{"match": "a", "hang": True}]


def test_neither_side_is_changed() -> None:
    """The healthy fleet serves the next scenario too."""
    base = {"a": {"b": 1}}
    merge(base, {"a": {"b": 2}})
    assert base == {"a": {"b": 1}}
