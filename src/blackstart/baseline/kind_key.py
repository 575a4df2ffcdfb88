"""Which of a check's keys names its kind."""

from collections.abc import Iterator

from blackstart.baseline.check_entry import CheckEntry
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.typed import struct_reader
from blackstart.baseline.typed_place import FILE
from blackstart.checks.table import KINDS, is_kind, list_kinds
from blackstart.model.near_names import find_nearest


def find_kind_key(entry: CheckEntry, report: ProblemReport) -> str | None:
    """Return the one key that names a kind; unknown keys, and no kind or more than one, are reported."""
    lines = entry.kinds.lines
    kinds = [key for key in lines if is_kind(key)]
    meant = len(kinds) < len(lines) and any([*report_unknown(entry, kinds, report)])
    if len(kinds) > 1:
        named = " and ".join(f"'{kind}'" for kind in kinds)
        report.add(lines[kinds[1]], f"{named} are {len(kinds)} kinds", "make a check of each")
        return None
    if not kinds and not meant:
        report.add(entry.lines.line, "no kind is named", "add one, as `systemd_unit: nginx`")
    return kinds[0] if kinds else None


def report_unknown(entry: CheckEntry, kinds: list[str], report: ProblemReport) -> Iterator[bool]:
    """Report each key that is not known, and yield whether it was meant as a kind."""
    own = struct_reader(CheckEntry, FILE).parts
    known = (*own, *KINDS)
    for key, line in entry.kinds.lines.items():
        if key in kinds:
            continue
        meant_as_kind = not kinds and find_nearest(key, known) not in own
        if meant_as_kind:
            report.add_unknown(line, f"no kind '{key}'", key, list_kinds())
        else:
            report.add_unknown(line, f"unknown key '{key}'", key, known)
        yield meant_as_kind
