"""Values are written for operators, who write YAML."""

from typing import Any

import pytest

from blackstart.model.value_text import write_value_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (1.0, "1.0"),
        (float("inf"), "inf"),
        ("it's", '"it\'s"'),
        (("api",), "['api']"),
        ([None, {"a": False, "b": [1]}], "[null, {'a': false, 'b': [1]}]"),
        ({}, "{}"),
    ],
)
def test_values_are_written_as_yaml_names_them(value: Any, text: str) -> None:
    """Nobody has to know Python to read a reason."""
    assert write_value_text(value) == text


def test_a_value_too_deep_to_be_honest_is_written_in_part() -> None:
    """What a host answers is no way to end whoever looks at it."""
    value: Any = 1
    for _ in range(5000):
        value = {"a": [value]}
    assert write_value_text(value).startswith("{'a': [{'a': [")
    assert "..." in write_value_text(value)
