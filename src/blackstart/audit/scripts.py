"""Whether a pack's scripts can be run, and what they and its documents name is there."""

import re
from collections.abc import Iterator

from blackstart.audit.prometheus_rules import readiness_of
from blackstart.audit.subject import Subject
from blackstart.model.audit import Complaint, PackFile
from blackstart.model.outcome import Outcome

COMMAND = re.compile(r"""(?<![\w./-])blackstart["',\s\[]+(?!blackstart)([a-z][a-z-]*)""")
VIEW = re.compile(r"""--view["',=\s]+([\w.:@+-]+)""")
NAMED = re.compile(r"scripts/[\w./-]+\.(?:sh|py)\b")
SCRIPTS = "scripts/"
DOCUMENTS = (".md", ".txt", ".rst")


def find_odd_scripts(subject: Subject) -> Iterator[Complaint]:
    """Say of each script whether it may be executed, by what, and whether what it calls is there."""
    scripts = {name: file for name, file in readiness_of(subject).files.items() if name.startswith(SCRIPTS)}
    for name, file in scripts.items():
        yield from judge_start(name, file)
        named = list(find_named(file.text, subject))
        if not any(what.startswith("command ") for what, _, _ in named):
            yield fault(name, "it calls no command of Blackstart", "call one, or keep it elsewhere", name)
        yield from judge_named(name, named)


def judge_start(name: str, file: PackFile) -> Iterator[Complaint]:
    """Say whether the file can be started at all."""
    if not file.executable:
        yield fault(name, "it may not be executed", f"chmod +x {name}", name)
    elif not file.text.startswith("#!"):
        yield fault(name, "nothing says what runs it", "begin it with #! and a program", f"{name}:1")
    else:
        yield Complaint(outcome=Outcome.PASS, about=name, message="it can be executed", mend="", place=name)


def find_named(text: str, subject: Subject) -> Iterator[tuple[str, int, bool]]:
    """Yield what a text names of Blackstart, with its line, and whether it is there."""
    readiness = readiness_of(subject)
    for number, line in enumerate(text.splitlines(), 1):
        yield from ((f"command {name}", number, name in readiness.commands) for name in COMMAND.findall(line))
        yield from ((f"view {name}", number, name in subject.fleet.views) for name in VIEW.findall(line))
        yield from ((name, number, name in readiness.files) for name in NAMED.findall(line))


def judge_named(file: str, named: list[tuple[str, int, bool]]) -> Iterator[Complaint]:
    """Say of each thing that is named whether it is there."""
    for what, line, there in named:
        place = f"{file}:{line}"
        if there:
            yield Complaint(outcome=Outcome.PASS, about=file, message=f"{what} is there", mend="", place=place)
        else:
            yield fault(file, f"there is no {what}", "name what there is, or bring it back", place)


def find_odd_documents(subject: Subject) -> Iterator[Complaint]:
    """Say of what documents name whether it is there; a script that none names is not found by who needs it."""
    files = readiness_of(subject).files
    documents = {name: file.text for name, file in files.items() if name.endswith(DOCUMENTS)}
    for name, text in documents.items():
        yield from judge_named(name, list(find_named(text, subject)))
    told = {name for text in documents.values() for name in NAMED.findall(text)}
    for name in files:
        if name.startswith(SCRIPTS) and name not in told:
            message, mend = "no document of the pack tells of it", "name it in README.md of the pack"
            yield Complaint(outcome=Outcome.WARN, about=name, message=message, mend=mend, place=name)


def find_broken_files(subject: Subject) -> Iterator[Complaint]:
    """Find files that could not be read as what they are."""
    for name, reason in readiness_of(subject).broken:
        yield fault(name.partition(":")[0], reason, "mend the file", name)


def fault(about: str, message: str, mend: str, place: str) -> Complaint:
    """Return a finding that blocks."""
    return Complaint(outcome=Outcome.BLOCKED, about=about, of=message, message=message, mend=mend, place=place)
