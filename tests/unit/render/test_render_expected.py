"""Every format shows every case as the stored text does."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from blackstart.render.style import Style
from blackstart.render.table import FORMATS, find_renderer

if TYPE_CHECKING:
    from collections.abc import Callable

    from blackstart.model.fleet import Fleet
    from blackstart.model.scorecard import Scorecard

    Shown = tuple[Fleet, Scorecard]

FULL = Style(details=True, language="zh-TW", width=60, color=True)


@pytest.mark.parametrize("name", FORMATS)
def test_case_is_shown_as_stored(name: str, case: str, shown: "Shown", expected: Path) -> None:
    """The text is the stored one, to the byte."""
    fleet, scorecard = shown
    assert find_renderer(name)(fleet, scorecard, Style()) == (expected / f"{case}.{name}.txt").read_text()


@pytest.mark.parametrize("name", ["terminal", "markdown"])
def test_case_is_shown_in_chinese_as_stored(name: str, case: str, shown: "Shown", expected: Path) -> None:
    """Headings, labels, titles and what the pack says; result words stay."""
    text = find_renderer(name)(*shown, Style(language="zh-TW"))
    assert text == (expected / f"{case}.zh-TW.{name}.txt").read_text()


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"terminal", "markdown"}))
def test_formats_for_machines_are_the_same_in_every_language(name: str, shown: "Shown") -> None:
    """What a program reads does not depend on anybody's locale."""
    assert find_renderer(name)(*shown, Style(language="zh-TW")) == find_renderer(name)(*shown, Style())


@pytest.mark.parametrize("name", ["terminal", "markdown"])
def test_details_are_shown_as_stored(name: str, make_shown: "Callable[[str], Shown]", expected: Path) -> None:
    """Every check, in colour where there is colour, in Chinese, in 60 columns."""
    fleet, scorecard = make_shown("blocked")
    assert find_renderer(name)(fleet, scorecard, FULL) == (expected / f"blocked_details.{name}.txt").read_text()


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("style", [Style(), FULL, Style(width=1)], ids=["plain", "full", "narrow"])
def test_text_has_no_trailing_space_and_ends_its_last_line(name: str, style: Style, shown: "Shown") -> None:
    """No line ends in a space; the text ends in one line feed."""
    text = find_renderer(name)(*shown, style)
    assert [line for line in text.split("\n") if line != line.rstrip()] == []
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@pytest.mark.parametrize("name", FORMATS)
def test_no_control_of_a_host_reaches_the_text(name: str, make_shown: "Callable[[str], Shown]") -> None:
    """What a host said cannot move the cursor or ring the bell, nor turn a text for people round."""
    text = find_renderer(name)(*make_shown("hostile"), Style(details=True))
    assert not {"\x1b", "\x07"} & set(text)
    assert name == "json" or "\u202e" not in text


def test_unknown_format_is_refused() -> None:
    """A name that is not in the table is a KeyError."""
    with pytest.raises(KeyError):
        find_renderer("xml")
