"""What changed between two rounds of a watch, and nothing else."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from blackstart.model.scorecard import Scorecard, Verdict
from blackstart.render.labels import Labels, find_labels
from blackstart.render.layout import hang
from blackstart.render.style import Style
from blackstart.render.wording import describe_counts, describe_interruption, plain

NARROWEST_PAGE = 40
EMPTY: Mapping[str, str] = MappingProxyType({})


def render_changes(before: Scorecard, after: Scorecard, style: Style) -> str:
    """Return a line for each change of result, level, first gate, phase, host and check; else one line."""
    width, labels = max(style.width, NARROWEST_PAGE), find_labels(style.language)
    changed = [*list_results(before, after, labels), *list_states(before, after, labels)]
    lines = [*list_interruption(after, labels), *changed]
    if not lines:
        counts = describe_counts(after, labels)
        lines = [(f"{labels.nothing_changed}: {after.result}   {counts}", "")]
    return "".join(f"{line}\n" for head, text in lines for line in hang(head, text, width))


Line = tuple[str, str]
"""What changed, and the reason for it."""


def list_interruption(after: Scorecard, labels: Labels) -> Iterator[Line]:
    """Yield that the later run is not whole."""
    interruption = describe_interruption(after, labels)
    if interruption:
        yield "INTERRUPTED  ", interruption


def list_results(before: Scorecard, after: Scorecard, labels: Labels) -> Iterator[Line]:
    """Yield what changed for the fleet as a whole."""
    earlier, later = (
        {
            labels.result: card.result,
            labels.level: card.level,
            labels.word: card.word or labels.none,
            labels.first_blocked: card.first_blocked or labels.none,
        }
        for card in (before, after)
    )
    yield from compare("", labels, earlier, later)


def list_states(before: Scorecard, after: Scorecard, labels: Labels) -> Iterator[Line]:
    """Yield the phases, hosts, checks and a view's lines that changed; a check with the reason for what it is now."""
    cards = (before, after)
    phases = ({state.phase: state.result for state in card.phases} for card in cards)
    hosts = ({state.host: state.condition for state in card.hosts} for card in cards)
    was, now = ({v.check: v.outcome for v in card.verdicts} for card in cards)
    lines = ({} if card.view is None else card.view.lines for card in cards)
    claims = (list_claims(card, labels) for card in cards)
    reasons = {verdict.check: describe_reason(verdict, labels) for verdict in after.verdicts}
    yield from compare(f"{labels.phase} ", labels, *phases)
    yield from compare(f"{labels.host} ", labels, *hosts)
    yield from compare(f"{labels.check} ", labels, was, now, reasons)
    yield from compare(f"{labels.line} ", labels, *lines)
    yield from compare("", labels, *claims)


def list_claims(card: Scorecard, labels: Labels) -> dict[str, str]:
    """Return for each claim whether it may be said."""
    return dict.fromkeys(card.allowed, labels.allowed) | dict.fromkeys(card.forbidden, labels.forbidden)


def describe_reason(verdict: Verdict, labels: Labels) -> str:
    """Return why, and by what the check is held."""
    held = f"{labels.held_by} {verdict.held_by}: " if verdict.held_by else ""
    return plain(held + verdict.reason)


def compare(
    kind: str,
    labels: Labels,
    earlier: Mapping[str, str],
    later: Mapping[str, str],
    reasons: Mapping[str, str] = EMPTY,
) -> Iterator[Line]:
    """Yield the names whose word changed; one that is only in one of the two is new or gone."""
    for name in dict.fromkeys((*later, *earlier)):
        was, now = earlier.get(name, labels.new), later.get(name, labels.gone)
        if was != now:
            yield f"{kind}{plain(name)}   {plain(was)} -> {plain(now)}   ", reasons.get(name, "")
