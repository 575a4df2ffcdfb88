"""The scorecard as a report for a ticket (GitHub-flavoured Markdown)."""

import re
from collections.abc import Iterable, Iterator

from blackstart.model.fleet import Fleet, Text
from blackstart.model.outcome import Outcome
from blackstart.model.scorecard import Scorecard, Verdict
from blackstart.render.labels import Labels, find_labels
from blackstart.render.style import Style
from blackstart.render.wording import (
    describe_counts,
    describe_duration,
    describe_interruption,
    describe_origin,
    describe_reading,
    find_next,
    find_verdict,
    find_why,
    group_held,
    plain,
    say,
    select_failed,
)

MARKUP = re.compile(r"[\\`*_\[\]<>|#~]")


def render(fleet: Fleet, scorecard: Scorecard, style: Style) -> str:
    """Return the report: result, first blocked gate, phases, hosts, what did not pass."""
    labels, language = find_labels(style.language), style.language
    sections = [
        show_head(fleet, scorecard, labels, language),
        show_gate(fleet, scorecard, labels, language),
        show_phases(fleet, scorecard, labels, language),
        show_hosts(scorecard, labels),
        show_failures(scorecard, labels),
        show_details(scorecard, labels) if style.details else iter(()),
        show_lines(scorecard),
    ]
    return "\n\n".join("\n".join(lines) for section in sections if (lines := list(section))) + "\n"


def show_head(fleet: Fleet, scorecard: Scorecard, labels: Labels, language: str) -> Iterator[str]:
    """Say what the run came to, and on which baseline."""
    yield f"# {escape(scorecard.fleet)}: {scorecard.result}"
    yield ""
    origin = describe_origin(scorecard.origin, labels)
    if origin:
        yield f"**REHEARSAL**: {escape(origin)}."
        yield ""
    interruption = describe_interruption(scorecard, labels)
    if interruption:
        yield f"**INTERRUPTED**: {interruption}."
        yield ""
    if scorecard.view is not None:
        yield f"- {head(labels.view)}: {code(scorecard.view.name)}{entitle(find_title(fleet, scorecard), language)}"
    yield f"- {head(labels.level)}: {code(scorecard.level)}"
    yield from list_claims(scorecard, labels)
    yield f"- {head(labels.checks_counted)}: {describe_counts(scorecard, labels).replace('  ', ', ')}"
    yield f"- {head(labels.collected_in)}: {describe_duration(scorecard, labels)}"
    yield f"- {head(labels.baseline)}: {code(fleet.digest or labels.no_digest)}"


def list_claims(scorecard: Scorecard, labels: Labels) -> Iterator[str]:
    """Say the word for the result, and what may and may not be said, where the pack tells."""
    words = () if scorecard.word is None else (scorecard.word,)
    said = {labels.word: words, labels.allowed: scorecard.allowed, labels.forbidden: scorecard.forbidden}
    yield from (f"- {head(label)}: {', '.join(map(code, names))}" for label, names in said.items() if names)


def find_title(fleet: Fleet, scorecard: Scorecard) -> Text:
    """Return the title of the view a scorecard is of."""
    view = None if scorecard.view is None else fleet.views.get(scorecard.view.name)
    return {} if view is None else view.title


def entitle(title: Text, language: str) -> str:
    """Return a title to stand after a name."""
    text = escape(say(title, language))
    return f" {text}" if text else ""


def show_gate(fleet: Fleet, scorecard: Scorecard, labels: Labels, language: str) -> Iterator[str]:
    """Say what to fix first, why it matters, and how."""
    if scorecard.first_blocked is None:
        return
    verdict = find_verdict(scorecard, scorecard.first_blocked)
    check = fleet.by_id[verdict.check]
    yield f"## {head(labels.first_gate)}"
    yield ""
    place = labels.placed.format(host=code(verdict.host), phase=code(verdict.phase))
    yield f"{code(verdict.check)} {place}"
    yield ""
    texts = {labels.why: say(find_why(verdict, check), language), labels.next: say(find_next(verdict, check), language)}
    for name, text in {labels.reason: plain(verdict.reason), **texts}.items():
        if text:
            yield f"- {head(name)}: {escape(text)}"


