"""Whether a user's crontab, and perhaps files of cron.d, have the entries that must run."""

import re
from collections.abc import Iterator

from blackstart.checks.asking import run, succeeded
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Redact, Steps

EMPTY = re.compile(r"no crontab for \S+\n")
SETTING = re.compile(r"""["']?[A-Za-z_]\w*["']?\s*=.*""")
FIELD = r"[\w*/,~-]+"
TIME = frozenset("0123456789*@")
ENTRY = re.compile(rf"(?:@[a-z]+|{FIELD}(?:\s+{FIELD}){{4}})\s+\S.*")


class CronReading(Reading, frozen=True):
    """The entries in force, blanks between their fields made one; comments and settings are none."""

    entries: tuple[str, ...]


class CronEntries(Spec, frozen=True):
    """Each text of `require` stands in an entry, none of `forbid` in any; comments do not count.

    One that begins with a time begins a field: `0 2 * * *` does not stand in `30 2 * * *`.

    Looks at the login user's crontab, or that of `user` (mostly with `sudo`), and at `files`
    such as /etc/cron.d/backup. Runs of blanks are the same as one.
    """

    name = "cron_entries"
    reading = CronReading
    shorthand = "require"
    example = 'cron_entries: {user: backup, sudo: true, require: ["0 2 * * * /usr/local/bin/backup-all.sh"]}'

    require: tuple[str, ...] = ()
    forbid: tuple[str, ...] = ()
    user: str | None = None
    files: tuple[str, ...] = ()
    sudo: bool = False

    def __post_init__(self) -> None:
        """Refuse a check that demands nothing, and texts that stand in every entry."""
        if not self.require and not self.forbid:
            raise ValueError("give `require` or `forbid` at least one text")
        if not all(text.strip() for text in (*self.require, *self.forbid)):
            raise ValueError("an empty text stands in every entry")

    def steps(self, target: Target) -> Steps[CronReading]:
        """Ask for the crontab, then for each file."""
        whose = ("-u", self.user) if self.user is not None else ()
        table = yield from run("crontab", *whose, "-l", sudo=self.sudo, redact=Redact.SETTINGS)
        entries = read_crontab(table)
        for path in self.files:
            table = yield from run("cat", "--", path, sudo=self.sudo, redact=Redact.SETTINGS)
            entries += read_entries(succeeded(table).stdout)
        return CronReading(entries=tuple(entries))

    def findings(self, reading: CronReading) -> Iterator[Finding]:
        """Look for each text."""
        for text in self.require:
            found = find(text, reading.entries, whole=text.lstrip()[0] in TIME)
            seen = found or f"none of {len(reading.entries)} entries"
            yield Finding(holds=found is not None, expected=f"a cron entry {text!r}", seen=seen)
        for text in self.forbid:
            found = find(text, reading.entries, whole=False)
            yield Finding(holds=found is None, expected=f"no cron entry {text!r}", seen=found or "none")


def find(text: str, entries: tuple[str, ...], *, whole: bool) -> str | None:
    """Return the first entry that the text stands in, where it is `whole` from the beginning of a field."""
    wanted = " ".join(text.split())
    before = " " if whole else ""
    return next((entry for entry in entries if f"{before}{wanted}" in f"{before}{entry}"), None)


def read_crontab(reply: CommandReply) -> list[str]:
    """Return the entries; a user without a crontab has none, a user who may not ask is unreadable."""
    if reply.exit_code == 1 and EMPTY.fullmatch(reply.stderr):
        return []
    return read_entries(succeeded(reply).stdout)


def read_entries(text: str) -> list[str]:
    """Return the entries of a table; cron runs nothing of one whose last line has no end (crontab(5))."""
    if text and not text.endswith("\n"):
        raise UnreadableReplyError("the table's last line has no end, so it is cut, or cron refuses it")
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return [read_entry(line) for line in lines if line and not line.startswith("#") and not SETTING.fullmatch(line)]


def read_entry(line: str) -> str:
    """Return the line if it is an entry."""
    if not ENTRY.fullmatch(line):
        raise UnreadableReplyError(f"not a cron entry: {line[:100]!r}")
    return line
