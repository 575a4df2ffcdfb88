"""The scorecard for a tired person: the result and the one thing to fix stand first."""

from collections.abc import Iterator

from blackstart.model.fleet import Check, Fleet
from blackstart.model.outcome import Outcome, Result
from blackstart.model.scorecard import HostCondition, Scorecard, Verdict
from blackstart.render.layout import flow, hang, pad, shorten, widest
from blackstart.render.style import Style
from blackstart.render.wording import (
    describe_counts,
    describe_duration,
    describe_interruption,
    describe_reading,
    find_verdict,
    group_held,
    plain,
    say,
    select,
)

RED, GREEN, YELLOW, MAGENTA, BOLD = "31", "32", "33", "35", "1"
COLORS: dict[str, str] = {
    Outcome.PASS: GREEN,
    Result.GREEN: GREEN,
    Outcome.WARN: YELLOW,
    Result.DEGRADED: YELLOW,
    Outcome.BLOCKED: RED,
    Outcome.HELD: MAGENTA,
    HostCondition.READY: GREEN,
    HostCondition.UNREACHABLE: RED,
    "INTERRUPTED": RED,
}
"""The colour of a word; words not listed are yellow. Colour repeats the word, never replaces it."""
NARROWEST_PAGE = 40
SHOWN_HELD = 6


def render(fleet: Fleet, scorecard: Scorecard, style: Style) -> str:
    """Return the scorecard: result, first gate, phases, hosts, what did not pass, the runbook's lines."""
    width = max(style.width, NARROWEST_PAGE)
    checks = {check.id: check for check in fleet.checks}
    sections = [
        show_head(scorecard, width),
        show_gate(scorecard, checks, style, width),
        show_phases(scorecard, width),
        show_hosts(scorecard, width),
        show_failures(scorecard, width),
        show_details(scorecard, checks, style, width) if style.details else iter(()),
        show_tail(scorecard),
    ]
    blocks = ["\n".join(lines) for section in sections if (lines := [paint(*line, style) for line in section])]
    return "\n\n".join(blocks) + "\n"


Line = tuple[str, str]
"""A line and the word in it that is coloured, if any."""


def paint(line: str, word: str, style: Style) -> str:
    """Colour the word where it first stands in the line."""
    if not style.color or not word:
        return line
    return line.replace(word, f"\x1b[{BOLD};{COLORS.get(word, YELLOW)}m{word}\x1b[0m", 1)


def lead(lines: list[str], word: str = "") -> Iterator[Line]:
    """Colour the word in the first of the lines."""
    yield lines[0], word
    yield from ((line, "") for line in lines[1:])


def show_head(scorecard: Scorecard, width: int) -> Iterator[Line]:
    """Say what the run came to, on one line where it fits."""
    interruption = describe_interruption(scorecard)
    if interruption:
        yield from lead(flow(["INTERRUPTED", interruption], "   ", width), "INTERRUPTED")
    counts = describe_counts(scorecard.passed, scorecard.warned, scorecard.blocked, scorecard.held)
    parts = [f"level {plain(scorecard.level)}", plain(scorecard.fleet), counts, describe_duration(scorecard)]
    yield from lead(flow([scorecard.result, *parts], "   ", width), scorecard.result)


def show_gate(scorecard: Scorecard, checks: dict[str, Check], style: Style, width: int) -> Iterator[Line]:
    """Say what to fix first, why it matters, and how."""
    if scorecard.first_blocked is None:
        if not scorecard.passed:
            yield "nothing passed, so nothing is green", ""
        return
    verdict = find_verdict(scorecard, scorecard.first_blocked)
    check = checks[verdict.check]
    place = f"on {plain(verdict.host)}, in {plain(verdict.phase)}"
    yield from lead(flow(["first blocked", plain(verdict.check), place], "   ", width), "first blocked")
    for name, text in (
        ("reason", plain(verdict.reason)),
        ("why", say(check.why, style.language)),
        ("next", say(check.next, style.language)),
    ):
        if text:
            yield from lead(hang(f"  {name:<6}  ", text, width), name)


