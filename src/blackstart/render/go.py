"""GO, CONDITIONAL GO or NO-GO, with its scope, its ceiling and each rule that objects."""

from collections.abc import Callable, Iterator

from blackstart.model.go import GoAnswer, Objection
from blackstart.render.document import write_document
from blackstart.render.go_labels import DecisionLabels, find_decision_labels
from blackstart.render.go_parts import (
    show_behind,
    show_causes,
    show_heading,
    show_obstacles,
    show_pair,
    show_rehearsal,
    write_blocks,
)
from blackstart.render.layout import flow, hang, pad, widest
from blackstart.render.page import Line, lead
from blackstart.render.style import Style
from blackstart.render.wording import plain, say


def show_go(answer: GoAnswer, style: Style) -> str:
    """Return the answer for a person."""
    labels = find_decision_labels(style.language)
    objections = (line for one in answer.objected for line in show_objection(one, answer, labels, style))
    blocks = (
        show_rehearsal(answer.origin, style),
        show_head(answer, labels, style),
        show_obstacles(answer.obstacles, labels, style),
        show_uncovered(answer, labels, style),
        show_heading(labels.objected, objections),
        show_causes((one.causes for one in answer.objected), labels, style),
        show_pair(labels.satisfied, ", ".join(answer.satisfied), style),
    )
    return write_blocks(blocks, style)


def show_head(answer: GoAnswer, labels: DecisionLabels, style: Style) -> Iterator[Line]:
    """Say whether it may be done, what of it, and what may be declared afterwards."""
    request = answer.request
    parts = [answer.permission, f"{request.operation} {', '.join(request.hosts)}", plain(answer.fleet)]
    parts += [labels.unattended] if request.unattended else []
    yield from lead(flow(parts, "   ", style.width), answer.permission)
    for text in answer.scope:
        yield from show_pair(labels.scope, say(text, style.language), style, "  ")
    ceiling = f"{answer.ceiling.name}: {say(answer.ceiling.says, style.language)}"
    yield from show_pair(labels.ceiling, ceiling, style, "  ")
    yield from show_pair(labels.level, answer.level, style, "  ")


def show_uncovered(answer: GoAnswer, labels: DecisionLabels, style: Style) -> Iterator[Line]:
    """Name the hosts no rule asks evidence of."""
    if answer.uncovered:
        text = labels.uncovered_line.format(hosts=", ".join(answer.uncovered))
        yield from show_pair(labels.uncovered, text, style)


def show_objection(objection: Objection, answer: GoAnswer, labels: DecisionLabels, style: Style) -> Iterator[Line]:
    """Show what a rule says, and why it objects."""
    permissions = widest(one.permission for one in answer.objected)
    names = widest(one.rule for one in answer.objected)
    head = f"  {pad(objection.permission, permissions)}  {pad(objection.rule, names)}  "
    yield from lead(hang(head, say(objection.says, style.language), style.width), objection.permission)
    if objection.reason:
        yield from lead(hang("      ", plain(objection.reason), style.width))
    yield from show_behind(objection.missing, objection.causes, labels, style, " " * 6)


def write_go(answer: GoAnswer, _style: Style) -> str:
    """Return the answer for programs."""
    return write_document(answer)


GO_FORMATS: dict[str, Callable[[GoAnswer, Style], str]] = {"json": write_go, "terminal": show_go}
"""The formats of the answer."""
