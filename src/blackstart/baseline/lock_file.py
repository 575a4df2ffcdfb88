"""The file `pack.lock`: every part of a pack as somebody accepted it, one line each."""

import re
from collections.abc import Iterable, Iterator

import msgspec

from blackstart.baseline.problems import BaselineError, ProblemReport
from blackstart.model.lock import LOCK_FILE, Acceptance, Lock, LockedPart, PackPart

HEAD = """\
# What each part of this pack was accepted to mean: SORT NAME DIGEST MEANING.
# `blackstart audit PACK --accept` writes this file; `blackstart audit PACK` shows what has changed since.
"""
ACCEPTED = "accepted "
LINE = re.compile(r"(?P<name>\S+(?: \S+)?) (?P<digest>[0-9a-f]{16}) (?P<meaning>.+)")
MEND = "take the file back as it was, or write it anew with --accept"


def write_lock(parts: Iterable[PackPart], acceptances: Iterable[Acceptance]) -> str:
    """Return the file's text."""
    accepted = (ACCEPTED + msgspec.json.encode(one, order="sorted").decode() + "\n" for one in acceptances)
    lines = (f"{part.name} {part.digest} {part.text}\n" for part in parts)
    return "".join((HEAD, *accepted, *lines))


def read_lock(text: str, file: str = LOCK_FILE) -> Lock:
    """Return what the file says. Raises BaselineError for every line that nobody can have accepted."""
    report = ProblemReport(file=file, problems=[])
    told = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line and not line.startswith("#")]
    acceptances = tuple(
        one
        for number, line in told
        if line.startswith(ACCEPTED) and (one := read_acceptance(number, line, report)) is not None
    )
    parts: dict[str, LockedPart] = {}
    for locked in read_parts([one for one in told if not one[1].startswith(ACCEPTED)], report):
        if locked.part.name in parts:
            report.add(locked.line, f"'{locked.part.name}' stands twice", MEND)
        parts[locked.part.name] = locked
    if not acceptances:
        report.add(0, "it does not say who accepted it", MEND)
    if report.problems:
        raise BaselineError(report.problems)
    return Lock(file=file, parts=parts, acceptances=acceptances)


def read_acceptance(number: int, line: str, report: ProblemReport) -> Acceptance | None:
    """Return who accepted what; a line that does not say so is reported."""
    try:
        return msgspec.json.decode(line.removeprefix(ACCEPTED), type=Acceptance)
    except msgspec.DecodeError as error:
        report.add(number, f"it does not say who accepted it: {error}", MEND)
        return None


def read_parts(lines: Iterable[tuple[int, str]], report: ProblemReport) -> Iterator[LockedPart]:
    """Yield the parts; a line that is not as it was written is reported."""
    for number, line in lines:
        match = LINE.fullmatch(line)
        part = None if match is None else read_part(match)
        if match is None or part is None:
            report.add(number, "it is no line of a lock file", MEND)
        elif part.digest != match["digest"]:
            message = (
                f"'{part.name}' was edited: its digest is {match['digest']}, and that of its meaning {part.digest}"
            )
            report.add(number, message, MEND)
        else:
            yield LockedPart(part=part, line=number)


def read_part(match: re.Match[str]) -> PackPart | None:
    """Return the part of a line; None where its meaning is not JSON."""
    try:
        return PackPart(name=match["name"], meaning=msgspec.json.decode(match["meaning"]))
    except msgspec.DecodeError:
        return None
