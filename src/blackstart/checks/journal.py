"""Whether logs show signs of damaged storage, as after a power loss."""

import re
from collections.abc import Iterator
from datetime import datetime

from blackstart.checks.asking import read_lines, run
from blackstart.checks.container import ask_log
from blackstart.checks.log_window import ask_window
from blackstart.checks.signatures import SIGNATURES, check_pattern
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Proof, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Redact, Steps

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
NONE = "-- No entries --"
ENTRY = re.compile(r"\d{4}-\d\d-\d\dT\S+ \S+ .*", re.DOTALL)
# sudo logs the command line of this very question, a long one in parts (sudoers(5), syslog_maxlen).
OWN_QUESTION = re.compile(r"\S+ \S+ sudo(?:\[\d+\])?: .*(?:COMMAND=|\(command continued\))", re.DOTALL)
DATED = re.compile(r"\W?(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d)(?:[.,]\d+)?(?: (?:UTC|GMT)\b|Z)")


class JournalReading(Reading, frozen=True):
    """How many entries bear a signature, which signatures they are, and the newest entries, cut."""

    count: int
    signatures: tuple[str, ...]
    matches: tuple[str, ...]


class Journal(Spec, frozen=True):
    """Nothing logged in this boot and `since` tells of damaged storage, nor bears one of the `patterns`.

    Looks in the journal (of one `unit` perhaps), or in log `files`, or in a `container`'s log.
    In files, lines dated in UTC are judged by `since`, by the host's clock and the controller's;
    those that cannot be dated all count.
    A journal that shows the user only a part of its entries does not pass: `sudo` shows all.
    """

    name = "journal"
    reading = JournalReading
    shorthand = "since"
    example = "journal: {since: 24h, sudo: true}"

    since: str = "24h"
    patterns: tuple[str, ...] = ()
    unit: str = ""
    files: tuple[str, ...] = ()
    container: str = ""
    sudo: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no duration, no pattern, or two places at once."""
        if not re.fullmatch(r"[1-9]\d{0,6}[smhd]", self.since):
            raise ValueError(f"`since: {self.since}` is no duration: write 90s, 15m, 24h or 7d")
        for pattern in self.patterns:
            check_pattern(pattern)
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
        window = (f"--since=-{self.seconds}s", "--case-sensitive=no", f"--grep={self.expression}")
        reply = yield from run("journalctl", *where, *window, sudo=self.sudo)
        return read_matches(reply)

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
        return int(self.since[:-1]) * UNITS[self.since[-1]]

    @property
    def expression(self) -> str:
        """All signatures and patterns as one expression."""
        return "|".join((*SIGNATURES.values(), *self.patterns))

    def sum_up(self, lines: list[str]) -> JournalReading:
        """Name the signatures that the lines bear; what bears none was found by another dialect's reading."""
        named = SIGNATURES | {pattern: pattern for pattern in self.patterns}
        text = "\n".join(lines)
        borne = [name for name, pattern in named.items() if re.search(pattern, text, re.IGNORECASE)]
        return JournalReading(
            count=len(lines),
            signatures=tuple(borne),
            matches=tuple(line[:200] for line in lines[-3:]),
        )


def read_matches(reply: CommandReply) -> list[str]:
    """Return the entries found. None at all beside a complaint means that not everything was looked at."""
    matches = [entry for entry in read_entries(reply) if not OWN_QUESTION.match(entry)]
    if not matches:
        require_silence(reply)
    return matches


def require_silence(reply: CommandReply) -> None:
    """Raise on what journalctl says of missing files, permissions, damage, or support for patterns."""
    if reply.stderr.strip():
        raise UnreadableReplyError(f"journalctl: {' '.join(reply.stderr.split())[:200]}")


def read_entries(reply: CommandReply) -> list[str]:
    """Return the entries journalctl printed; several lines of one message stay together.

    Without a match newer versions exit 1 and older ones 0, but all say that there is none.
    """
    lines = reply.stdout.splitlines()
    entries: list[str] = []
    for line in lines:
        if line.startswith(" ") and entries:
            entries[-1] += f" {line.strip()}"
        elif ENTRY.fullmatch(line):
            entries.append(line)
        elif not line.startswith("-- "):
            raise UnreadableReplyError(f"not a journal entry: {line[:100]!r}")
    if not entries:
        require_silence(reply)
    if reply.exit_code not in (0, 1) or not (entries or NONE in lines):
        raise UnreadableReplyError(f"journalctl: exit {reply.exit_code} without entries or {NONE!r}")
    return entries


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
