"""Whether files have the content they should have, by their SHA-256: a known one, or that of files elsewhere."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from blackstart.checks.asking import run
from blackstart.checks.files.digest_lines import DIGEST, read_digest, read_digests, read_other
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Followed, Present, Reading, Target
from blackstart.model.request import Steps

# sha256sum escapes a name with a backslash or a line feed, and quotes one with an apostrophe otherwise.
FileName = Annotated[str, Meta(pattern=r"^(?!/)(?!(?:.*/)?\.\.?(?:/|$))[^\\'\x00-\x1f]+$")]


class FileDigestReading(Reading, frozen=True):
    """The SHA-256 of each file that is there (the one by its `path`), and the names of those that are not.

    `other` are the digests it is compared with, null where they are not known or none was named.
    """

    digests: dict[str, str]
    missing: tuple[str, ...]
    other: dict[str, str] | None


class FileDigest(Spec, frozen=True):
    """A file (`path`) has the digest `sha256`, or the same content as another file of the host (`same_as`), or both.

    Or each of `names` is a file below `directory`, with the content that check `same_as` saw of that name. That
    one is of this kind too, mostly about another host and another directory, and looked at in the same run; what it
    did not see is not the same. Without `same_as` those files need only be there. Digests leave the host, content
    does not.
    """

    name = "file_digest"
    reading = FileDigestReading
    example = "file_digest: {path: /usr/local/bin/backup.sh, same_as: /srv/repo/scripts/backup.sh}"
    blind_spots = (
        "Files the login user may not read: unreadable; `sudo: true` asks as root.",
        "Who may change the file: `file_stat` tells owner and mode.",
        "Files beside those in `names`.",
    )
    faults = ("change_digest", "lose_file", "change_file")

    path: str | None = None
    sha256: str | None = None
    directory: Annotated[str, Meta(pattern=r"^/[^\\'\x00-\x1f]*$")] | None = None
    names: tuple[FileName, ...] = ()
    same_as: Annotated[str, Meta(min_length=1)] | None = None
    sudo: bool = False

    def __post_init__(self) -> None:
        """Refuse what compares with nothing or with itself, and what is neither one file nor names below a folder."""
        if (self.path is None) is (self.directory is None) or (self.directory is None) is bool(self.names):
            raise ValueError("give either `path`, or `directory` and `names`")
        if self.sha256 is not None and not DIGEST.fullmatch(self.sha256):
            raise ValueError("`sha256` is 64 hexadecimal digits in lower case")
        if self.path is None:
            if self.sha256 is not None:
                raise ValueError("`sha256` is of one file: give its `path`")
            return
        if self.sha256 is None and self.same_as is None:
            raise ValueError("give `sha256` or `same_as` to compare with")
        if self.same_as == self.path:
            raise ValueError("`same_as` is the file itself")

    def follows(self) -> Followed | None:
        """Return the check whose files these are compared with."""
        if self.path is not None or self.same_as is None:
            return None
        return Followed(check=self.same_as, given="same_as", recorded=False)

    def paths(self) -> dict[str, str]:
        """Return each file's name by its path."""
        return {f"{(self.directory or '').rstrip('/')}/{name}": name for name in self.names}

    def steps(self, target: Target) -> Steps[FileDigestReading]:
        """Ask for the digests; what another check saw is not known while looking."""
        return self.steps_beside(target, None)

    def steps_beside(self, target: Target, present: Present | None) -> Steps[FileDigestReading]:
        """Ask for the digests, and take those of the other check from what it read."""
        if self.path is not None:
            return (yield from self.ask_one(self.path))
        paths = self.paths()
        digests, missing = read_digests((yield from run("sha256sum", "--", *paths, sudo=self.sudo)), paths)
        return FileDigestReading(digests=digests, missing=missing, other=read_other(present))

    def ask_one(self, path: str) -> Steps[FileDigestReading]:
        """Ask for the digest of the file, and of the one it is compared with; no content leaves the host."""
        digests = {path: read_digest((yield from run("sha256sum", "--", path, sudo=self.sudo)))}
        other = None
        if self.same_as is not None:
            other = {path: read_digest((yield from run("sha256sum", "--", self.same_as, sudo=self.sudo)))}
        return FileDigestReading(digests=digests, missing=(), other=other)

    def findings(self, reading: FileDigestReading) -> Iterator[Finding]:
        """Name each file that is not there, and each that is not what it should be."""
        for name in reading.missing:
            yield Finding(holds=False, expected=f"{name} in {self.directory}", seen="no such file")
        if self.sha256 is not None:
            seen = reading.digests[self.path or ""]
            yield Finding(holds=seen == self.sha256, expected=f"{self.path} with digest {self.sha256}", seen=seen)
        if self.same_as is None:
            return
        if reading.other is None:
            yield Finding(holds=False, expected=f"what {self.same_as} saw", seen="not known")
            return
        for name, digest in reading.digests.items():
            yield self.compare(name, digest, reading.other.get(name))

    def compare(self, name: str, digest: str, other: str | None) -> Finding:
        """Compare a file with the one it should be the same as, here or where the other check looked."""
        by, here, there = ("", "", "") if self.path is not None else ("by ", " here", " there")
        seen = "not seen there" if other is None else f"digests {digest[:12]}…{here} and {other[:12]}…{there}"
        holds = digest == other
        said = f"{name} the same as {by}{self.same_as}"
        return Finding(holds=holds, expected=said, seen="the same" if holds else seen)
