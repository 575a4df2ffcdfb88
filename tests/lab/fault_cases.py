"""What each fault must come to, and what it came to."""

from collections.abc import Container, Iterable, Iterator
from itertools import groupby
from pathlib import Path

import msgspec

from blackstart.model.outcome import Outcome
from blackstart.model.reply import Cause
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
    view: str = ""
    unseen: dict[str, str] = {}

    @property
    def name(self) -> str:
        """The case as the table has it."""
        return " + ".join(self.inject) + ("" if self.user == "root" else f" as {self.user}")

    @property
    def roots(self) -> dict[str, str]:
        """What is red by itself, and words of its reason: the causes, and what cannot be seen."""
        return self.causes | self.unseen

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts it is injected on, each once."""
        return tuple(dict.fromkeys(words.split()[1] for words in self.inject))


class Looks(tuple[Case, ...]):
    """Cases of the same faults, one look each while these are in force."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """The looks as the test's name has them."""
        return ", ".join((self[0].name, *(f"as {case.user}" for case in self[1:])))


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the table; `seconds` are those of the look."""

    fault: str
    expected: str
    seen: str
    seconds: float


def read_cases(path: Path) -> list[Case]:
    """Return the cases of the file."""
    return msgspec.yaml.decode(path.read_bytes(), type=list[Case])


def group_looks(cases: Iterable[Case]) -> list[Looks]:
    """Return neighbours of the same faults together: those are injected and healed once."""
    return [Looks(group) for _, group in groupby(cases, key=lambda case: case.inject)]


def make_row(case: Case, scorecard: Scorecard) -> Row:
    """Return the case's line of the table."""
    return Row(
        fault=case.name,
        expected=say_expected(case),
        seen=say(scorecard),
        seconds=scorecard.span.ended - scorecard.span.started,
    )


def say_expected(case: Case) -> str:
    """Return the causes, and how much the account cannot see."""
    named = ", ".join(sorted(case.causes)) or "GREEN"
    return f"{named}; {len(case.unseen)} unseen" if case.unseen else named


def say(scorecard: Scorecard) -> str:
    """Return what is red by itself, how much could not be seen, and how much is held."""
    red = [verdict for verdict in scorecard.verdicts if verdict.outcome in (Outcome.BLOCKED, Outcome.WARN)]
    unseen = [verdict for verdict in red if verdict.cause is Cause.UNREADABLE]
    named = ", ".join(sorted(f"{verdict.check} ({shorten(verdict)})" for verdict in red if verdict not in unseen))
    counted = f"; {len(unseen)} unseen" if unseen else ""
    return f"{named}{counted}; {scorecard.held} held" if red else str(scorecard.result)


def shorten(verdict: Verdict) -> str:
    """Return the part of the reason that tells what was seen, cut."""
    return verdict.reason.rpartition("saw ")[2][:40]


def find_differences(case: Case, scorecard: Scorecard) -> Iterator[str]:
    """Yield each way in which the scorecard is not what the case must come to."""
    verdicts = {verdict.check: verdict for verdict in scorecard.verdicts}
    for check, words in case.roots.items():
        yield from find_unlike(verdicts[check], words, unseen=check in case.unseen)
    for check in case.holds:
        if verdicts[check].outcome is not Outcome.HELD:
            yield f"{check}: expected HELD, is {verdicts[check].outcome}: {verdicts[check].reason}"
    hosts = {verdicts[root].host for root in case.roots}
    for verdict in verdicts.values():
        if verdict.outcome is not Outcome.PASS and verdict.check not in case.roots:
            yield from find_excess(verdict, case, hosts)


def find_unlike(verdict: Verdict, words: str, *, unseen: bool) -> Iterator[str]:
    """Yield that a root is not BLOCKED with its words, or seen where the account cannot see it."""
    if verdict.outcome is not Outcome.BLOCKED or words not in verdict.reason or (unseen and verdict.cause is None):
        what = "a gap" if unseen else "BLOCKED"
        yield f"{verdict.check}: expected {what} with {words!r}, is {verdict.outcome}: {verdict.reason}"


def find_excess(verdict: Verdict, case: Case, hosts: Container[str]) -> Iterator[str]:
    """Yield why a failure beside the roots is not one of theirs."""
    if verdict.outcome is not Outcome.HELD or verdict.held_by not in case.roots:
        yield f"{verdict.check}: turned {verdict.outcome} (by {verdict.held_by}): {verdict.reason}"
    elif verdict.host not in hosts and verdict.check not in case.reaches:
        yield f"{verdict.check}: HELD by {verdict.held_by} of another host: {verdict.reason}"


def write_table(rows: Iterable[Row]) -> str:
    """Return the rows as an aligned table."""
    cells = [COLUMNS, *((row.fault, row.expected, row.seen, f"{row.seconds:.1f}") for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in cells)
