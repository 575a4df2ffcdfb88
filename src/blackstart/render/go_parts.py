"""What answers to decisions have in common: blocks under a heading, what is missing, times, and JSON."""

from collections.abc import Iterable, Iterator

import msgspec

from blackstart.model.claims import Missing
from blackstart.model.origin import Origin
from blackstart.render.go_labels import DecisionLabels
from blackstart.render.labels import find_labels
from blackstart.render.layout import hang
from blackstart.render.page import Line, lead, paint, show_origin
from blackstart.render.style import Style
from blackstart.render.wording import plain

FORMAT_VERSION = 1
FEW = 5
"""Missing things shown of each rule, where details were not asked for."""


def write_blocks(blocks: Iterable[Iterable[Line]], style: Style) -> str:
    """Return the blocks that have lines, an empty line between them."""
    made = [[paint(*line, style) for line in block] for block in blocks]
    return "\n\n".join("\n".join(block) for block in made if block) + "\n"


def show_rehearsal(origin: Origin, style: Style) -> Iterator[Line]:
    """Say that it is a rehearsal; nothing of the fleet itself."""
    return show_origin(origin, find_labels(style.language), style.width)


def show_heading(heading: str, lines: Iterable[Line]) -> Iterator[Line]:
    """Put a heading above the lines, if there are any."""
    waiting = list(lines)
    if waiting:
        yield heading, heading
        yield from waiting


def show_pair(label: str, text: str, style: Style, indent: str = "") -> Iterator[Line]:
    """Show a text beside its label, if it says something."""
    if text:
        yield from lead(hang(f"{indent}{label}  ", text, style.width), label)


def show_missing(missing: tuple[Missing, ...], labels: DecisionLabels, style: Style, indent: str) -> Iterator[Line]:
    """Show what is missing, each with what was seen; without details the first of it."""
    shown = missing if style.details else missing[:FEW]
    words = find_labels(style.language)
    for lacking in shown:
        said = words.wanted.format(wanted=plain(lacking.wanted), seen=plain(lacking.seen))
        reason = f" ({plain(lacking.reason)})" if lacking.reason else ""
        yield from lead(hang(f"{indent}{lacking.kind} {plain(lacking.name)}  ", said + reason, style.width))
    if len(shown) < len(missing):
        yield indent + labels.more.format(number=len(missing) - len(shown)), ""


def show_obstacles(obstacles: tuple[Missing, ...], labels: DecisionLabels, style: Style) -> Iterator[Line]:
    """Show why nothing in the run counts."""
    yield from show_heading(labels.obstacles, show_missing(obstacles, labels, style, "  "))


def spell_elapsed(seconds: float, labels: DecisionLabels) -> str:
    """Write how long after the start it is, in minutes."""
    return labels.before if seconds < 0 else f"T+{seconds / 60:.0f}"


def write_document(answer: msgspec.Struct) -> str:
    """Return an answer for programs: sorted keys, so that the same answer gives the same text."""
    document = {"format_version": FORMAT_VERSION, **msgspec.to_builtins(answer)}
    return msgspec.json.format(msgspec.json.encode(document, order="sorted"), indent=2).decode() + "\n"
