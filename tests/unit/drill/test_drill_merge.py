"""Scenarios are small differences laid over a healthy fleet."""

from typing import Any

import pytest

from blackstart.drill.merge import DifferenceError, merge

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


TARGETS = [{"labels": {"job": "a"}, "health": "up", "n": 1}, {"labels": {"job": "b"}, "health": "up", "on": True}]


@pytest.mark.parametrize(
    ("base", "changes", "merged"),
    [
        (TARGETS, {"labels.job=b": {"health": "down"}}, [TARGETS[0], TARGETS[1] | {"health": "down"}]),
        (TARGETS, {"health=*": {"n": None}}, [{"labels": {"job": "a"}, "health": "up"}, TARGETS[1]]),
        (TARGETS, {"labels.job=a": None}, [TARGETS[1]]),
        (TARGETS, {"on=true": None, "+": [{"x": 1, "y": None}]}, [TARGETS[0], {"x": 1}]),
        (TARGETS, {"1": {"health": "down"}}, [TARGETS[0], TARGETS[1] | {"health": "down"}]),
        (["a b", "c"], {"a*": None}, ["c"]),
        (["a", "c"], {"c": "d", "+": ["e"]}, ["a", "d", "e"]),
        ({"x": {"y": TARGETS}}, {"x": {"y": {"0": {"n": 2}}}}, {"x": {"y": [TARGETS[0] | {"n": 2}, TARGETS[1]]}}),
        ([{"match": "1", "stdout": "a"}], {"match=1": {"stdout": "b"}}, [{"match": "1", "stdout": "b"}]),
    ],
)
def test_items_of_a_list_are_picked(base: Any, changes: Any, merged: Any) -> None:
    """By the value at a path, by text or by place; a small difference deep in JSON stays small."""
    assert merge(base, changes) == merged


@pytest.mark.parametrize("pick", ["labels.job=c", "labels.nothing=a", "health", "7"])
def test_a_difference_that_picks_nothing_is_a_mistake(pick: str) -> None:
    """It names the way to the list."""
    with pytest.raises(DifferenceError, match=r"json: targets: no item of the list fits"):
        merge({"json": {"targets": TARGETS}}, {"json": {"targets": {pick: {"health": "down"}}}})
