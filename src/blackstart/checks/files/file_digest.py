"""Whether a file has the content it should have, by its SHA-256."""

import re
from collections.abc import Iterator

from blackstart.checks.asking import run, succeeded
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

DIGEST = re.compile(r"[0-9a-f]{64}")
# A backslash before it says that the name is escaped (sha256sum(1)).
LINE = re.compile(r"\\?([0-9a-f]{64})  .+")


class FileDigestReading(Reading, frozen=True):
    """The file's SHA-256 in hexadecimal, and that of the file it is compared with."""

    sha256: str
    other: str | None


class FileDigest(Spec, frozen=True):
    """A file has the digest `sha256`, or the same content as another file of the host (`same_as`), or both."""

    name = "file_digest"
    reading = FileDigestReading
    example = "file_digest: {path: /usr/local/bin/backup.sh, same_as: /srv/repo/scripts/backup.sh}"
    blind_spots = (
        "Files the login user may not read: unreadable; `sudo: true` asks as root.",
        "Who may change the file: `file_stat` tells owner and mode.",
    )
    faults = ("change_digest", "change_file")

    path: str
    sha256: str | None = None
    same_as: str | None = None
    sudo: bool = False

    def __post_init__(self) -> None:
        """Refuse a check that compares with nothing, with itself or with what is no digest."""
        if self.sha256 is None and self.same_as is None:
            raise ValueError("give `sha256` or `same_as` to compare with")
        if self.sha256 is not None and not DIGEST.fullmatch(self.sha256):
            raise ValueError("`sha256` is 64 hexadecimal digits in lower case")
        if self.same_as == self.path:
            raise ValueError("`same_as` is the file itself")

    def steps(self, target: Target) -> Steps[FileDigestReading]:
        """Ask for the digests; no content leaves the host."""
        sha256 = read_digest((yield from run("sha256sum", "--", self.path, sudo=self.sudo)))
        other = None
        if self.same_as is not None:
            other = read_digest((yield from run("sha256sum", "--", self.same_as, sudo=self.sudo)))
        return FileDigestReading(sha256=sha256, other=other)

    def findings(self, reading: FileDigestReading) -> Iterator[Finding]:
        """Compare the digests."""
        seen = reading.sha256
        if self.sha256 is not None:
            yield Finding(holds=seen == self.sha256, expected=f"{self.path} with digest {self.sha256}", seen=seen)
        if reading.other is not None:
            holds = seen == reading.other
            yield Finding(
                holds=holds,
                expected=f"{self.path} the same as {self.same_as}",
                seen="the same" if holds else f"digests {seen[:12]}… and {reading.other[:12]}…",
            )


def read_digest(reply: CommandReply) -> str:
    """Return the digest sha256sum printed of one file."""
    found = LINE.fullmatch(succeeded(reply).stdout.removesuffix("\n"))
    if found is None:
        raise UnreadableReplyError(f"not what sha256sum prints: {reply.stdout[:100]!r}")
    return found[1]
