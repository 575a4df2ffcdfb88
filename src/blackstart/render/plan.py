"""Plan B: the level that may be reported, triggers, paths, stop lines, releases, how to close, red lines."""

from collections.abc import Callable, Iterable, Iterator

from blackstart.model.plan import PlanAnswer, Progress, Spoken, Stage
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

WORDS = {Progress.REACHED: "MAY GO", Progress.STUCK: "DUE", Progress.HELD: "HELD", Progress.AHEAD: "AHEAD"}
RELEASE_WORDS = {**WORDS, Progress.STUCK: "HELD"}


def show_plan(answer: PlanAnswer, style: Style) -> str:
    """Return the answer for a person."""
    labels = find_decision_labels(style.language)
    blocks = (
        show_rehearsal(answer.origin, style),
        show_head(answer, labels, style),
        show_obstacles(answer.obstacles, labels, style),
        show_heading(labels.triggers, show_triggers(answer.triggers, labels, style)),
        show_heading(labels.paths, show_paths(answer.paths, labels, style)),
        show_heading(labels.stop_lines, show_stages(answer.stop_lines, WORDS, labels, style)),
        show_heading(labels.releases, show_stages(answer.releases, RELEASE_WORDS, labels, style)),
        show_heading(labels.red_lines, show_red_lines(answer, style)),
    )
    return write_blocks(blocks, style)


def show_head(answer: PlanAnswer, labels: DecisionLabels, style: Style) -> Iterator[Line]:
    """Say the level, what may go next, and how it would be closed now."""
    elapsed = spell_elapsed(answer.elapsed, labels)
    yield from lead(flow([answer.level, elapsed, plain(answer.fleet)], "   ", style.width), answer.level)
    line = labels.level_line.format(level=answer.level, reached=answer.reached, ceiling=answer.ceiling)
    yield from show_pair(labels.level, line, style, "  ")
    yield from show_pair(labels.first_blocked, plain(answer.first_blocked or ""), style, "  ")
    yield from show_pair(labels.next_release, answer.next_release or labels.nothing_yet, style, "  ")
    if answer.closeout is not None:
        text = f"{answer.closeout.name}: {say(answer.closeout.says, style.language)}"
        yield from show_pair(labels.closeout, text, style, "  ")


def show_triggers(triggers: Iterable[Spoken], labels: DecisionLabels, style: Style) -> Iterator[Line]:
    """Show each trigger with the most that may be reported, and why it speaks."""
    for trigger in triggers:
        says = say(trigger.says, style.language)
        yield from lead(hang(f"  {trigger.name} <= {trigger.ceiling}  ", says, style.width), trigger.name)
        if trigger.reason:
            yield from lead(hang("      ", plain(trigger.reason), style.width))
        yield from show_missing(trigger.missing, labels, style, " " * 6)


def show_paths(paths: Iterable[Stage], labels: DecisionLabels, style: Style) -> Iterator[Line]:
    """Show each path with its way back."""
    for path in paths:
        yield from show_pair(path.name, say(path.says, style.language), style, "  ")
        yield from show_pair(labels.back, say(path.about, style.language), style, " " * 6)
        yield from show_missing(path.missing, labels, style, " " * 6)


def show_stages(
    stages: tuple[Stage, ...], words: dict[Progress, str], labels: DecisionLabels, style: Style
) -> Iterator[Line]:
    """Show where each stands, its time if it has one, and what it says."""
    column = widest(words[stage.progress] for stage in stages)
    for stage in stages:
        word = words[stage.progress]
        time = "" if stage.at is None else f"T+{stage.at / 60:g}  "
        head = f"  {pad(word, column)}  {time}{stage.name}  "
        yield from lead(hang(head, say(stage.says, style.language), style.width), word)
        if stage.progress is Progress.STUCK:
            yield from show_missing(stage.missing, labels, style, " " * 6)


def show_red_lines(answer: PlanAnswer, style: Style) -> Iterator[Line]:
    """Show what is never done."""
    for line in answer.red_lines:
        yield from show_pair(line.name, say(line.says, style.language), style, "  ")


def write_plan(answer: PlanAnswer, _style: Style) -> str:
    """Return the answer for programs."""
    return write_document(answer)


PLAN_FORMATS: dict[str, Callable[[PlanAnswer, Style], str]] = {"json": write_plan, "terminal": show_plan}
"""The formats of plan B."""
