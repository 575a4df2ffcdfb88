"""What each fault must come to, and what it came to."""

from collections.abc import Container, Iterable, Iterator
from pathlib import Path

import msgspec

from blackstart.model.outcome import Outcome
from blackstart.model.scorecard import Scorecard, Verdict

COLUMNS = ("fault", "expected", "seen", "s")


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Faults in force together, and their causes: check id to words of its reason (faults.yml)."""

    inject: tuple[str, ...]
    causes: dict[str, str]
    holds: tuple[str, ...] = ()
    reaches: tuple[str, ...] = ()
    leaves_traces: bool = False
    user: str = "root"

    @property
    def name(self) -> str:
        """The case as the table has it."""
        return " + ".join(self.inject) + ("" if self.user == "root" else f" as {self.user}")

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts it is injected on, each once."""
        return tuple(dict.fromkeys(words.split()[1] for words in self.inject))


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the table; `seconds` are those of the look."""

    fault: str
    expected: str
    seen: str
    seconds: float


def read_cases(path: Path) -> list[Case]:
    """Return the cases of the file."""
    return msgspec.yaml.decode(path.read_bytes(), type=list[Case])


def make_row(case: Case, scorecard: Scorecard) -> Row:
    """Return the case's line of the table."""
    return Row(
        fault=case.name,
        expected=", ".join(sorted(case.causes)) or "GREEN",
        seen=say(scorecard),
        seconds=scorecard.span.ended - scorecard.span.started,
    )


def say(scorecard: Scorecard) -> str:
    """Return what is red by itself, and how much it holds."""
    red = [verdict for verdict in scorecard.verdicts if verdict.outcome in (Outcome.BLOCKED, Outcome.WARN)]
    named = ", ".join(sorted(f"{verdict.check} ({shorten(verdict)})" for verdict in red))
    return f"{named}; {scorecard.held} held" if red else str(scorecard.result)


def shorten(verdict: Verdict) -> str:
    """Return the part of the reason that tells what was seen, cut."""
    return verdict.reason.rpartition("saw ")[2][:40]


def find_differences(case: Case, scorecard: Scorecard) -> Iterator[str]:
    """Yield each way in which the scorecard is not what the case must come to."""
    verdicts = {verdict.check: verdict for verdict in scorecard.verdicts}
    hosts = {verdicts[cause].host for cause in case.causes}
    for check, words in case.causes.items():
        verdict = verdicts[check]
        if verdict.outcome is not Outcome.BLOCKED or words not in verdict.reason:
            yield f"{check}: expected BLOCKED with {words!r}, is {verdict.outcome}: {verdict.reason}"
    for check in case.holds:
        if verdicts[check].outcome is not Outcome.HELD:
            yield f"{check}: expected HELD, is {verdicts[check].outcome}: {verdicts[check].reason}"
    for verdict in verdicts.values():
        if verdict.outcome is not Outcome.PASS and verdict.check not in case.causes:
            yield from find_excess(verdict, case, hosts)


def find_excess(verdict: Verdict, case: Case, hosts: Container[str]) -> Iterator[str]:
    """Yield why a failure beside the causes is not one of theirs."""
    if verdict.outcome is not Outcome.HELD or verdict.held_by not in case.causes:
        yield f"{verdict.check}: turned {verdict.outcome} (by {verdict.held_by}): {verdict.reason}"
    elif verdict.host not in hosts and verdict.check not in case.reaches:
        yield f"{verdict.check}: HELD by {verdict.held_by} of another host: {verdict.reason}"


def write_table(rows: Iterable[Row]) -> str:
    """Return the rows as an aligned table."""
    cells = [COLUMNS, *((row.fault, row.expected, row.seen, f"{row.seconds:.1f}") for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in cells)
