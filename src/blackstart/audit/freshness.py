"""Evidence out of files that somebody else writes: a job that died leaves its last word behind."""

from collections.abc import Iterator

from blackstart.audit.subject import Subject
from blackstart.model.audit import Complaint
from blackstart.model.outcome import Outcome


def find_ageless_files(subject: Subject) -> Iterator[Complaint]:
    """Find checks that read a file and would believe it whatever its age."""
    for check in subject.fleet.checks:
        for path in check.spec.believes_files():
            dated = {(other.spec.limits_age_of(), other.place) for other in subject.needed_by(check)}
            if (path, check.place) not in dated:
                yield Complaint(
                    outcome=Outcome.WARN,
                    about=check.id,
                    of=path,
                    message=f"it believes {path}, however long ago that was written",
                    mend=f"need a file_stat of {path} with a `max_age`",
                )
