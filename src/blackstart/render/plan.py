"""Plan B: the level that is proven, triggers, paths, stop lines, releases, how to close, red lines."""

from collections.abc import Callable, Iterable, Iterator

from blackstart.model.plan import PathStage, PlanAnswer, Progress, Stage, Trigger
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
        show_causes((one.causes for one in answer.triggers), labels, style),
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
    if answer.elapsed >= 0:
        yield from show_scope(answer.scope, labels, style)
    yield from show_pair(labels.first_blocked, plain(answer.first_blocked or ""), style, "  ")
    yield from show_pair(labels.next_release, answer.next_release or labels.nothing_yet, style, "  ")
    if answer.closeout is not None:
        says = say(answer.closeout.says, style.language)
        text = f"{answer.closeout.name}: {says}" if says else answer.closeout.name
        yield from show_pair(labels.closeout, text, style, "  ")


def show_triggers(triggers: Iterable[Trigger], labels: DecisionLabels, style: Style) -> Iterator[Line]:
    """Show each trigger: what is not met, and what is behind that."""
    for trigger in triggers:
        head = f"{trigger.name} <= {trigger.ceiling}" if trigger.ceiling else trigger.name
        yield from lead(hang(f"  {head}  ", say(trigger.says, style.language), style.width), trigger.name)
        if trigger.reason:
            yield from lead(hang("      ", plain(trigger.reason), style.width))
        yield from show_behind(trigger.missing, trigger.causes, labels, style, " " * 6)


def show_paths(paths: Iterable[PathStage], labels: DecisionLabels, style: Style) -> Iterator[Line]:
    """Show each path with what calls for it, and what is missing on its way back."""
    for path in paths:
        says = (say(text, style.language) for text in (path.stand_in, path.says))
        yield from show_pair(path.name, " ".join(filter(None, says)), style, "  ")
        yield from show_behind((), path.causes, labels, style, " " * 6)
        back = ", ".join(dict.fromkeys(plain(missing.name) for missing in path.missing))
        yield from show_pair(labels.back, back, style, " " * 6)


def show_stages(
    stages: tuple[Stage, ...], words: dict[Progress, str], labels: DecisionLabels, style: Style
) -> Iterator[Line]:
    """Show where each stands, its time if it has one, and what to do otherwise."""
    column = widest(words[stage.progress] for stage in stages)
    for stage in stages:
        word = words[stage.progress]
        says = say(stage.otherwise or stage.says, style.language)
        yield from lead(hang(f"  {pad(word, column)}  {stage.name}  ", says, style.width), word)
        if stage.progress is Progress.STUCK:
            yield from show_behind(stage.missing, stage.causes, labels, style, " " * 6)


def show_red_lines(answer: PlanAnswer, style: Style) -> Iterator[Line]:
    """Show what is never done."""
    for name, text in answer.red_lines.items():
        yield from show_pair(name, say(text, style.language), style, "  ")


def write_plan(answer: PlanAnswer, _style: Style) -> str:
    """Return the answer for programs."""
    return write_document(answer)


PLAN_FORMATS: dict[str, Callable[[PlanAnswer, Style], str]] = {"json": write_plan, "terminal": show_plan}
"""The formats of plan B."""
