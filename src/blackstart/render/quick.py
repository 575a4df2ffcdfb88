"""The quick check: parts, what was skipped, what a retry disproved; its last lines are for a tired eye and for grep."""

from collections.abc import Callable, Iterator

from blackstart.model.origin import is_drill
from blackstart.model.quick import PartState, QuickAnswer
from blackstart.render.document import write_document
from blackstart.render.go_labels import DecisionLabels, find_decision_labels
from blackstart.render.go_parts import show_causes, show_heading, show_pair, show_rehearsal, write_blocks
from blackstart.render.layout import pad, widest
from blackstart.render.page import REHEARSAL, Line
from blackstart.render.style import Style
from blackstart.render.wording import plain

SKIPPED = "SKIPPED"
NAME = "POST_START_QUICK_CHECK"
"""The name such checks print their counts under, as the runbooks' own script does."""


def show_quick(answer: QuickAnswer, style: Style) -> str:
    """Return the answer for a person."""
    labels = find_decision_labels(style.language)
    parts = (line for part in answer.parts for line in show_part(part, answer))
    blocks = (
        show_rehearsal(answer.origin, style),
        show_heading(labels.parts, parts),
        show_heading(labels.softened, show_softened(answer, labels, style)),
        show_causes([answer.causes], labels, style),
        show_pair(labels.first_blocked, plain(answer.first_blocked or ""), style),
        show_result(answer),
    )
    return write_blocks(blocks, style)


def show_part(part: PartState, answer: QuickAnswer) -> Iterator[Line]:
    """Show what a part came to; of a skipped one no figures."""
    word = part.result or SKIPPED
    words = widest([SKIPPED, *(other.result or SKIPPED for other in answer.parts)])
    names = widest(other.name for other in answer.parts)
    counts = f"PASS={part.passed} WARN={part.warned} BLOCKED={part.blocked} HELD={part.held}"
    yield f"  {pad(word, words)}  {pad(part.name, names)}  {counts if part.result else ''}".rstrip(), word


def show_softened(answer: QuickAnswer, labels: DecisionLabels, style: Style) -> Iterator[Line]:
    """Show the blockers that a retry disproved."""
    for soft in answer.softened:
        text = labels.softened_line.format(reason=plain(soft.reason), by=", ".join(soft.by))
        yield from show_pair(soft.check, text, style, "  ")


def show_result(answer: QuickAnswer) -> Iterator[Line]:
    """Show the counts, the warnings by class, what was skipped, and the word."""
    skipped = [part.name for part in answer.parts if part.result is None]
    if is_drill(answer.origin):
        yield f"{REHEARSAL} ORIGIN={plain(answer.origin)}", REHEARSAL
    yield f"{NAME} PASS={answer.passed} WARN={answer.warned} BLOCKED={answer.blocked} HELD={answer.held}", ""
    yield "WARN_SPLIT " + " ".join(f"{kind.upper()}={number}" for kind, number in answer.warnings.items()), ""
    if skipped:
        yield f"{SKIPPED}={','.join(skipped)}", SKIPPED
    if answer.interrupted:
        yield "INTERRUPTED=1", "INTERRUPTED"
    yield f"RESULT={answer.word}", answer.word


def write_quick(answer: QuickAnswer, _style: Style) -> str:
    """Return the answer for programs."""
    return write_document(answer)


QUICK_FORMATS: dict[str, Callable[[QuickAnswer, Style], str]] = {"json": write_quick, "terminal": show_quick}
"""The formats of the quick check."""
