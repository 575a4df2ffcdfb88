"""What answers to decisions have in common: blocks under a heading, what is missing, times, and JSON."""

from collections.abc import Iterable, Iterator

from blackstart.model.causes import RootCause
from blackstart.model.claims import Missing
from blackstart.model.origin import Origin
from blackstart.model.plan import RecoveryScope
from blackstart.render.go_labels import DecisionLabels
from blackstart.render.labels import find_labels
from blackstart.render.layout import hang
from blackstart.render.page import Line, lead, paint, show_origin
from blackstart.render.style import Style
from blackstart.render.wording import plain, say


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


def show_missing(missing: tuple[Missing, ...], style: Style, indent: str) -> Iterator[Line]:
    """Show what is missing, each with what was seen."""
    words = find_labels(style.language)
    for lacking in missing:
        said = words.wanted.format(wanted=plain(lacking.wanted), seen=plain(lacking.seen))
        reason = f" ({plain(lacking.reason)})" if lacking.reason else ""
        yield from lead(hang(f"{indent}{lacking.kind} {plain(lacking.name)}  ", said + reason, style.width))


def show_behind(
    missing: tuple[Missing, ...], causes: tuple[RootCause, ...], labels: DecisionLabels, style: Style, indent: str
) -> Iterator[Line]:
    """Name the root causes; with details also show all that is missing."""
    yield from show_pair(labels.because, plain(", ".join(cause.name for cause in causes)), style, indent)
    if style.details:
        yield from show_missing(missing, style, indent)


def show_causes(groups: Iterable[tuple[RootCause, ...]], labels: DecisionLabels, style: Style) -> Iterator[Line]:
    """Show each root cause of these once."""
    causes = {cause.name: cause for group in groups for cause in group}
    yield from show_heading(labels.causes, (line for cause in causes.values() for line in show_cause(cause, style)))


def show_cause(cause: RootCause, style: Style) -> Iterator[Line]:
    """Show a root cause: what came of it, why that matters, and what to do next."""
    head = f"  {plain(cause.name)}  "
    yield from lead(
        hang(head, plain(f"{cause.outcome}: {cause.reason}" if cause.reason else cause.outcome), style.width)
    )
    words = find_labels(style.language)
    yield from show_pair(words.why, say(cause.why, style.language), style, " " * 6)
    yield from show_pair(words.next, say(cause.next, style.language), style, " " * 6)


def show_scope(scope: RecoveryScope, labels: DecisionLabels, style: Style) -> Iterator[Line]:
    """Say which hosts have to come back, and which have been up all the time."""
    yield from show_pair(labels.in_scope, plain(", ".join(scope.hosts)) or labels.nobody, style, "  ")
    yield from show_pair(labels.up_before, plain(", ".join(scope.up_before)), style, "  ")


def show_obstacles(obstacles: tuple[Missing, ...], labels: DecisionLabels, style: Style) -> Iterator[Line]:
    """Show why nothing in the run counts."""
    yield from show_heading(labels.obstacles, show_missing(obstacles, style, "  "))


def spell_elapsed(seconds: float, labels: DecisionLabels) -> str:
    """Write how long after the start it is, in minutes."""
    return labels.before if seconds < 0 else f"T+{seconds / 60:.0f}"
