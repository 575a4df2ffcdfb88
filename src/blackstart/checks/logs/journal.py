"""Whether logs show signs of damaged storage, as after a power loss."""

import re
from collections.abc import Iterator
from datetime import datetime
from math import ceil

import msgspec

from blackstart.checks.asking import read_lines, run
from blackstart.checks.duration import Duration, read_duration
from blackstart.checks.facts.container import ask_log
from blackstart.checks.facts.log_window import ask_window
from blackstart.checks.facts.signatures import SIGNATURES, check_explained, check_pattern, is_explained
from blackstart.checks.logs.journal_entries import read_entries, read_matches
from blackstart.checks.logs.journal_span import ask_boot_time, ask_span
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Proof, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Redact, Steps

UNSET = 60.0
"""Seconds before the boot at which its first entry must be dated for the clock to have been wrong then."""
DATED = re.compile(r"\W?(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d)(?:[.,]\d+)?(?: (?:UTC|GMT)\b|Z)")


class JournalReading(Reading, frozen=True):
    """How many entries bear a signature, which signatures they are, and the newest entries, cut.

    `explained` counts entries beside these that are known to be harmless.
    """

    count: int
    explained: int
    signatures: tuple[str, ...]
    matches: tuple[str, ...]


class Journal(Spec, frozen=True):
    """Nothing logged in this boot and `since` tells of damaged storage, nor bears one of the `patterns`.

    Looks in the journal (of one `unit` perhaps), or in log `files`, or in a `container`'s log.
    `explained` are expressions over entries that are no damage, each with its reason (errors of a
    floppy or a disc drive always are).
    The journal must reach from the boot until now, with journald running; entries of this boot
    that were written before its clock was set count as well.
    In files, lines dated in UTC are judged by `since`, by the host's clock and the controller's;
    those that cannot be dated all count.
    A journal that shows the user only a part of its entries does not pass: `sudo` shows all.
    """

    name = "journal"
    reading = JournalReading
    shorthand = "since"
    example = "journal: {since: 24h, sudo: true}"
    blind_spots = (
        "All but the user's own messages, outside the groups adm and systemd-journal: unreadable without `sudo`.",
        "Boots before this one, and what a service logs elsewhere: give `files` or a `container`.",
        "Messages that journald dropped for their number; damage in other words than signatures and `patterns`.",
    )
    faults = ("log_damage",)

    since: Duration = "24h"
    patterns: tuple[str, ...] = ()
    unit: str = ""
    files: tuple[str, ...] = ()
    container: str = ""
    explained: dict[str, str] = msgspec.field(default_factory=dict)
    sudo: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no duration, no pattern, or two places at once."""
        read_duration("since", self.since)
        for pattern in self.patterns:
            check_pattern(pattern)
        check_explained(self.explained)
        if sum(map(bool, (self.unit, self.files, self.container))) > 1:
            raise ValueError("`unit`, `files` and `container` are different places: make a check of each")

    def proof(self) -> Proof:
        """Return that the host is ready: damaged storage degrades it."""
        return Proof.READY

    def steps(self, target: Target) -> Steps[JournalReading]:
        """Ask the place for the lines that bear a signature."""
        if self.files:
            lines = yield from self.search_files()
        elif self.container:
            lines = yield from self.search_container()
        else:
            lines = yield from self.search_journal()
        return self.sum_up(lines)

    def search_journal(self) -> Steps[list[str]]:
        """Search this boot's journal, having seen that there is one to search."""
        where = ("-b", "--no-pager", "-o", "short-iso", *((f"--unit={self.unit}",) if self.unit else ()))
        newest = yield from run("journalctl", *where, "-n", "1", sudo=self.sudo, redact=Redact.LOG_MESSAGE)
        if not read_entries(newest):
            raise UnreadableReplyError(f"no entry of {self.unit or 'this boot'} in the journal, so none was looked at")
        expression = ("--case-sensitive=no", f"--grep={self.expression}")
        reply = yield from run("journalctl", *where, f"--since=-{self.seconds}s", *expression, sudo=self.sudo)
        matches = read_matches(reply)
        span = yield from ask_span(self.seconds, sudo=self.sudo)
        if span.begins < reply.at - self.seconds:
            booted = yield from ask_boot_time()
            if span.begins < booted - UNSET:
                before = (f"--until=@{booted:.0f}", *expression)
                matches += read_matches((yield from run("journalctl", *where, *before, sudo=self.sudo)))
        return matches

    def search_files(self) -> Steps[list[str]]:
        """Search each file; one that cannot be read is not one without damage.

        A host that lost its clock with the power writes dates of years ago.
        """
        window = yield from ask_window(self.seconds)
        lines: list[str] = []
        for path in self.files:
            reply = yield from run("grep", "-a", "-i", "-E", "-e", self.expression, "--", path, sudo=self.sudo)
            lines += [
                line for line in read_found(reply) if not is_older(line, min(window.now, reply.at) - self.seconds)
            ]
        return lines

    def search_container(self) -> Steps[list[str]]:
        """Search what a container said on either stream."""
        since = ("--since", f"{self.seconds}s")
        logged = yield from ask_log(self.container, *since, pattern=self.expression, sudo=self.sudo, heavy=True)
        return logged.lines

    def findings(self, reading: JournalReading) -> Iterator[Finding]:
        """Expect nothing to be found."""
        newest = f"; newest: {reading.matches[-1]}" if reading.matches else ""
        yield Finding(
            holds=reading.count == 0,
            expected=f"no sign of damaged storage in {self.place} within {self.since}",
            seen=f"{reading.count}: {', '.join(reading.signatures)}{newest}",
        )

    @property
    def place(self) -> str:
        """Where it looks."""
        where = ", ".join(self.files) or self.container
        return where or (f"the journal of {self.unit}" if self.unit else "the journal")

    @property
    def seconds(self) -> int:
        """How far back it looks."""
        return ceil(read_duration("since", self.since))

    @property
    def expression(self) -> str:
        """All signatures and patterns as one expression."""
        return "|".join((*SIGNATURES.values(), *self.patterns))

    def sum_up(self, lines: list[str]) -> JournalReading:
        """Name the signatures that the lines bear; what bears none was found by another dialect's reading."""
        named = SIGNATURES | {pattern: pattern for pattern in self.patterns}
        found = len(lines)
        lines = [line for line in lines if not is_explained(line, self.explained, self.expression)]
        text = "\n".join(lines)
        borne = [name for name, pattern in named.items() if re.search(pattern, text, re.IGNORECASE)]
        return JournalReading(
            count=len(lines),
            explained=found - len(lines),
            signatures=tuple(borne),
            matches=tuple(line[:200] for line in lines[-3:]),
        )


def read_found(reply: CommandReply) -> list[str]:
    """Return the lines grep found: exit 1 is none, more is a failure (POSIX grep)."""
    if reply.exit_code == 1 and not reply.stderr.strip():
        return []
    lines = read_lines(reply)
    if not lines:
        raise UnreadableReplyError("grep found something and printed nothing")
    return lines


def is_older(line: str, oldest: float) -> bool:
    """Tell whether a line is dated, in UTC, before that time (Unix seconds)."""
    found = DATED.match(line)
    return found is not None and datetime.fromisoformat(f"{found[1]}+00:00").timestamp() < oldest
