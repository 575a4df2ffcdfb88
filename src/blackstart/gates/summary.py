"""A run to its summary: each line by its pack's table, and which run it was."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import assert_never

import msgspec

from blackstart.decisions.quick import check_quickly
from blackstart.gates.open_gates import find_open_gates, list_open
from blackstart.model.claims import DEFAULT_AGE, ClaimTable
from blackstart.model.fleet import Fleet
from blackstart.model.gates import GateTable
from blackstart.model.origin import is_drill
from blackstart.model.outcome import Outcome, WarningClass
from blackstart.model.quick import QuickAnswer
from blackstart.model.scorecard import Scorecard, Verdict
from blackstart.model.summary import (
    ALLOWED,
    BASELINE_DIGEST,
    ENDED,
    FLEET,
    FORBIDDEN,
    INTERRUPTED,
    JUDGED,
    NONE,
    ORIGIN,
    STARTED,
    VALID_UNTIL,
    OpenGates,
    RunField,
    RunValue,
    Standing,
    Summary,
    SummaryTable,
    SummaryValue,
    ViewWord,
    Zero,
)
from blackstart.model.view import UNKNOWN, Question, Template, ViewLine
from blackstart.verdicts.findings import Findings, weigh
from blackstart.verdicts.levels import find_said
from blackstart.verdicts.requirements import is_met
from blackstart.verdicts.view import keep_checks
from blackstart.verdicts.view_lines import write_line

WARNED_AS = {
    RunField.WARNED_SERVICE: WarningClass.SERVICE,
    RunField.WARNED_BOUNDARY: WarningClass.BOUNDARY,
    RunField.WARNED_EVIDENCE: WarningClass.EVIDENCE,
}
BINDING = (FLEET, BASELINE_DIGEST, STARTED, ENDED, JUDGED, VALID_UNTIL, INTERRUPTED, ALLOWED, FORBIDDEN)
"""The keys of every summary, before those of its pack."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """One run, as its lines look at it."""

    scorecard: Scorecard
    views: Mapping[str, Scorecard]
    verdicts: Mapping[str, Verdict]
    quick: QuickAnswer | None
    findings: Findings
    said: frozenset[str]


def list_views(fleet: Fleet) -> tuple[str, ...]:
    """Return the views that the fleet's summary is made of beside the whole of it."""
    return () if fleet.summary is None else fleet.summary.views


def widen(fleet: Fleet) -> Fleet:
    """Return the fleet with what only the views of its summary look at, for one collection of all of it."""
    asked = [check.id for check in fleet.checks]
    asked += [check for view in list_views(fleet) for check in fleet.views[view].checks]
    return keep_checks(asked, fleet)


def summarise(fleet: Fleet, scorecard: Scorecard, views: Mapping[str, Scorecard]) -> Summary:
    """Return the run's summary; `views` are scorecards of the same evidence by view, as the table names them."""
    table = fleet.summary or SummaryTable()
    quick = None if table.quick is None else check_quickly(fleet, fleet.views[table.quick], scorecard)
    seen = look_at(fleet, scorecard, views, quick)
    values = dict(list_binding(fleet, scorecard))
    values |= {line.key: one_line(write_value(line.key, line.value, seen)) for line in table.lines}
    gates = fleet.gates or GateTable()
    opened = join_names(list_open(gates, seen.verdicts, interrupted=scorecard.span.interrupted))
    values |= {line.key: opened for line in table.lines if isinstance(line.value, OpenGates)}
    return Summary(values={**values, **name_gates(fleet, Summary(values=values))})


def name_gates(fleet: Fleet, summary: Summary) -> dict[str, str]:
    """Return the lines that name open gates, with those that the other lines do not clear."""
    lines = () if fleet.summary is None else fleet.summary.lines
    named = join_names(opened.gate.id for opened in find_open_gates(fleet.gates or GateTable(), summary))
    return {line.key: named for line in lines if isinstance(line.value, OpenGates)}


def look_at(fleet: Fleet, scorecard: Scorecard, views: Mapping[str, Scorecard], quick: QuickAnswer | None) -> Seen:
    """Return the run by the names in it; from one that was cut short no statement holds."""
    findings = weigh(fleet, scorecard)
    table = fleet.claims or ClaimTable()
    everything = (*(verdict for view in views.values() for verdict in view.verdicts), *scorecard.every)
    return Seen(
        scorecard=scorecard,
        views=views,
        verdicts={verdict.check: verdict for verdict in everything},
        quick=quick,
        findings=findings,
        said=frozenset() if scorecard.span.interrupted else find_said(table, findings),
    )


def list_binding(fleet: Fleet, scorecard: Scorecard) -> Iterator[tuple[str, str]]:
    """Yield which run of which baseline it was, and what its table of claims says."""
    yield from mark_origin(scorecard)
    yield FLEET, one_line(scorecard.fleet)
    yield BASELINE_DIGEST, fleet.digest
    yield STARTED, format_time(scorecard.span.started)
    yield ENDED, format_time(scorecard.span.ended)
    yield JUDGED, format_time(scorecard.judged)
    yield VALID_UNTIL, format_time(scorecard.span.started + DEFAULT_AGE)
    yield INTERRUPTED, "1" if scorecard.span.interrupted else "0"
    yield ALLOWED, join_names(scorecard.allowed)
    yield FORBIDDEN, join_names(scorecard.forbidden)


def mark_origin(scorecard: Scorecard) -> Iterator[tuple[str, str]]:
    """Yield the line that tells a rehearsal; a run of the fleet itself has none."""
    if is_drill(scorecard.origin):
        yield ORIGIN, one_line(scorecard.origin)


def write_value(key: str, value: SummaryValue, seen: Seen) -> str:
    """Return one line's value; that of open gates waits for the others."""
    match value:
        case Template() | Question():
            return write_line(ViewLine(key=key, value=value), seen.verdicts)
        case RunValue(field=field):
            return write_run_value(field, seen)
        case ViewWord(view=view):
            return seen.views[view].level
        case Standing(requires=requires, yes=yes, no=no):
            met = not seen.scorecard.span.interrupted and is_met(requires, seen.findings, seen.said)
            return yes if met else no
        case Zero():
            return "0"
        case OpenGates():
            return UNKNOWN
        case _:
            assert_never(value)


def write_run_value(field: RunField, seen: Seen) -> str:
    """Return a figure or word of the quick check, or of the scorecard; a word that it lacks is its result."""
    scorecard, quick = seen.scorecard, seen.quick
    if field in WARNED_AS:
        warned = (verdict.warns_as for verdict in scorecard.verdicts if verdict.outcome is Outcome.WARN)
        classes = Counter(warned) if quick is None else quick.warnings
        return str(classes[WARNED_AS[field]])
    if field is RunField.WORD:
        return (scorecard.word or str(scorecard.result)) if quick is None else quick.word
    source = scorecard if quick is None or field is RunField.LEVEL else quick
    value = getattr(source, field)
    return NONE if value is None else str(value)


def join_names(names: Iterable[str]) -> str:
    """Return the names with commas between them."""
    return ",".join(names) or NONE


def one_line(text: str) -> str:
    """Return the text on one line: what a host said may hold line ends, which would make a line of their own."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def format_time(seconds: float) -> str:
    """Return Unix seconds as RFC 3339 in UTC."""
    return datetime.fromtimestamp(seconds, tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
