"""The timeline of a recovery: each point, where it is stuck, and what may be said."""

from collections.abc import Callable, Iterator

from blackstart.model.plan import Progress, Stage, TimelineAnswer
from blackstart.render.go_labels import DecisionLabels, find_decision_labels
from blackstart.render.go_parts import (
    show_heading,
    show_missing,
    show_obstacles,
    show_pair,
    show_rehearsal,
    spell_elapsed,
    write_blocks,
    write_document,
)
from blackstart.render.layout import flow, hang, pad, widest
from blackstart.render.page import Line, lead
from blackstart.render.style import Style
from blackstart.render.wording import plain, say


def show_timeline(answer: TimelineAnswer, style: Style) -> str:
    """Return the answer for a person."""
    labels = find_decision_labels(style.language)
    points = (line for stage in answer.points for line in show_point(stage, answer, labels, style))
    blocks = (
        show_rehearsal(answer.origin, style),
        show_head(answer, labels, style),
        show_obstacles(answer.obstacles, labels, style),
        show_heading(labels.points, points),
    )
    return write_blocks(blocks, style)


def show_head(answer: TimelineAnswer, labels: DecisionLabels, style: Style) -> Iterator[Line]:
    """Say how late it is, where it is stuck, and what may be said."""
    yield from lead(flow([spell_elapsed(answer.elapsed, labels), plain(answer.fleet)], "   ", style.width))
    yield from show_pair(labels.stuck, answer.stuck or labels.nowhere, style, "  ")
    yield from show_pair(labels.first_blocked, plain(answer.first_blocked or ""), style, "  ")
    yield from show_pair(labels.may_say, say(answer.may_say, style.language) or labels.nothing, style, "  ")


def show_point(stage: Stage, answer: TimelineAnswer, labels: DecisionLabels, style: Style) -> Iterator[Line]:
    """Show a point with its goal; where it is stuck, what is missing."""
    states = widest(point.progress for point in answer.points)
    names = widest(point.name for point in answer.points)
    head = f"  {pad(stage.progress, states)}  {pad(stage.name, names)}  "
    yield from lead(hang(head, say(stage.about, style.language), style.width), stage.progress)
    if stage.progress is Progress.STUCK:
        yield from show_missing(stage.missing, labels, style, " " * 6)


def write_timeline(answer: TimelineAnswer, _style: Style) -> str:
    """Return the answer for programs."""
    return write_document(answer)


TIMELINE_FORMATS: dict[str, Callable[[TimelineAnswer, Style], str]] = {
    "json": write_timeline,
    "terminal": show_timeline,
}
"""The formats of the timeline."""
