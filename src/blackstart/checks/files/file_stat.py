"""What a file is: owner, mode, type, size and age, never its content."""

import re
import stat
from collections.abc import Iterator
from typing import Literal

from blackstart.checks.asking import run, succeeded
from blackstart.checks.duration import Seconds
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

# The raw mode (%f) in place of the type in words (%F), which are translated.
FORMAT = "%f|%U|%u|%G|%g|%a|%s|%Y"
PRINTED = re.compile(r"([0-9a-f]+)\|([^|]+)\|(\d+)\|([^|]+)\|(\d+)\|([0-7]{1,4})\|(\d+)\|(-?\d+)\n")
ABSENT = re.compile(r".*: (?:No such file or directory|Not a directory)\n")
AHEAD = 60.0
"""Seconds by which a file may be newer than the controller's clock: the two clocks differ a little."""
TYPES = {
    stat.S_IFREG: "file",
    stat.S_IFDIR: "directory",
    stat.S_IFSOCK: "socket",
    stat.S_IFIFO: "pipe",
    stat.S_IFBLK: "block device",
    stat.S_IFCHR: "character device",
}


class FileStatReading(Reading, frozen=True):
    """A file's metadata, behind symbolic links. All but `exists` are None where there is none.

    `age` is seconds since it was modified, by the controller's clock; `mode` as in `640`.
    """

    exists: bool
    type: str | None = None
    owner: str | None = None
    uid: int | None = None
    group: str | None = None
    gid: int | None = None
    mode: str | None = None
    size: int | None = None
    age: float | None = None


class FileStat(Spec, frozen=True):
    """A file is there, and has this `owner`, `group`, `mode` (exactly), `type`, size and age; or is not there.

    `max_age` is in seconds, `min_size` in bytes.
    """

    name = "file_stat"
    reading = FileStatReading
    shorthand = "path"
    example = 'file_stat: {path: /etc/app/token, owner: app, mode: "600"}'
    blind_spots = (
        "Files below a directory that the login user may not enter: unreadable; `sudo: true` asks as root.",
        "The content, access lists (ACL) and attributes (chattr); `file_digest` compares content.",
    )
    faults = ("change_file",)

    path: str
    exists: bool = True
    type: Literal["file", "directory", "socket", "pipe", "block device", "character device"] | None = None
    owner: str | None = None
    group: str | None = None
    mode: str | None = None
    max_age: Seconds | None = None
    min_size: int | None = None
    sudo: bool = False

    def __post_init__(self) -> None:
        """Refuse a mode that is none, and demands on a file that must not be there."""
        if self.mode is not None and not re.fullmatch(r"[0-7]{3,4}", self.mode):
            raise ValueError(f"`mode: {self.mode}` is no mode: write it in quotes, as in '600'")
        if not self.exists and any(value is not None for value in self.demands().values()):
            raise ValueError("a file that must not be there has no owner, mode, type, size or age")

    def demands(self) -> dict[str, object]:
        """Return what is demanded of the file, by parameter."""
        names = ("type", "owner", "group", "mode", "max_age", "min_size")
        return {name: getattr(self, name) for name in names}

    def limits_age_of(self) -> str | None:
        """Return the file, where `max_age` limits its age."""
        return None if self.max_age is None else self.path

    def steps(self, target: Target) -> Steps[FileStatReading]:
        """Ask for the metadata."""
        return read_stat((yield from run("stat", "-L", "-c", FORMAT, "--", self.path, sudo=self.sudo)))

    def findings(self, reading: FileStatReading) -> Iterator[Finding]:
        """Compare what is demanded."""
        if reading.exists != self.exists or not reading.exists:
            expected = f"{self.path} there" if self.exists else f"no {self.path}"
            seen = "it is there" if reading.exists else "no such file"
            yield Finding(holds=reading.exists == self.exists, expected=expected, seen=seen)
            return
        yield from self.compare_words(reading)
        yield from self.compare_figures(reading)

    def compare_words(self, reading: FileStatReading) -> Iterator[Finding]:
        """Compare type, owner, group and mode."""
        wanted = self.demands() | {"mode": f"{int(self.mode, 8):o}" if self.mode is not None else None}
        for name in ("type", "owner", "group", "mode"):
            seen = getattr(reading, name)
            if wanted[name] is not None:
                yield Finding(holds=seen == wanted[name], expected=f"{self.path} {name} {wanted[name]}", seen=seen)

    def compare_figures(self, reading: FileStatReading) -> Iterator[Finding]:
        """Compare age and size."""
        if self.max_age is not None and reading.age is not None:
            holds = -AHEAD <= reading.age <= self.max_age
            seen = f"{reading.age:.0f} s old"
            yield Finding(holds=holds, expected=f"{self.path} at most {self.max_age:g} s old", seen=seen)
        if self.min_size is not None and reading.size is not None:
            holds = reading.size >= self.min_size
            expected = f"{self.path} at least {self.min_size} bytes"
            yield Finding(holds=holds, expected=expected, seen=f"{reading.size} bytes")


def read_stat(reply: CommandReply) -> FileStatReading:
    """Read what stat prints; "no such file" is an answer, "permission denied" is none."""
    if reply.exit_code == 1 and not reply.stdout and ABSENT.fullmatch(reply.stderr):
        return FileStatReading(exists=False)
    found = PRINTED.fullmatch(succeeded(reply).stdout)
    if found is None:
        raise UnreadableReplyError(f"not what stat prints: {reply.stdout[:100]!r}")
    return FileStatReading(
        exists=True,
        type=TYPES.get(stat.S_IFMT(int(found[1], 16)), "unknown"),
        owner=found[2],
        uid=int(found[3]),
        group=found[4],
        gid=int(found[5]),
        mode=found[6],
        size=int(found[7]),
        age=reply.at - int(found[8]),
    )
