"""What changed between two rounds of a watch, and nothing else."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from blackstart.model.scorecard import Scorecard, Verdict
from blackstart.render.layout import hang
from blackstart.render.style import Style
from blackstart.render.wording import describe_counts, describe_interruption, plain

NARROWEST_PAGE = 40
EMPTY: Mapping[str, str] = MappingProxyType({})


def render_changes(before: Scorecard, after: Scorecard, style: Style) -> str:
    """Return a line for each change of result, level, first gate, phase, host and check; else one line."""
    width = max(style.width, NARROWEST_PAGE)
    lines = [*list_interruption(after), *list_results(before, after), *list_states(before, after)]
    if not lines:
        counts = describe_counts(after.passed, after.warned, after.blocked, after.held)
        lines = [(f"nothing changed: {after.result}   {counts}", "")]
    return "".join(f"{line}\n" for head, text in lines for line in hang(head, text, width))


Line = tuple[str, str]
"""What changed, and the reason for it."""


def list_interruption(after: Scorecard) -> Iterator[Line]:
    """Yield that the later run is not whole."""
    interruption = describe_interruption(after)
    if interruption:
        yield "INTERRUPTED  ", interruption


def list_results(before: Scorecard, after: Scorecard) -> Iterator[Line]:
    """Yield what changed for the fleet as a whole."""
    earlier, later = (
        {"result": card.result, "level": card.level, "first blocked": card.first_blocked or "none"}
        for card in (before, after)
    )
    yield from compare("", earlier, later)


def list_states(before: Scorecard, after: Scorecard) -> Iterator[Line]:
    """Yield the phases, hosts and checks that changed; a check with the reason for what it is now."""
    yield from compare("phase ", *({state.phase: state.result for state in card.phases} for card in (before, after)))
    yield from compare("host ", *({state.host: state.condition for state in card.hosts} for card in (before, after)))
    reasons = {verdict.check: describe_reason(verdict) for verdict in after.verdicts}
    earlier, later = ({v.check: v.outcome for v in card.verdicts} for card in (before, after))
    yield from compare("check ", earlier, later, reasons)


def describe_reason(verdict: Verdict) -> str:
    """Return why, and by what the check is held."""
    held = f"held by {verdict.held_by}: " if verdict.held_by else ""
    return plain(held + verdict.reason)


def compare(
    kind: str, earlier: Mapping[str, str], later: Mapping[str, str], reasons: Mapping[str, str] = EMPTY
) -> Iterator[Line]:
    """Yield the names whose word changed; one that is only in one of the two is new or gone."""
    for name in dict.fromkeys((*later, *earlier)):
        was, now = earlier.get(name, "new"), later.get(name, "gone")
        if was != now:
            yield f"{kind}{plain(name)}   {plain(was)} -> {plain(now)}   ", reasons.get(name, "")
