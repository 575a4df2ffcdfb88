"""Whether files are there, and the same as those another check saw elsewhere, by their SHA-256."""

import re
from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from blackstart.checks.asking import run
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Followed, Present, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

LINE = re.compile(r"([0-9a-f]{64})  (.+)")
# A name that is odd to a shell is printed within quotation marks (coreutils, quotef).
ABSENT = re.compile(r"sha256sum: ('?)(.+)\1: No such file or directory")
DIGEST = re.compile(r"[0-9a-f]{64}")
# sha256sum escapes a name with a backslash or a line feed, and quotes one with an apostrophe otherwise.
FileName = Annotated[str, Meta(pattern=r"^(?!/)(?!(?:.*/)?\.\.?(?:/|$))[^\\'\x00-\x1f]+$")]


class FileParityReading(Reading, frozen=True):
    """The SHA-256 of each file that is there, and the names of those that are not.

    `other` are the digests the other check saw, null where they are not known or none was named.
    """

    digests: dict[str, str]
    missing: tuple[str, ...]
    other: dict[str, str] | None


class FileParity(Spec, frozen=True):
    """Each of `names` is a file below `directory`, with the content check `same_as` saw of that name.

    That one is of this kind too, mostly about another host and another directory, and looked at
    in the same run; what it did not see is not the same. Without `same_as` the files need only
    be there. Digests leave the host, content does not.
    """

    name = "file_parity"
    reading = FileParityReading
    example = "file_parity: {directory: /etc/caddy, names: [Caddyfile, sites/app.caddy], same_as: web1-caddy}"
    blind_spots = (
        "Files the login user may not read: unreadable; `sudo: true` asks as root.",
        "Files beside those in `names`.",
    )
    faults = ("change_digest", "lose_file")

    directory: Annotated[str, Meta(pattern=r"^/[^\\'\x00-\x1f]*$")]
    names: Annotated[tuple[FileName, ...], Meta(min_length=1)]
    same_as: Annotated[str, Meta(min_length=1)] | None = None
    sudo: bool = False

    def follows(self) -> Followed | None:
        """Return the check whose files these are compared with."""
        if self.same_as is None:
            return None
        return Followed(check=self.same_as, given="same_as", recorded=False)

    def paths(self) -> dict[str, str]:
        """Return each file's name by its path."""
        return {f"{self.directory.rstrip('/')}/{name}": name for name in self.names}

    def steps(self, target: Target) -> Steps[FileParityReading]:
        """Ask for the digests; what the other check saw is not known while looking."""
        return self.steps_beside(target, None)

    def steps_beside(self, target: Target, present: Present | None) -> Steps[FileParityReading]:
        """Ask for the digests, and take those of the other check from what it read."""
        paths = self.paths()
        reply = yield from run("sha256sum", "--", *paths, sudo=self.sudo)
        digests, missing = read_digests(reply, paths)
        return FileParityReading(digests=digests, missing=missing, other=read_other(present))

    def findings(self, reading: FileParityReading) -> Iterator[Finding]:
        """Name each file that is not there, and each that is not the same."""
        for name in reading.missing:
            yield Finding(holds=False, expected=f"{name} in {self.directory}", seen="no such file")
        if self.same_as is None:
            return
        if reading.other is None:
            yield Finding(holds=False, expected=f"what {self.same_as} saw", seen="not known")
            return
        for name, digest in reading.digests.items():
            other = reading.other.get(name)
            seen = "not seen there" if other is None else f"digests {digest[:12]}… here and {other[:12]}… there"
            yield Finding(holds=digest == other, expected=f"{name} the same as by {self.same_as}", seen=seen)


def read_digests(reply: CommandReply, paths: dict[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Read what sha256sum prints and says; each file must be accounted for, once."""
    found = [read_line(line, paths) for line in reply.stdout.splitlines()]
    absent = tuple(read_absence(line, paths) for line in reply.stderr.splitlines())
    if sorted([*(name for name, _ in found), *absent]) != sorted(paths.values()):
        raise UnreadableReplyError(f"exit {reply.exit_code}: not every file is accounted for once")
    if reply.exit_code != (1 if absent else 0):
        raise UnreadableReplyError(f"sha256sum ended with {reply.exit_code}")
    return dict(found), absent


def read_line(line: str, paths: dict[str, str]) -> tuple[str, str]:
    """Read one file's name and digest."""
    found = LINE.fullmatch(line)
    if found is None or found[2] not in paths:
        raise UnreadableReplyError(f"not what sha256sum prints: {line[:100]!r}")
    return paths[found[2]], found[1]


def read_absence(line: str, paths: dict[str, str]) -> str:
    """Read the name of a file that is not there; "permission denied" is no answer."""
    found = ABSENT.fullmatch(line)
    if found is None or found[2] not in paths:
        raise UnreadableReplyError(line.strip()[:200] or "sha256sum complains with an empty line")
    return paths[found[2]]


def read_other(present: Present | None) -> dict[str, str] | None:
    """Return the digests the other check read in this run; None where it read none."""
    read = None if present is None or present.reading is None else present.reading.get("digests")
    if not isinstance(read, dict):
        return None
    return {name: digest for name, digest in read.items() if isinstance(digest, str) and DIGEST.fullmatch(digest)}
