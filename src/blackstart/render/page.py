"""A page in a terminal: lines, each with the word in it that is coloured."""

from collections.abc import Iterator

import msgspec

from blackstart.model.fleet import Check, Fleet
from blackstart.model.origin import Origin
from blackstart.model.outcome import Outcome, Result
from blackstart.model.scorecard import HostCondition, Scorecard
from blackstart.render.labels import Labels
from blackstart.render.layout import flow, hang, pad, widest
from blackstart.render.style import Style
from blackstart.render.wording import describe_origin

RED, GREEN, YELLOW, MAGENTA, BOLD = "31", "32", "33", "35", "1"
REHEARSAL = "REHEARSAL"
"""The word before all that a drill made; it is never translated."""
COLORS: dict[str, str] = {
    Outcome.PASS: GREEN,
    Result.GREEN: GREEN,
    Outcome.WARN: YELLOW,
    Result.DEGRADED: YELLOW,
    Outcome.BLOCKED: RED,
    Outcome.HELD: MAGENTA,
    HostCondition.READY: GREEN,
    HostCondition.UNREACHABLE: RED,
    "INTERRUPTED": RED,
    REHEARSAL: MAGENTA,
    "ALLOWED": GREEN,
    "FORBIDDEN": RED,
}
"""The colour of a word; words not listed are yellow. Colour repeats the word, never replaces it."""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A scorecard to show, and how."""

    fleet: Fleet
    scorecard: Scorecard
    checks: dict[str, Check]
    labels: Labels
    language: str
    width: int


Line = tuple[str, str]
"""A line and the word in it that is coloured, if any."""


def paint(line: str, word: str, style: Style) -> str:
    """Colour the word where it first stands in the line."""
    if not style.color or not word:
        return line
    return line.replace(word, f"\x1b[{BOLD};{COLORS.get(word, YELLOW)}m{word}\x1b[0m", 1)


def lead(lines: list[str], word: str = "") -> Iterator[Line]:
    """Colour the word in the first of the lines."""
    yield lines[0], word
    yield from ((line, "") for line in lines[1:])


def show_texts(texts: dict[str, str], indent: str, width: int) -> Iterator[Line]:
    """Show texts beside their names, those that say something."""
    column = widest(texts)
    for name, text in texts.items():
        if text:
            yield from lead(hang(f"{indent}{pad(name, column)}  ", text, width), name)


def show_origin(origin: Origin, labels: Labels, width: int) -> Iterator[Line]:
    """Say that it is a rehearsal; nothing of the fleet itself."""
    if said := describe_origin(origin, labels):
        yield from lead(flow([REHEARSAL, said], "   ", width), REHEARSAL)
