"""What is told while a run goes on: who is waited for, and each place that is done."""

from collections.abc import Collection, Mapping, Sequence

from blackstart.model.reply import Gap
from blackstart.render.layout import measure
from blackstart.render.wording import plain

FEW = 6
"""Up to that many checks are named; of more it is told how many wait at each place."""
FEW_CAUSES = 3
Waiting = Mapping[str, Collection[str]]
"""The checks still open at each place; a place without any has only to tell its boot id once more."""


def show_waiting(done: int, total: int, waiting: Waiting, width: int) -> str:
    """Say on one line of at most `width` columns how far the run is, and who is waited for."""
    head = f"{done}/{total}"
    if waiting:
        head += "  waiting for "
    named = total - done <= FEW
    line, last = head, len(waiting) - 1
    for number, (place, checks) in enumerate(waiting.items()):
        part = describe_place(place, checks, named=named)
        gap = "" if number == 0 else "; " if named else ", "
        rest = "" if number == last else f" and {len(waiting) - number - 1} more"
        if measure(line + gap + part + rest) > width:
            return cut(f"{line} and {len(waiting) - number} more" if number else head + part, width)
        line += gap + part
    return cut(line, width)


def describe_place(place: str, checks: Collection[str], *, named: bool) -> str:
    """Name a place with its open checks, or how many they are."""
    if not checks:
        return f"{plain(place)} (boot id)"
    return f"{plain(place)}: {', '.join(map(plain, checks))}" if named else f"{plain(place)} ({len(checks)})"


def cut(text: str, width: int) -> str:
    """Return as much of the text as fits: a line that runs over cannot be taken back."""
    while measure(text) > width:
        text = text[:-1]
    return text


def show_place(place: str, checks: int, gaps: Sequence[Gap], seconds: float) -> str:
    """Say that a place has said all: how many checks, and how many of them could not look, and why."""
    counted = "1 check" if checks == 1 else f"{checks} checks"
    line = f"{plain(place)}  {counted} in {max(0.0, seconds):.1f} s"
    if not gaps:
        return line
    causes = list(dict.fromkeys(str(gap.cause) for gap in gaps))
    more = ", ..." if len(causes) > FEW_CAUSES else ""
    return f"{line}, {len(gaps)} could not look: {', '.join(causes[:FEW_CAUSES])}{more}"
