"""The page on every key of a pack's files."""

from pathlib import Path

from blackstart.baseline.reference import say_shape, write_reference
from blackstart.baseline.schema import FILES

PAGE = Path(__file__).parents[3] / "docs" / "files.md"


def test_the_page_is_what_the_structs_say() -> None:
    """Printed anew by `blackstart schema --reference > docs/files.md`."""
    assert PAGE.read_text(encoding="utf-8") == write_reference()


def test_each_sort_of_file_and_each_entry_has_a_section() -> None:
    """A key's value that is a mapping of its own leads to one."""
    page = write_reference()
    for name in (*FILES, "check", "HostEntry", "RuleEntry"):
        assert f"\n## {name}\n" in page


def test_a_value_is_said_in_words() -> None:
    """As people who write YAML know them."""
    assert say_shape({}) == "anything"
    assert say_shape({"type": "object"}) == "mapping"
    assert say_shape({"type": "array", "items": {"type": "boolean"}}) == "list of true or false"
    assert say_shape({"anyOf": [{"type": "integer"}, {"type": "null"}]}) == "whole number or nothing"
