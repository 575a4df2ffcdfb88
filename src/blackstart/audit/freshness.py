"""Evidence out of files that somebody else writes: a job that died leaves its last word behind."""

from collections.abc import Iterator

from blackstart.audit.evidence import first_word
from blackstart.audit.subject import Subject
from blackstart.model.audit import Complaint
from blackstart.model.fleet import Check
from blackstart.model.outcome import Outcome

READERS = frozenset({"cat", "grep", "head", "jq", "tail"})
WRITTEN_BY_HAND = ("/etc/", "/proc/", "/sys/", "/dev/")
"""Configuration, and what the kernel makes as it is read."""
METADATA = "file_stat"


def find_ageless_files(subject: Subject) -> Iterator[Complaint]:
    """Find checks that read a file and would believe it whatever its age."""
    for check in subject.fleet.checks:
        for path in list_files(check):
            if not any(limits_age(other, path, check.place) for other in subject.needed_by(check)):
                yield Complaint(
                    outcome=Outcome.WARN,
                    about=check.id,
                    of=path,
                    message=f"it believes {path}, however long ago that was written",
                    mend=f"need a file_stat of {path} with a `max_age`",
                )


def list_files(check: Check) -> Iterator[str]:
    """Yield the files whose contents a command of the pack reads; kinds that read files limit their age."""
    if first_word(check) in READERS:
        words = getattr(check.spec, "argv", ())[1:]
        yield from (word for word in words if word.startswith("/") and not word.startswith(WRITTEN_BY_HAND))


def limits_age(check: Check, path: str, place: str) -> bool:
    """Tell whether the check is about the file's age."""
    spec = check.spec
    about = spec.name == METADATA and check.place == place and getattr(spec, "path", "") == path
    return about and getattr(spec, "max_age", None) is not None
