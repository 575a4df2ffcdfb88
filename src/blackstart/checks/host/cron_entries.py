"""Whether a user's crontab, and perhaps files of cron.d, have the entries that must run."""

import re
from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from blackstart.checks.asking import run, succeeded
from blackstart.checks.facts.cron_table import CronLine, CronRefusalError, read_table
from blackstart.checks.host.cron_command import is_named
from blackstart.checks.host.cron_file import ask_system_table, list_files
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Redact, Steps

EMPTY = re.compile(r"no crontab for \S+\n")


class CronReading(Reading, frozen=True):
    """The entries in force, blanks between their fields made one; comments and settings are none.

    `found` is the entry that each text stands in, if any does; `ignored` are files that cron reads
    nothing of, each with the reason.
    """

    entries: tuple[str, ...]
    found: dict[str, str]
    ignored: dict[str, str]


class CronEntries(Spec, frozen=True):
    """Each text of `require` stands in an entry, none of `forbid` in any; comments do not count.

    One that begins with a time begins its entry: `0 2 * * *` does not stand in `30 2 * * *`. Any other
    stands in what the entry runs: one that is only echoed, or comes behind a `#`, does not count.

    Looks at the login user's crontab, or that of `user` (mostly with `sudo`), and at `files`:
    /etc/crontab, or those of /etc/cron.d. A file that cron ignores (for its name, mode, owner, or
    one line that it cannot read) is a finding. `all_files` looks at all of
    /etc/cron.d. Runs of blanks are the same as one.
    """

    name = "cron_entries"
    reading = CronReading
    shorthand = "require"
    example = 'cron_entries: {user: backup, sudo: true, require: ["0 2 * * * /usr/local/bin/backup-all.sh"]}'
    blind_spots = (
        "Whether cron itself runs, and whether a job succeeded: ask `systemd_unit` for cron, `report` for a result.",
        "The crontab of another user, unless `user` and `sudo` are given; systemd timers; cron.daily and the like.",
        "The rules are those of Debian's cron; cronie and busybox take some files that it refuses.",
    )
    faults = ("drop_cron_entry",)

    require: tuple[str, ...] = ()
    forbid: tuple[str, ...] = ()
    user: str | None = None
    files: tuple[Annotated[str, Meta(pattern=r"^/etc/(crontab|cron\.d/[^/\s]+)$")], ...] = ()
    all_files: bool = False
    sudo: bool = False

    def __post_init__(self) -> None:
        """Refuse a check that demands nothing, and texts that stand in every entry."""
        if not self.require and not self.forbid and not self.all_files:
            raise ValueError("give `require` or `forbid` at least one text, or `all_files: true`")
        if not all(text.strip() for text in (*self.require, *self.forbid)):
            raise ValueError("an empty text stands in every entry")

    def steps(self, target: Target) -> Steps[CronReading]:
        """Ask for the crontab, then for each file."""
        whose = ("-u", self.user) if self.user is not None else ()
        table = yield from run("crontab", *whose, "-l", sudo=self.sudo, redact=Redact.SETTINGS)
        jobs = list(read_crontab(table))
        ignored = {}
        listed = (yield from list_files(sudo=self.sudo)) if self.all_files else ()
        for path in dict.fromkeys((*self.files, *listed)):
            try:
                jobs += yield from ask_system_table(path, sudo=self.sudo)
            except CronRefusalError as error:
                ignored[path] = str(error)
        return CronReading(entries=tuple(map(str, jobs)), found=self.find_texts(jobs), ignored=ignored)

    def find_texts(self, jobs: list[CronLine]) -> dict[str, str]:
        """Return the first entry of each text; what is forbidden may stand anywhere in it."""
        runs = {text: [str(job) for job in jobs if is_named(text, job)] for text in self.require}
        says = {text: [str(job) for job in jobs if " ".join(text.split()) in str(job)] for text in self.forbid}
        return {text: found[0] for text, found in (*runs.items(), *says.items()) if found}

    def findings(self, reading: CronReading) -> Iterator[Finding]:
        """Look at the files, then for each text."""
        for path, reason in reading.ignored.items():
            yield Finding(holds=False, expected=f"{path} read by cron", seen=f"ignored whole: {reason}")
        # what is missing from a file that is ignored is said once
        for text in () if reading.ignored else self.require:
            found = reading.found.get(text)
            seen = found or f"none of {len(reading.entries)} entries"
            yield Finding(holds=found is not None, expected=f"a cron entry {text!r}", seen=seen)
        for text in self.forbid:
            found = reading.found.get(text)
            yield Finding(holds=found is None, expected=f"no cron entry {text!r}", seen=found or "none")


def read_crontab(reply: CommandReply) -> tuple[CronLine, ...]:
    """Return the jobs; a user without a crontab has none, a user who may not ask is unreadable."""
    if reply.exit_code == 1 and EMPTY.fullmatch(reply.stderr):
        return ()
    try:
        return read_table(succeeded(reply).stdout, system=False)
    except CronRefusalError as error:
        raise UnreadableReplyError(f"no crontab that cron reads: {error}") from error
