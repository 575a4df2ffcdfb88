"""A file of KEY=VALUE lines that was written of a run, read again without mercy."""

import re
import shlex
from collections.abc import Iterator

from blackstart.errors import BadDataError
from blackstart.model.fleet import Fleet
from blackstart.model.origin import explain_origin, suits
from blackstart.model.summary import BASELINE_DIGEST, FLEET, INTERRUPTED, SEAL, Summary

LINE = re.compile(r"([A-Z][A-Z0-9_]*)=(.*)")
LARGEST = 1 << 20
COPY = re.compile(r"SUMMARY_[0-9]+")
"""The key of a dispatch's line that holds a line of its summary."""


class SummaryFileError(BadDataError):
    """The file is no summary that anything may be made of; the message tells the line and the mend."""


def read_summary(text: str, name: str, fleet: Fleet) -> Summary:
    """Return the summary that the text holds. Raises SummaryFileError: also where it is of another baseline."""
    return bind(read_lines(text, name), name, fleet)


def read_dispatch(text: str, name: str, fleet: Fleet) -> Summary:
    """Return the summary that a dispatch was made of. Raises SummaryFileError."""
    lines = [value for key, value in read_lines(text, name).items() if COPY.fullmatch(key)]
    return bind(read_lines("\n".join(lines), f"{name}, the summary in it"), f"{name}, the summary in it", fleet)


def bind(lines: dict[str, str], name: str, fleet: Fleet) -> Summary:
    """Return the summary if it is whole, and of this fleet and baseline. Raises SummaryFileError."""
    summary = Summary(values={key: value for key, value in lines.items() if key != SEAL})
    if not suits(summary.origin, fleet.origin):
        why = explain_origin(summary.origin, fleet.origin)
        raise SummaryFileError(f"{name}: of FLEET {summary.values.get(FLEET)}, {why}")
    for key, wanted in ((FLEET, fleet.name), (BASELINE_DIGEST, fleet.digest)):
        seen = summary.values.get(key)
        if seen != wanted:
            raise SummaryFileError(
                f"{name}: {key} is {seen or 'missing'}, and the pack's is {wanted}; "
                f"take the summary anew, or from a run of this pack"
            )
    for key in (INTERRUPTED, SEAL):
        if key not in lines:
            raise SummaryFileError(f"{name}: {key} is missing, so it is not whole; take the summary anew")
    if lines[SEAL] != summary.digest() or list(lines)[-1] != SEAL:
        raise SummaryFileError(f"{name}: {SEAL} is not of the lines before it, as if edited; take the summary anew")
    return summary


def read_lines(text: str, name: str) -> dict[str, str]:
    """Return the values by key, in their order. Raises SummaryFileError."""
    if len(text) > LARGEST:
        raise SummaryFileError(f"{name}: more than {LARGEST} signs; a summary is a few lines")
    values: dict[str, str] = {}
    for number, key, value in split_lines(text, name):
        if key in values:
            raise SummaryFileError(f"{name}:{number}: {key} stands twice; take the summary anew")
        values[key] = value
    return values


def split_lines(text: str, name: str) -> Iterator[tuple[int, str, str]]:
    """Yield number, key and value of each line that is not empty. Raises SummaryFileError."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line:
            continue
        match = LINE.fullmatch(line)
        value = None if match is None else read_quoted(match[2])
        if match is None or value is None:
            mend = "keep its line ends as they were written" if line.endswith("\r") else "take the summary anew"
            raise SummaryFileError(f"{name}:{number}: no line KEY=VALUE as a shell reads it; {mend}")
        yield number, match[1], value


def read_quoted(text: str) -> str | None:
    """Return what a shell makes of a value, or None unless it was written just so."""
    try:
        words = shlex.split(text)
    except ValueError:
        return None
    value = "".join(words)
    written = shlex.quote(value) if value else ""
    return value if written == text and value.isprintable() else None
