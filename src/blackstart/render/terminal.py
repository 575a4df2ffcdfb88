"""The scorecard for a tired person: the result and the one thing to fix stand first."""

from collections.abc import Iterator

from blackstart.model.fleet import Fleet
from blackstart.model.origin import is_drill
from blackstart.model.outcome import Outcome
from blackstart.model.scorecard import Scorecard, Verdict
from blackstart.render.labels import Labels, find_labels
from blackstart.render.layout import flow, hang, pad, shorten, widest
from blackstart.render.page import REHEARSAL, Line, Page, lead, paint, show_origin, show_texts
from blackstart.render.style import Style
from blackstart.render.wording import (
    describe_counts,
    describe_duration,
    describe_interruption,
    describe_reading,
    find_next,
    find_verdict,
    find_why,
    group_held,
    plain,
    say,
    select_failed,
)

NARROWEST_PAGE = 40
SHOWN_HELD = 6


def render(fleet: Fleet, scorecard: Scorecard, style: Style) -> str:
    """Return the scorecard: result, first gate, phases, hosts, what did not pass, the runbook's lines."""
    page = Page(
        fleet=fleet,
        scorecard=scorecard,
        checks=fleet.by_id,
        labels=find_labels(style.language),
        language=style.language,
        width=max(style.width, NARROWEST_PAGE),
    )
    sections = [
        show_head(page),
        show_gate(page),
        show_phases(page),
        show_hosts(page),
        show_claims(page),
        show_failures(page),
        show_details(page) if style.details else iter(()),
        show_lines(scorecard),
        show_tail(page),
    ]
    blocks = ["\n".join(lines) for section in sections if (lines := [paint(*line, style) for line in section])]
    return "\n\n".join(blocks) + "\n"


def show_head(page: Page) -> Iterator[Line]:
    """Say what the run came to, on one line where it fits, and of which view it is."""
    scorecard, labels, width = page.scorecard, page.labels, page.width
    yield from show_origin(scorecard.origin, labels, width)
    interruption = describe_interruption(scorecard, labels)
    if interruption:
        yield from lead(flow(["INTERRUPTED", interruption], "   ", width), "INTERRUPTED")
    counts = describe_counts(scorecard, labels)
    word = [] if scorecard.word in (None, scorecard.result) else [plain(scorecard.word or "")]
    parts = [*word, f"{labels.level} {plain(scorecard.level)}", plain(scorecard.fleet), counts]
    parts.append(describe_duration(scorecard, labels))
    yield from lead(flow([scorecard.result, *parts], "   ", width), scorecard.result)
    if scorecard.view is not None:
        yield from show_view(page, scorecard.view.name)


def show_view(page: Page, name: str) -> Iterator[Line]:
    """Say which view it is: fewer checks than the fleet has."""
    title = say(page.fleet.views[name].title, page.language) if name in page.fleet.views else ""
    yield from lead(flow([f"{page.labels.view} {plain(name)}", *filter(None, [title])], "   ", page.width))


def show_gate(page: Page) -> Iterator[Line]:
    """Say what to fix first, why it matters, and how."""
    scorecard, labels = page.scorecard, page.labels
    if scorecard.first_blocked is None:
        if not scorecard.passed:
            yield labels.nothing_passed, ""
        return
    verdict = find_verdict(scorecard, scorecard.first_blocked)
    check = page.checks[verdict.check]
    place = labels.placed.format(host=plain(verdict.host), phase=plain(verdict.phase))
    head = flow([labels.first_blocked, plain(verdict.check), place], "   ", page.width)
    yield from lead(head, labels.first_blocked)
    texts = {
        labels.reason: plain(verdict.reason),
        labels.why: say(find_why(verdict, check), page.language),
        labels.next: say(find_next(verdict, check), page.language),
    }
    yield from show_texts(texts, "  ", page.width)


def show_phases(page: Page) -> Iterator[Line]:
    """Show each phase on a line, and its title after the counts."""
    states, labels = page.scorecard.phases, page.labels
    titles = {phase.id: say(phase.title, page.language) for phase in page.fleet.phases}
    if states:
        yield labels.phases, ""
    column = widest(plain(state.phase) for state in states)
    for state in states:
        held = f"{labels.held_by} {plain(state.held_by)}" if state.held_by else ""
        parts = [describe_counts(state, labels), *filter(None, [held, titles.get(state.phase)])]
        head = f"  {state.result:<8}  {pad(plain(state.phase), column)}  "
        yield from lead(hang(head, "  ".join(parts), page.width), state.result)