def show_phases(scorecard: Scorecard, width: int) -> Iterator[Line]:
    """Show each phase on a line."""
    if scorecard.phases:
        yield "phases", ""
    column = widest(plain(state.phase) for state in scorecard.phases)
    for state in scorecard.phases:
        counts = describe_counts(state.passed, state.warned, state.blocked, state.held)
        held = f"  held by {plain(state.held_by)}" if state.held_by else ""
        head = f"  {state.result:<8}  {pad(plain(state.phase), column)}  "
        yield from lead(hang(head, counts + held, width), state.result)


def show_hosts(scorecard: Scorecard, width: int) -> Iterator[Line]:
    """Show each host on a line."""
    if scorecard.hosts:
        yield "hosts", ""
    conditions = widest(state.condition for state in scorecard.hosts)
    column = widest(plain(state.host) for state in scorecard.hosts)
    for state in scorecard.hosts:
        head = f"  {state.condition:<{conditions}}  {pad(plain(state.host), column)}  "
        yield from lead(hang(head, plain(state.reason), width), state.condition)


def show_failures(scorecard: Scorecard, width: int) -> Iterator[Line]:
    """Show what is BLOCKED, then what warns, then what each root cause holds."""
    failed = [*select(scorecard.verdicts, Outcome.BLOCKED), *select(scorecard.verdicts, Outcome.WARN)]
    held = group_held(scorecard.verdicts)
    if failed or held:
        yield "did not pass", ""
    checks = widest(plain(verdict.check) for verdict in failed)
    hosts = widest(plain(verdict.host) for verdict in failed)
    for verdict in failed:
        head = f"  {verdict.outcome:<7}  {pad(plain(verdict.check), checks)}  {pad(plain(verdict.host), hosts)}  "
        yield from lead(hang(head, describe_failure(verdict), width), verdict.outcome)
    for root, names in held.items():
        yield from lead(hang("  HELD     ", describe_held(root, names), width), Outcome.HELD)


def describe_failure(verdict: Verdict) -> str:
    """Return the reason, with a warning's class before it."""
    return f"{verdict.warns_as}: {plain(verdict.reason)}" if verdict.warns_as else plain(verdict.reason)


def describe_held(root: str, names: list[str]) -> str:
    """Return one root cause with the checks it holds, not all of them where they are many."""
    more = ", \u2026" if len(names) > SHOWN_HELD else ""
    count = "1 check" if len(names) == 1 else f"{len(names)} checks"
    return f"by {plain(root)}: {count} ({', '.join(map(plain, names[:SHOWN_HELD]))}{more})"


def show_details(scorecard: Scorecard, checks: dict[str, Check], style: Style, width: int) -> Iterator[Line]:
    """Show every check with its reason, what was read, and what to do where it did not pass."""
    yield "every check", ""
    for verdict in scorecard.verdicts:
        head = f"  {verdict.outcome:<7}  {plain(verdict.check)}  on {plain(verdict.host)}, {plain(verdict.kind)}"
        yield from lead(hang(head, "", width), verdict.outcome)
        for name, text in describe_verdict(verdict, checks[verdict.check], style, width).items():
            if text:
                yield from lead(hang(f"             {name:<7}  ", text, width), name)


def describe_verdict(verdict: Verdict, check: Check, style: Style, width: int) -> dict[str, str]:
    """Return what there is to say of one check, by name."""
    mend = "" if verdict.outcome is Outcome.PASS else say(check.next, style.language)
    return {
        "held by": plain(verdict.held_by or ""),
        "warns": str(verdict.warns_as or ""),
        "reason": plain(verdict.reason),
        "read": shorten(describe_reading(verdict), 2 * width),
        "next": mend,
    }


def show_tail(scorecard: Scorecard) -> Iterator[Line]:
    """Print the lines that recovery runbooks quote."""
    yield (
        f"PASS={scorecard.passed} WARN={scorecard.warned} BLOCKED={scorecard.blocked} HELD={scorecard.held}",
        "",
    )
    if scorecard.span.interrupted:
        yield "INTERRUPTED", "INTERRUPTED"
    yield f"Result: {scorecard.result}", scorecard.result
