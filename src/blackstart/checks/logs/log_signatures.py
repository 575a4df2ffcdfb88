"""Whether a log file, or a container's, bears signs of damage, told without keeping a line of it."""

import re
from collections import Counter
from collections.abc import Iterator

import msgspec

from blackstart.checks.asking import read_json, run, succeeded
from blackstart.checks.duration import Duration, read_duration, say_duration
from blackstart.checks.facts.container import ContainerName, is_named
from blackstart.checks.facts.log_window import DOCKER_LINE, FILE_LINE, Log, LogWindow, ask_window, search
from blackstart.checks.facts.signatures import check_explained, choose_signatures, is_explained
from blackstart.checks.reading.posix_expression import require_expression
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import UnreadableReplyError
from blackstart.model.request import Steps

FORMAT = '{"name":{{json .Name}},"driver":{{json .HostConfig.LogConfig.Type}},"path":{{json .LogPath}}}'
LOG_PATH = re.compile(r"/[\w./-]+-json\.log", re.ASCII)
LONGEST = 366 * 86400.0
UNNAMED = "another dialect's"
"""A match that bears no signature as Python reads it, though it did as grep does."""


class Located(msgspec.Struct, frozen=True, kw_only=True):
    """How a container's log is kept, and where."""

    name: str
    driver: str
    path: str


class LogReading(Reading, frozen=True):
    """How many signs of damage the window holds, and how often each signature is among them.

    `explained` counts those that are known to be harmless. `oldest` is the age of the log's
    first dated line (s), null where no line is dated; `spoke` tells whether a line is dated within the window.
    """

    count: int
    signatures: dict[str, int]
    explained: int
    oldest: float | None
    spoke: bool


class LogSignatures(Spec, frozen=True):
    """No line of the window bears a sign of damage, and the log reaches back over the window.

    The log is that of `files` (one and its older parts) or of a `container` whose log driver is
    json-file. `signatures` are sets by name (all by default), `patterns` are one's own. A log
    that says nothing in the window does not pass unless `quiet` is given. `explained` are
    expressions over signs that are no damage, each with its reason (a floppy's and a disc drive's
    errors always are). Counts are kept, and no more of a line than its sign.
    """

    name = "log_signatures"
    reading = LogReading
    shorthand = "files"
    blind_spots = (
        "Files the login user may not read: unreadable; `sudo: true` asks as root.",
        "Lines that were rotated away: name the older file in `files` too; compressed ones cannot be searched.",
        "Damage that is said in other words than the signatures and `patterns`.",
    )
    example = "log_signatures: {files: [/var/log/postgresql/main.log], since: 24h, sudo: true}"
    faults = ("sign_damage",)

    files: tuple[str, ...] = ()
    container: ContainerName | None = None
    since: Duration = "24h"
    signatures: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    explained: dict[str, str] = msgspec.field(default_factory=dict)
    quiet: bool = False
    sudo: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no duration, no pattern, no set, and no one place."""
        if self.seconds > LONGEST:
            raise ValueError(f"`since: {self.since}` is more than 366d: a log's dates are compared within a year")
        for pattern in self.patterns:
            require_expression("patterns", pattern)
        choose_signatures(self.signatures)
        check_explained(self.explained)
        if bool(self.files) is (self.container is not None):
            raise ValueError("give `files` or a `container`, and not both")
        for path in self.files:
            if not path.startswith("/"):
                raise ValueError(f"`files`: {path!r}: give an absolute path")

    def steps(self, target: Target) -> Steps[LogReading]:
        """Ask the host's clock, then each file for what lies in the window."""
        window = yield from ask_window(self.seconds)
        if self.container is not None:
            path = yield from self.find_log(self.container)
            logs = [(yield from search(path, DOCKER_LINE, self.expression, window, sudo=self.sudo))]
        else:
            logs = []
            for path in self.files:
                logs.append((yield from search(path, FILE_LINE, self.expression, window, sudo=self.sudo)))
        return self.sum_up(logs, window)

    def find_log(self, container: str) -> Steps[str]:
        """Ask where the container's log is."""
        argv = ("docker", "inspect", "--type", "container", "--format", FORMAT, container)
        located = read_json(succeeded((yield from run(*argv, sudo=self.sudo))).stdout, Located)
        if not is_named(located.name, container):
            raise UnreadableReplyError(f"no container is named {container}; the id of {located.name[:80]} begins so")
        if located.driver != "json-file":
            raise UnreadableReplyError(f"log driver {located.driver!r} keeps no json-file; `journal` reads journald's")
        if not LOG_PATH.fullmatch(located.path):
            raise UnreadableReplyError(f"docker inspect: not the path of a log: {located.path[:80]!r}")
        return located.path

    @property
    def seconds(self) -> float:
        """Return how far back it looks."""
        return read_duration("since", self.since)

    @property
    def named(self) -> dict[str, str]:
        """Return the signatures looked for. What they leave open is kept short: it may hold anything."""
        chosen = choose_signatures(self.signatures) | {pattern: pattern for pattern in self.patterns}
        named = {name: pattern.replace(".*", ".{0,40}") for name, pattern in chosen.items()}
        # the device stands behind it, and tells whether the error is a harmless one
        return {name: pattern.replace("I/O error|", "I/O error.{0,20}|") for name, pattern in named.items()}

    @property
    def expression(self) -> str:
        """Return all signatures as one expression."""
        return "|".join(self.named.values())

    def sum_up(self, logs: list[Log], window: LogWindow) -> LogReading:
        """Count the signs by name."""
        hits = [text for log in logs for text in log.hits]
        damage = [text for text in hits if not is_explained(text, self.explained, self.expression)]
        counts = Counter(map(self.find_name, damage))
        dated = [log.oldest for log in logs if log.oldest is not None]
        return LogReading(
            count=counts.total(),
            signatures=dict(counts),
            explained=len(hits) - len(damage),
            oldest=window.now - min(dated) if dated else None,
            spoke=any(log.spoke for log in logs),
        )

    def find_name(self, text: str) -> str:
        """Return the name of the signature a text bears."""
        found = (name for name, pattern in self.named.items() if re.search(pattern, text, re.IGNORECASE))
        return next(found, UNNAMED)

    def findings(self, reading: LogReading) -> Iterator[Finding]:
        """Compare the signs, how far back the log reaches, and whether it still speaks."""
        named = ", ".join(f"{name}: {count}" for name, count in reading.signatures.items())
        yield Finding(holds=not reading.count, expected="no sign of damaged storage", seen=named or "none")
        reaches = reading.oldest is not None and reading.oldest >= self.seconds
        oldest = "no dated line" if reading.oldest is None else f"its first line {say_duration(reading.oldest)} ago"
        yield Finding(holds=reaches, expected=f"a log that reaches back {self.since}", seen=oldest)
        if not self.quiet:
            seen = "a line" if reading.spoke else "none"
            yield Finding(holds=reading.spoke, expected=f"a line logged in the last {self.since}", seen=seen)