def show_phases(fleet: Fleet, scorecard: Scorecard, labels: Labels, language: str) -> Iterator[str]:
    """Show the phases as a table."""
    titles = {phase.id: phase.title for phase in fleet.phases}
    yield from write_table(
        labels.phases,
        (labels.phase, labels.result, "pass", "warn", "blocked", "held", labels.held_by),
        (
            (
                code(state.phase) + entitle(titles.get(state.phase, {}), language),
                state.result,
                *map(str, (state.passed, state.warned, state.blocked, state.held)),
                code(state.held_by or ""),
            )
            for state in scorecard.phases
        ),
    )


def show_hosts(scorecard: Scorecard, labels: Labels) -> Iterator[str]:
    """Show the hosts as a table."""
    rows = ((code(state.host), code(state.condition), escape(state.reason)) for state in scorecard.hosts)
    yield from write_table(labels.hosts, (labels.host, labels.condition, labels.reason), rows)


def show_failures(scorecard: Scorecard, labels: Labels) -> Iterator[str]:
    """Show what did not pass, the held checks by their root causes."""
    failed = select_failed(scorecard.verdicts)
    held = group_held(scorecard.verdicts, labels)
    rows = [describe_failure(verdict) for verdict in failed]
    rows += [
        (Outcome.HELD, ", ".join(map(code, names)), "", f"{labels.held_by} {code(root)}")
        for root, names in held.items()
    ]
    yield from write_table(labels.not_passed, (labels.outcome, labels.check, labels.host, labels.reason), rows)


def describe_failure(verdict: Verdict) -> tuple[str, ...]:
    """Return the row of a check that is BLOCKED, warns or was not asked."""
    word = f"{verdict.outcome} ({verdict.warns_as})" if verdict.warns_as else str(verdict.outcome)
    return word, code(verdict.check), code(verdict.host), escape(verdict.reason)


def show_details(scorecard: Scorecard, labels: Labels) -> Iterator[str]:
    """Show every check with what was read."""
    rows = (
        (v.outcome, code(v.check), code(v.host), code(v.kind), escape(v.reason), escape(describe_reading(v)))
        for v in scorecard.verdicts
    )
    columns = (labels.outcome, labels.check, labels.host, labels.kind, labels.reason, labels.read)
    yield from write_table(labels.every_check, columns, rows)


def show_lines(scorecard: Scorecard) -> Iterator[str]:
    """Show the lines of a view as they are; indented they are code whatever they hold."""
    if scorecard.view is not None:
        yield from (f"    {key}={plain(value)}".rstrip() for key, value in scorecard.view.lines.items())


def head(label: str) -> str:
    """Return a label as headings and columns begin: with a capital, where the language has them."""
    return label[:1].upper() + label[1:]


def write_table(title: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Return a heading and a table, or nothing where there is no row."""
    lines = [write_row(row) for row in rows]
    if lines:
        yield from (
            f"## {head(title)}",
            "",
            write_row(tuple(map(head, columns))),
            write_row(("---",) * len(columns)),
            *lines,
        )


def write_row(cells: tuple[str, ...]) -> str:
    """Return one line of a table."""
    return f"| {' | '.join(cells)} |"


def escape(text: str) -> str:
    """Return text that shows as it is: no markup, no HTML, no table cell, nobody notified by an @."""
    return MARKUP.sub(r"\\\g<0>", plain(text).replace("&", "&amp;")).replace("@", "&#64;")


def code(text: str) -> str:
    """Return a name as a code span; a bar would end the table cell even there."""
    return f"`{plain(text).replace('`', chr(0x2019)).replace('|', chr(0x5C) + '|')}`" if text else ""
