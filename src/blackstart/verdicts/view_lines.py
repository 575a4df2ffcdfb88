"""What a view's lines say: values out of verdicts and readings, `unknown` where one is missing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, assert_never

from blackstart.model.outcome import Outcome
from blackstart.model.scorecard import Verdict
from blackstart.model.view import UNKNOWN, Lookup, Question, Template, View, ViewLine
from blackstart.verdicts.expectation import EvaluationError, compute

Verdicts = Mapping[str, Verdict]


class MissingEvidenceError(Exception):
    """There is no evidence for a value, so nothing may stand in its place."""


def write_lines(view: View, verdicts: Verdicts) -> dict[str, str]:
    """Return the value of each line by its key, in the view's order."""
    return {line.key: write_line(line, verdicts) for line in view.lines}


def write_line(line: ViewLine, verdicts: Verdicts) -> str:
    """Return one line's value."""
    try:
        match line.value:
            case Template(parts=parts):
                return "".join(part if isinstance(part, str) else look_up(part, verdicts) for part in parts)
            case Question() as question:
                return answer(question, [verdicts[check] for check in question.checks])
            case _:
                assert_never(line.value)
    except (MissingEvidenceError, EvaluationError):
        return UNKNOWN


def answer(question: Question, verdicts: list[Verdict]) -> str:
    """Say yes where all passed, no where one was seen not to. Raises MissingEvidenceError."""
    if all(verdict.outcome is Outcome.PASS for verdict in verdicts):
        return question.yes
    if all(verdict.outcome is Outcome.PASS or verdict.cause for verdict in verdicts):
        raise MissingEvidenceError
    return question.no


def look_up(lookup: Lookup, verdicts: Verdicts) -> str:
    """Return the value. Raises MissingEvidenceError, EvaluationError."""
    verdict = verdicts[lookup.check]
    if lookup.source:
        if verdict.reading is None:
            raise MissingEvidenceError
        return spell(compute(lookup.source, verdict.reading))
    if verdict.cause is not None:
        raise MissingEvidenceError
    return str(verdict.outcome)


def spell(value: Any) -> str:
    """Write a value out; a null is a value that was not there. Raises MissingEvidenceError."""
    match value:
        case None:
            raise MissingEvidenceError
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:.12g}"
        case list() | tuple():
            return ",".join(map(spell, value)) or "none"
        case datetime():
            return value.isoformat()
        case _:
            return str(value)
