"""The scorecard as a report for a ticket (GitHub-flavoured Markdown)."""

import re
from collections.abc import Iterable, Iterator

from blackstart.model.fleet import Check, Fleet
from blackstart.model.outcome import Outcome
from blackstart.model.scorecard import Scorecard, Verdict
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

MARKUP = re.compile(r"[\\`*_\[\]<>|#~]")


def render(fleet: Fleet, scorecard: Scorecard, style: Style) -> str:
    """Return the report: result, first blocked gate, phases, hosts, what did not pass."""
    checks = {check.id: check for check in fleet.checks}
    sections = [
        show_head(fleet, scorecard),
        show_gate(scorecard, checks, style),
        show_phases(scorecard),
        show_hosts(scorecard),
        show_failures(scorecard),
        show_details(scorecard) if style.details else iter(()),
    ]
    return "\n\n".join("\n".join(lines) for section in sections if (lines := list(section))) + "\n"


def show_head(fleet: Fleet, scorecard: Scorecard) -> Iterator[str]:
    """Say what the run came to, and on which baseline."""
    yield f"# {escape(scorecard.fleet)}: {scorecard.result}"
    yield ""
    interruption = describe_interruption(scorecard)
    if interruption:
        yield f"**INTERRUPTED**: {interruption}."
        yield ""
    yield f"- Level: {code(scorecard.level)}"
    counts = describe_counts(scorecard.passed, scorecard.warned, scorecard.blocked, scorecard.held)
    yield f"- Checks: {counts.replace('  ', ', ')}"
    yield f"- Collected in: {describe_duration(scorecard)}"
    yield f"- Baseline: {code(fleet.digest or 'no digest')}"


def show_gate(scorecard: Scorecard, checks: dict[str, Check], style: Style) -> Iterator[str]:
    """Say what to fix first, why it matters, and how."""
    if scorecard.first_blocked is None:
        return
    verdict = find_verdict(scorecard, scorecard.first_blocked)
    check = checks[verdict.check]
    yield "## First blocked gate"
    yield ""
    yield f"{code(verdict.check)} on {code(verdict.host)}, in {code(verdict.phase)}"
    yield ""
    texts = {"Why": say(check.why, style.language), "Next": say(check.next, style.language)}
    for name, text in {"Reason": plain(verdict.reason), **texts}.items():
        if text:
            yield f"- {name}: {escape(text)}"


def show_phases(scorecard: Scorecard) -> Iterator[str]:
    """Show the phases as a table."""
    yield from write_table(
        "Phases",
        ("Phase", "Result", "Pass", "Warn", "Blocked", "Held", "Held by"),
        (
            (
                code(state.phase),
                state.result,
                *map(str, (state.passed, state.warned, state.blocked, state.held)),
                code(state.held_by or ""),
            )
            for state in scorecard.phases
        ),
    )


def show_hosts(scorecard: Scorecard) -> Iterator[str]:
    """Show the hosts as a table."""
    rows = ((code(state.host), code(state.condition), escape(state.reason)) for state in scorecard.hosts)
    yield from write_table("Hosts", ("Host", "Condition", "Reason"), rows)


def show_failures(scorecard: Scorecard) -> Iterator[str]:
    """Show what did not pass, the held checks by their root causes."""
    failed = [*select(scorecard.verdicts, Outcome.BLOCKED), *select(scorecard.verdicts, Outcome.WARN)]
    held = group_held(scorecard.verdicts)
    rows = [describe_failure(verdict) for verdict in failed]
    rows += [(Outcome.HELD, ", ".join(map(code, names)), "", f"held by {code(root)}") for root, names in held.items()]
    yield from write_table("Did not pass", ("Outcome", "Check", "Host", "Reason"), rows)


def describe_failure(verdict: Verdict) -> tuple[str, ...]:
    """Return the row of a check that is BLOCKED or warns."""
    word = f"{verdict.outcome} ({verdict.warns_as})" if verdict.warns_as else str(verdict.outcome)
    return word, code(verdict.check), code(verdict.host), escape(verdict.reason)


def show_details(scorecard: Scorecard) -> Iterator[str]:
    """Show every check with what was read."""
    rows = (
        (v.outcome, code(v.check), code(v.host), code(v.kind), escape(v.reason), escape(describe_reading(v)))
        for v in scorecard.verdicts
    )
    yield from write_table("Every check", ("Outcome", "Check", "Host", "Kind", "Reason", "Read"), rows)


def write_table(title: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Return a heading and a table, or nothing where there is no row."""
    lines = [write_row(row) for row in rows]
    if lines:
        yield from (f"## {title}", "", write_row(columns), write_row(("---",) * len(columns)), *lines)


def write_row(cells: tuple[str, ...]) -> str:
    """Return one line of a table."""
    return f"| {' | '.join(cells)} |"


def escape(text: str) -> str:
    """Return text that shows as it is: no markup, no HTML, no table cell, nobody notified by an @."""
    return MARKUP.sub(r"\\\g<0>", plain(text).replace("&", "&amp;")).replace("@", "&#64;")


def code(text: str) -> str:
    """Return a name as a code span; a bar would end the table cell even there."""
    return f"`{plain(text).replace('`', chr(0x2019)).replace('|', chr(0x5C) + '|')}`" if text else ""
