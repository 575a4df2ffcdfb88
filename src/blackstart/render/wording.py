"""What every format says in the same words, and text made safe to show."""

import re
from collections import Counter
from collections.abc import Iterable

from blackstart.model.fleet import Check, Text
from blackstart.model.origin import Origin, is_drill
from blackstart.model.outcome import Outcome, WarningClass
from blackstart.model.reply import Cause
from blackstart.model.scorecard import PhaseState, Scorecard, Verdict
from blackstart.render.labels import LABELS, Labels
from blackstart.render.language import ENGLISH, choose

UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
"""Controls, which can rewrite a terminal; marks that reorder text (CVE-2021-42574); what XML forbids."""


def plain(text: str) -> str:
    """Return the text on one line, with escapes in place of characters that would act or hide."""
    return UNSAFE.sub(escape_character, " ".join(re.split(r"[ \t\r\n]+", text))).strip()


def escape_character(match: re.Match[str]) -> str:
    """Return a character as Python would write it."""
    return match[0].encode("unicode_escape").decode()


def say(text: Text, language: str) -> str:
    """Return the sentence in the language, else in a near one (`zh-HK` for `zh-TW`), else in English."""
    tag = choose(language, text)
    return "" if tag is None else plain(text[tag])


def find_why(verdict: Verdict, check: Check) -> Text:
    """Return why it matters: by the case, or as the check says."""
    return verdict.why or check.why


def find_next(verdict: Verdict, check: Check) -> Text:
    """Return what to do next, in the same way."""
    return verdict.next or check.next


def find_verdict(scorecard: Scorecard, check: str) -> Verdict:
    """Return the verdict of a check the scorecard names."""
    return next(verdict for verdict in scorecard.verdicts if verdict.check == check)


def select(verdicts: Iterable[Verdict], outcome: Outcome) -> list[Verdict]:
    """Return the verdicts with that outcome, in their order."""
    return [verdict for verdict in verdicts if verdict.outcome is outcome]


def select_failed(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Return what is BLOCKED, then what warns, then what the run did not ask."""
    every = tuple(verdicts)
    return [one for outcome in (Outcome.BLOCKED, Outcome.WARN, Outcome.NOT_ASKED) for one in select(every, outcome)]


def group_held(verdicts: Iterable[Verdict], labels: Labels = LABELS[ENGLISH]) -> dict[str, list[str]]:
    """Return the ids of the checks each root cause holds."""
    groups: dict[str, list[str]] = {}
    for verdict in select(verdicts, Outcome.HELD):
        groups.setdefault(verdict.held_by or labels.no_root, []).append(verdict.check)
    return groups


def split_warnings(scorecard: Scorecard) -> dict[WarningClass, int]:
    """Return how many warnings each class has, in the runbook's order."""
    found = Counter(verdict.warns_as for verdict in select(scorecard.verdicts, Outcome.WARN))
    return {kind: found[kind] for kind in WarningClass}


def describe_interruption(scorecard: Scorecard, labels: Labels = LABELS[ENGLISH]) -> str:
    """Say how much of a run that was cut short is missing; empty for a whole run."""
    if not scorecard.span.interrupted:
        return ""
    missing = sum(verdict.cause in (Cause.NOT_ASKED, Cause.INTERRUPTED) for verdict in scorecard.verdicts)
    return labels.interruption.format(missing=missing, number=len(scorecard.verdicts))


def describe_origin(origin: Origin, labels: Labels = LABELS[ENGLISH]) -> str:
    """Say that it was a rehearsal, and by which scenario; empty for the fleet itself."""
    return f"{plain(origin)}: {labels.rehearsal}" if is_drill(origin) else ""


def describe_duration(scorecard: Scorecard, labels: Labels) -> str:
    """Return how long the collecting took."""
    return labels.duration.format(seconds=f"{scorecard.span.ended - scorecard.span.started:.1f}")


def describe_counts(counted: Scorecard | PhaseState, labels: Labels = LABELS[ENGLISH]) -> str:
    """Return the counts of a run or a phase in words."""
    return labels.counts.format(
        passed=counted.passed, warned=counted.warned, blocked=counted.blocked, held=counted.held
    )


def describe_reading(verdict: Verdict) -> str:
    """Return the values read, as `name=value, ...`; empty where nothing was."""
    return plain(", ".join(f"{name}={value}" for name, value in (verdict.reading or {}).items()))
