"""What the pack says to people: that it says it, and in each of its languages."""

from collections.abc import Iterator

from blackstart.audit.subject import Subject
from blackstart.model.audit import Complaint
from blackstart.model.fleet import Fleet, Text
from blackstart.model.outcome import Outcome


def find_missing_texts(subject: Subject) -> Iterator[Complaint]:
    """Find checks that do not say why they matter or what to do next."""
    for check in subject.fleet.checks:
        missing = [name for name, text in (("why", check.why), ("next", check.next)) if not text]
        if missing:
            yield Complaint(
                outcome=Outcome.WARN,
                about=check.id,
                of="+".join(missing),
                message=f"it has no {' and no '.join(missing)}",
                mend="say why it matters, and the one thing to look at next",
            )


def find_missing_languages(subject: Subject) -> Iterator[Complaint]:
    """Find texts that lack a language other texts of the pack have."""
    texts = list(list_texts(subject.fleet))
    languages = sorted({tag for _, _, text in texts for tag in text})
    for about, name, text in texts:
        missing = [tag for tag in languages if tag not in text]
        if text and missing:
            yield Complaint(
                outcome=Outcome.WARN,
                about=about,
                of=f"{name}:{'+'.join(missing)}",
                message=f"its {name} is not there in {', '.join(missing)}",
                mend="translate it; until then it is shown in English",
            )


def list_texts(fleet: Fleet) -> Iterator[tuple[str, str, Text]]:
    """Yield every text with what it is about and its name."""
    yield "fleet:title", "title", fleet.title
    yield from ((f"phase:{phase.id}", "title", phase.title) for phase in fleet.phases)
    yield from ((f"view:{view.name}", "title", view.title) for view in fleet.views.values())
    for check in fleet.checks:
        yield check.id, "why", check.why
        yield check.id, "next", check.next
        yield from ((check.id, "why", case.text) for case in check.why_cases)
        yield from ((check.id, "next", case.text) for case in check.next_cases)