def show_hosts(page: Page) -> Iterator[Line]:
    """Show each host on a line."""
    states = page.scorecard.hosts
    if states:
        yield page.labels.hosts, ""
    conditions = widest(state.condition for state in states)
    column = widest(plain(state.host) for state in states)
    for state in states:
        head = f"  {state.condition:<{conditions}}  {pad(plain(state.host), column)}  "
        yield from lead(hang(head, plain(state.reason), page.width), state.condition)


def show_claims(page: Page) -> Iterator[Line]:
    """Show what may and what may not be said, where the pack tells."""
    said = {page.labels.allowed: page.scorecard.allowed, page.labels.forbidden: page.scorecard.forbidden}
    yield from show_texts({name: plain(", ".join(names)) for name, names in said.items()}, "", page.width)


def show_failures(page: Page) -> Iterator[Line]:
    """Show what is BLOCKED, what warns, what was not asked, then what each root cause holds."""
    verdicts = page.scorecard.verdicts
    failed = select_failed(verdicts)
    held = group_held(verdicts, page.labels)
    if failed or held:
        yield page.labels.not_passed, ""
    checks = widest(plain(verdict.check) for verdict in failed)
    hosts = widest(plain(verdict.host) for verdict in failed)
    for verdict in failed:
        head = f"  {verdict.outcome:<7}  {pad(plain(verdict.check), checks)}  {pad(plain(verdict.host), hosts)}  "
        yield from lead(hang(head, describe_failure(verdict), page.width), verdict.outcome)
    for root, names in held.items():
        text = describe_held(root, names, page.labels)
        yield from lead(hang("  HELD     ", text, page.width), Outcome.HELD)


def describe_failure(verdict: Verdict) -> str:
    """Return the reason, with a warning's class before it."""
    return f"{verdict.warns_as}: {plain(verdict.reason)}" if verdict.warns_as else plain(verdict.reason)


def describe_held(root: str, names: list[str], labels: Labels) -> str:
    """Return one root cause with the checks it holds, not all of them where they are many."""
    more = ", \u2026" if len(names) > SHOWN_HELD else ""
    shown = f"{', '.join(map(plain, names[:SHOWN_HELD]))}{more}"
    return labels.held_line.format(root=plain(root), count=labels.count_checks(len(names)), names=shown)


def show_details(page: Page) -> Iterator[Line]:
    """Show every check with its reason, what was read, and what to do where it did not pass."""
    yield page.labels.every_check, ""
    for verdict in page.scorecard.verdicts:
        place = page.labels.looked_at.format(host=plain(verdict.host), kind=plain(verdict.kind))
        head = f"  {verdict.outcome:<7}  {plain(verdict.check)}  {place}"
        yield from lead(hang(head, "", page.width), verdict.outcome)
        yield from show_texts(describe_verdict(verdict, page), " " * 13, page.width)


def describe_verdict(verdict: Verdict, page: Page) -> dict[str, str]:
    """Return what there is to say of one check, by name."""
    labels = page.labels
    mend = "" if verdict.outcome is Outcome.PASS else say(find_next(verdict, page.checks[verdict.check]), page.language)
    return {
        labels.held_by: plain(verdict.held_by or ""),
        labels.warns: str(verdict.warns_as or ""),
        labels.reason: plain(verdict.reason),
        labels.read: shorten(describe_reading(verdict), 2 * page.width),
        labels.next: mend,
    }


def show_lines(scorecard: Scorecard) -> Iterator[Line]:
    """Print the lines of a view, whole: they are for grep."""
    if scorecard.view is not None:
        yield from ((f"{key}={plain(value)}", "") for key, value in scorecard.view.lines.items())


def show_tail(page: Page) -> Iterator[Line]:
    """Print the lines that recovery runbooks quote; the last is a view's own word for its result."""
    scorecard = page.scorecard
    counts = f"PASS={scorecard.passed} WARN={scorecard.warned} BLOCKED={scorecard.blocked} HELD={scorecard.held}"
    if is_drill(scorecard.origin):
        yield f"{REHEARSAL} ORIGIN={plain(scorecard.origin)}", REHEARSAL
    yield f"{find_headline(page)}{counts}", ""
    if scorecard.span.interrupted:
        yield "INTERRUPTED", "INTERRUPTED"
    if scorecard.word is not None:
        yield f"RESULT={plain(scorecard.word)}", ""
    yield f"Result: {scorecard.result}", scorecard.result
    if scorecard.view is not None:
        yield plain(scorecard.level), ""


def find_headline(page: Page) -> str:
    """Return what a view's counts are printed under, as runbooks quote them."""
    view = None if page.scorecard.view is None else page.fleet.views.get(page.scorecard.view.name)
    return f"{view.headline} " if view is not None and view.headline else ""
