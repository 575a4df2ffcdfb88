"""GO, CONDITIONAL GO or NO-GO, with its scope, its ceiling and each rule that spoke."""

from collections.abc import Callable, Iterator

from blackstart.model.go import GoAnswer, SpokenRule
from blackstart.render.go_labels import DecisionLabels, find_decision_labels
from blackstart.render.go_parts import (
    show_heading,
    show_missing,
    show_obstacles,
    show_pair,
    show_rehearsal,
    write_blocks,
    write_document,
)
from blackstart.render.layout import flow, hang, pad, widest
from blackstart.render.page import Line, lead
from blackstart.render.style import Style
from blackstart.render.wording import plain, say


def show_go(answer: GoAnswer, style: Style) -> str:
    """Return the answer for a person."""
    labels = find_decision_labels(style.language)
    blocks = (
        show_rehearsal(answer.origin, style),
        show_head(answer, labels, style),
        show_obstacles(answer.obstacles, labels, style),
        show_uncovered(answer, labels, style),
        show_heading(labels.spoke, (line for rule in answer.spoke for line in show_rule(rule, answer, labels, style))),
        show_silent(answer, labels, style),
    )
    return write_blocks(blocks, style)


def show_head(answer: GoAnswer, labels: DecisionLabels, style: Style) -> Iterator[Line]:
    """Say whether it may be done, what of it, and what may be declared afterwards."""
    plea = answer.plea
    parts = [answer.permission, f"{plea.operation} {', '.join(plea.hosts)}", plain(answer.fleet)]
    parts += [labels.unattended] if plea.unattended else []
    yield from lead(flow(parts, "   ", style.width), answer.permission)
    for text in answer.scope:
        yield from show_pair(labels.scope, say(text, style.language), style, "  ")
    ceiling = f"{answer.ceiling.name}: {say(answer.ceiling.says, style.language)}"
    yield from show_pair(labels.ceiling, ceiling, style, "  ")


def show_uncovered(answer: GoAnswer, labels: DecisionLabels, style: Style) -> Iterator[Line]:
    """Name the hosts no rule asks evidence of."""
    if answer.uncovered:
        text = labels.uncovered_line.format(hosts=", ".join(answer.uncovered))
        yield from show_pair(labels.uncovered, text, style)


def show_rule(rule: SpokenRule, answer: GoAnswer, labels: DecisionLabels, style: Style) -> Iterator[Line]:
    """Show what a rule says, and why it speaks."""
    permissions = widest(spoken.permission for spoken in answer.spoke)
    names = widest(spoken.rule for spoken in answer.spoke)
    head = f"  {pad(rule.permission, permissions)}  {pad(rule.rule, names)}  "
    yield from lead(hang(head, say(rule.says, style.language), style.width), rule.permission)
    if rule.reason:
        yield from lead(hang("      ", plain(rule.reason), style.width))
    yield from show_missing(rule.missing, labels, style, " " * 6)


def show_silent(answer: GoAnswer, labels: DecisionLabels, style: Style) -> Iterator[Line]:
    """Name the rules that had nothing against it."""
    yield from show_pair(labels.silent, ", ".join(answer.silent), style)


def write_go(answer: GoAnswer, _style: Style) -> str:
    """Return the answer for programs."""
    return write_document(answer)


GO_FORMATS: dict[str, Callable[[GoAnswer, Style], str]] = {"json": write_go, "terminal": show_go}
"""The formats of the answer."""
