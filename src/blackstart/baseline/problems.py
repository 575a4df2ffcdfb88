"""What is wrong with a baseline, where, and how to mend it."""

from collections.abc import Collection, Iterable

import msgspec

MANY_PROBLEMS = 100
"""After that many problems nearest names are no longer looked for: each costs a pass over all names."""
MANY_NAMES = 2000
"""Among more names than that the nearest one is not looked for."""
FEW_NAMES = 12
"""Up to that many names are listed where none is near."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One error. `line` counts from 1; 0 is the file as a whole. `excerpt` shows the place within a line."""

    file: str
    line: int
    message: str
    mend: str = ""
    excerpt: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Say place, thing and mend on one line; below it the excerpt, if there is one."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        said = f"{place}: {self.message}; {self.mend}" if self.mend else f"{place}: {self.message}"
        return "\n".join((said, *(f"    {line}" for line in self.excerpt)))


class BaselineError(Exception):
    """A baseline that is not a fleet; `problems` holds every error found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems by file and line, each once."""
        self.problems = tuple(sorted(dict.fromkeys(problems), key=lambda problem: (problem.file, problem.line)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Where problems of one file are put; `subject` opens each message (`check 'ssh-up'`)."""

    file: str
    problems: list[Problem]
    subject: str = ""

    def add(self, line: int, message: str, mend: str = "", excerpt: tuple[str, ...] = ()) -> None:
        """Put down one problem."""
        said = f"{self.subject}: {message}" if self.subject else message
        shown = tuple(map(escape, excerpt))
        problem = Problem(file=self.file, line=line, message=escape(said), mend=escape(mend), excerpt=shown)
        self.problems.append(problem)

    def add_unknown(self, line: int, message: str, name: str, known: Collection[str]) -> None:
        """Put down a problem with a name that is not known, and the nearest that is."""
        mend = "" if len(self.problems) > MANY_PROBLEMS else suggest(name, known)
        self.add(line, message, mend)

    def about(self, subject: str) -> "Report":
        """Return a report to the same place whose messages open with the subject."""
        return Report(file=self.file, problems=self.problems, subject=subject)


def escape(text: str) -> str:
    """Return the text on one line, without signs that a terminal would act on: names come from files."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def find_nearest(name: str, known: Collection[str]) -> str | None:
    """Return the known name that looks most like this one, or None where none does."""
    if len(known) > MANY_NAMES:
        return None
    from difflib import get_close_matches  # noqa: PLC0415  # on a mistake only

    return next(iter(get_close_matches(name, known, n=1)), None)


def suggest(name: str, known: Collection[str]) -> str:
    """Return the mend for a name that is not known."""
    nearest = find_nearest(name, known)
    if nearest is not None:
        return f"did you mean '{nearest}'?"
    if 0 < len(known) <= FEW_NAMES:
        return f"known: {', '.join(sorted(known))}"
    return ""
