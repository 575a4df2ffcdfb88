"""Subjects: what checks are about, as `fleet.yml` names them."""

from collections.abc import Sequence

from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.typed_values import Name
from blackstart.model.fleet import SUBJECT

ALL_SUBJECTS = "*"


def link_subjects(names: Sequence[Name], report: ProblemReport) -> tuple[str, ...]:
    """Return the pack's subjects; without any there is one, the service."""
    for number, name in enumerate(names):
        if name.text == ALL_SUBJECTS:
            report.add(name.line, f"'{ALL_SUBJECTS}' stands for all subjects", "name each")
        if name.text in {other.text for other in names[:number]}:
            report.add(name.line, f"subject '{name.text}' stands twice", "keep one")
    return tuple(dict.fromkeys(name.text for name in names)) or (SUBJECT,)


def link_about(name: Name | None, subjects: Sequence[str], default: str, report: ProblemReport) -> str:
    """Return the subject that is named, or the default; one that fleet.yml does not name is reported."""
    if name is None:
        return default
    if name.text not in subjects:
        said = f"no subject '{name.text}' under `subjects` of fleet.yml"
        report.add_unknown(name.line, said, name.text, subjects)
    return name.text
