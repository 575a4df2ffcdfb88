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
