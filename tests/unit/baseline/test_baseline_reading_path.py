"""Where in a reading a number can stand, by its types."""

from typing import Annotated, Any

import pytest
from msgspec import Meta

from blackstart.baseline.reading_path import find_path_fault
from blackstart.model.kind import Reading


class Wide(Reading, frozen=True):
    """A reading of everything a reading may hold."""

    number: Annotated[float, Meta(description="in seconds")] | None
    positive: Annotated[int, Meta(description="of jobs")]
    text: str
    either: str | int
    anything: Any
    by_name: dict[str, float]
    listed: list[int] | None
    words: tuple[str, ...]


@pytest.mark.parametrize(
    "path",
    [
        "number",
        "positive",
        "either",
        "anything",
        "anything.at.3.all",
        "by_name.whatever",
        "listed.0",
        "column",
    ],
)
def test_a_number_may_stand_there(path: str) -> None:
    """Whether one does is seen in each run."""
    assert find_path_fault(Wide, frozenset({"column"}), path) is None


@pytest.mark.parametrize("path", ["text", "words.0", "by_name", "listed"])
def test_no_number_can_stand_there(path: str) -> None:
    """Text and collections are none."""
    assert find_path_fault(Wide, frozenset(), path) == f"'{path}' is no number"


@pytest.mark.parametrize("path", ["numbers", "number.x", "listed.first", "column"])
def test_nothing_can_stand_there(path: str) -> None:
    """The reading's own names are told."""
    assert f"the reading has no '{path}'; it has anything, by_name" in str(find_path_fault(Wide, frozenset(), path))
