"""Subjects: what checks are about, as `fleet.yml` names them."""

from collections.abc import Sequence

from blackstart.baseline.fields import Fields, read_id, read_names
from blackstart.model.fleet import SUBJECT

ALL_SUBJECTS = "*"


def read_subjects(fields: Fields) -> tuple[str, ...]:
    """Return the pack's subjects; without any there is one, the service."""
    if fields.get("subjects") is None:
        return (SUBJECT,)
    names = read_names(fields, "subjects")
    if not names:
        fields.report.add(fields.line("subjects"), "key 'subjects' names none", f"leave it out to have `{SUBJECT}`")
    for number, name in enumerate(names):
        if name.text == ALL_SUBJECTS:
            fields.report.add(name.line, f"'{ALL_SUBJECTS}' stands for all subjects", "name each")
        if name.text in {other.text for other in names[:number]}:
            fields.report.add(name.line, f"subject '{name.text}' stands twice", "keep one")
    return tuple(dict.fromkeys(name.text for name in names)) or (SUBJECT,)


def read_about(fields: Fields, subjects: Sequence[str], default: str) -> str:
    """Return the subject under `about`, or the default; one that fleet.yml does not name is reported."""
    name = read_id(fields, "about")
    if name is None:
        return default
    if name.text not in subjects:
        said = f"no subject '{name.text}' under `subjects` of fleet.yml"
        fields.report.add_unknown(name.line, said, name.text, subjects)
    return name.text
