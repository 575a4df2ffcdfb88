"""Whether something may be said, and everything that is missing for it."""

from collections.abc import Callable, Iterator

from blackstart.model.claims import ClaimAnswer, ClaimReport, Missing
from blackstart.render.document import write_document
from blackstart.render.go_labels import find_decision_labels
from blackstart.render.go_parts import show_causes
from blackstart.render.labels import Labels, find_labels
from blackstart.render.layout import flow, hang, pad, widest
from blackstart.render.page import Line, lead, paint, show_origin, show_texts
from blackstart.render.style import Style
from blackstart.render.wording import plain, say

ALLOWED, FORBIDDEN = "ALLOWED", "FORBIDDEN"
UNITS = (("d", 86400.0), ("h", 3600.0), ("min", 60.0), ("s", 1.0))


def show_claims(report: ClaimReport, style: Style) -> str:
    """Return the answers for a person: with details each with what is missing, else a line for each."""
    labels = find_labels(style.language)
    if style.details:
        blocks = [list(show_answer(answer, report.fleet, labels, style)) for answer in report.answers]
    else:
        blocks = [list(list_answers(report, style))]
    origin = list(show_origin(report.origin, labels, style.width))
    shown = [block for block in (origin, *blocks) if block]
    return "\n\n".join("\n".join(paint(*line, style) for line in block) for block in shown) + "\n"


def list_answers(report: ClaimReport, style: Style) -> Iterator[Line]:
    """Show each answer on a line."""
    kinds = widest(answer.kind for answer in report.answers)
    names = widest(answer.name for answer in report.answers)
    for answer in report.answers:
        word = choose_word(answer)
        head = f"{word:<9}  {pad(answer.kind, kinds)}  {pad(answer.name, names)}  "
        yield from lead(hang(head, say(answer.says, style.language), style.width), word)


def choose_word(answer: ClaimAnswer) -> str:
    """Return the word for the answer; it is never translated."""
    return ALLOWED if answer.allowed else FORBIDDEN


def show_answer(answer: ClaimAnswer, fleet: str, labels: Labels, style: Style) -> Iterator[Line]:
    """Show the answer, what the statement means, and each thing that is missing."""
    word = choose_word(answer)
    age = labels.run_age.format(age=spell_age(answer.age), most=spell_age(answer.max_age))
    yield from lead(flow([word, answer.name, plain(fleet), age], "   ", style.width), word)
    yield from lead(hang("  ", say(answer.says, style.language), style.width))
    if answer.missing:
        yield "", ""
        yield f"{labels.missing} ({len(answer.missing)})", labels.missing
    kinds = widest(missing.kind for missing in answer.missing)
    for missing in answer.missing:
        head = f"  {pad(missing.kind, kinds)}  {plain(missing.name)}  "
        said = labels.wanted.format(wanted=plain(missing.wanted), seen=plain(missing.seen))
        yield from lead(hang(head, said, style.width), missing.kind)
        yield from show_texts(describe_missing(missing, labels, style.language), " " * 6, style.width)
    causes = list(show_causes([answer.causes], find_decision_labels(style.language), style))
    yield from [("", ""), *causes] if causes else []


def describe_missing(missing: Missing, labels: Labels, language: str) -> dict[str, str]:
    """Return what else there is to say of it, by name."""
    return {
        labels.host: plain(missing.host),
        labels.reason: plain(missing.reason),
        labels.through: missing.through,
        labels.stands_at: plain(missing.source),
        labels.next: say(missing.next, language),
    }


def spell_age(seconds: float) -> str:
    """Write seconds in the greatest unit of which there is one."""
    unit, size = next(((unit, size) for unit, size in UNITS if seconds >= size), UNITS[-1])
    return f"{seconds / size:.3g} {unit}"


def write_claims(report: ClaimReport, _style: Style) -> str:
    """Return the answers for programs."""
    return write_document(report)


CLAIM_FORMATS: dict[str, Callable[[ClaimReport, Style], str]] = {"json": write_claims, "terminal": show_claims}
"""The formats of claims."""
