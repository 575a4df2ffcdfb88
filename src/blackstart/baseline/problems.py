"""What is wrong with a baseline, where, and how to mend it."""

from collections.abc import Collection, Iterable

import msgspec

from blackstart.errors import BadDataError
from blackstart.model.near_names import ask_nearest

MANY_PROBLEMS = 100
"""After that many problems nearest names are no longer looked for: each costs a pass over all names."""
FEW_PLACES = 3
"""Up to that many further places of one mistake are named."""
FEW_NAMES = 12
"""Up to that many names are listed where none is near."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One error. `line` counts from 1; 0 is the file as a whole. `excerpt` shows the place within a line.

    Problems of one `topic` are one mistake made in several places, such as a wrong name.
    """

    file: str
    line: int
    message: str
    mend: str = ""
    excerpt: tuple[str, ...] = ()
    topic: str = ""

    @property
    def place(self) -> str:
        """The file, with the line where there is one."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def __str__(self) -> str:
        """Say place, thing and mend on one line; below it the excerpt, if there is one."""
        said = f"{self.place}: {self.message}; {self.mend}" if self.mend else f"{self.place}: {self.message}"
        return "\n".join((said, *(f"    {line}" for line in self.excerpt)))


class BaselineError(BadDataError):
    """A baseline that is not a fleet; `problems` holds every error found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems by file and line, each once, and each mistake once."""
        ordered = sorted(dict.fromkeys(problems), key=lambda problem: (problem.file, problem.line))
        self.problems = tuple(gather(ordered))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def gather(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems with those of one topic as one: the first, which names where the others are."""
    topics: dict[str, list[Problem]] = {}
    for number, problem in enumerate(problems):
        topics.setdefault(problem.topic or f"\0{number}", []).append(problem)
    return [name_others(first, others) for first, *others in topics.values()]


def name_others(first: Problem, others: list[Problem]) -> Problem:
    """Return a problem with the places where the same mistake stands again."""
    if not others:
        return first
    named = ", ".join(other.place for other in others[:FEW_PLACES])
    more = f" and {len(others) - FEW_PLACES} more places" if len(others) > FEW_PLACES else ""
    return msgspec.structs.replace(first, message=f"{first.message} (also {named}{more})")


class ProblemReport(msgspec.Struct, frozen=True, kw_only=True):
    """Where problems of one file are put; `subject` opens each message (`check 'ssh-up'`)."""

    file: str
    problems: list[Problem]
    subject: str = ""

    def add(self, line: int, message: str, mend: str = "", excerpt: tuple[str, ...] = (), *, topic: str = "") -> None:
        """Put down one problem."""
        said = f"{self.subject}: {message}" if self.subject else message
        shown = tuple(map(escape, excerpt))
        self.problems.append(
            Problem(file=self.file, line=line, message=escape(said), mend=escape(mend), excerpt=shown, topic=topic)
        )

    def add_unknown(self, line: int, message: str, name: str, known: Collection[str]) -> None:
        """Put down a problem with a name that is not known, and the nearest that is.

        The same wrong name is one mistake wherever it stands; a wrong key is one in each place.
        """
        mend = "" if len(self.problems) > MANY_PROBLEMS else suggest(name, known)
        topic = "" if "key '" in message or "parameter '" in message else f"name {name.rpartition(':')[2]}"
        self.add(line, message, mend, topic=topic)

    def about(self, subject: str) -> "ProblemReport":
        """Return a report to the same place whose messages open with the subject."""
        return ProblemReport(file=self.file, problems=self.problems, subject=subject)

    def within(self, subject: str) -> "ProblemReport":
        """Return a report to the same place whose messages open with its own subject, and then with this one."""
        return self.about(f"{self.subject}: {subject}" if self.subject else subject)


def escape(text: str) -> str:
    """Return the text on one line, without signs that a terminal would act on: names come from files."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def suggest(name: str, known: Collection[str]) -> str:
    """Return the mend for a name that is not known."""
    few = f"known: {', '.join(sorted(known))}" if 0 < len(known) <= FEW_NAMES else ""
    return ask_nearest(name, known) or few
