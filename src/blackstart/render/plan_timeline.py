"""The timeline of a recovery: each point, where it is stuck, and what may be said."""

from collections.abc import Callable, Iterator

from blackstart.model.plan import Progress, Stage, TimelineAnswer
from blackstart.render.document import write_document
from blackstart.render.go_labels import DecisionLabels, find_decision_labels
from blackstart.render.go_parts import (
    show_behind,
    show_causes,
    show_heading,
    show_obstacles,
    show_pair,
    show_rehearsal,
    show_scope,
    spell_elapsed,
    write_blocks,
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
        show_causes((stage.causes for stage in answer.points if stage.progress is Progress.STUCK), labels, style),
    )
    return write_blocks(blocks, style)


def show_head(answer: TimelineAnswer, labels: DecisionLabels, style: Style) -> Iterator[Line]:
    """Say how late it is, where it is stuck, and what may be said."""
    yield from lead(flow([spell_elapsed(answer.elapsed, labels), plain(answer.fleet)], "   ", style.width))
    if answer.elapsed >= 0:
        yield from show_scope(answer.scope, labels, style)
    yield from show_pair(labels.level, answer.level, style, "  ")
    stuck = ", ".join(filter(None, (answer.stuck, plain(answer.gate))))
    yield from show_pair(labels.stuck, stuck or labels.nowhere, style, "  ")
    yield from show_pair(labels.first_blocked, plain(answer.first_blocked or ""), style, "  ")
    yield from show_pair(labels.may_say, say(answer.may_say, style.language) or labels.nothing, style, "  ")


def show_point(stage: Stage, answer: TimelineAnswer, labels: DecisionLabels, style: Style) -> Iterator[Line]:
    """Show a point with its goal; where it is stuck, what is missing."""
    states = widest(point.progress for point in answer.points)
    names = widest(point.name for point in answer.points)
    head = f"  {pad(stage.progress, states)}  {pad(stage.name, names)}  "
    yield from lead(hang(head, say(stage.goal or stage.says, style.language), style.width), stage.progress)
    if stage.progress is Progress.STUCK:
        yield from show_behind(stage.missing, stage.causes, labels, style, " " * 6)
        yield from show_pair(labels.otherwise, say(stage.otherwise, style.language), style, " " * 6)


def write_timeline(answer: TimelineAnswer, _style: Style) -> str:
    """Return the answer for programs."""
    return write_document(answer)


TIMELINE_FORMATS: dict[str, Callable[[TimelineAnswer, Style], str]] = {
    "json": write_timeline,
    "terminal": show_timeline,
}
"""The formats of the timeline."""
