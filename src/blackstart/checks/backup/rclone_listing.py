"""Whether a folder, mostly at a remote that rclone knows, holds lately written files."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.checks.asking import read_json, run
from blackstart.checks.duration import Seconds
from blackstart.checks.read_only.backup import REMOTE
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

AHEAD = 60.0
"""Seconds by which a file may be newer than the controller's clock: the two clocks differ a little."""
NOTHING = 3
"""The exit status for a directory that is not there (rclone.org/docs, Exit code)."""
Remote = Annotated[str, Meta(pattern=f"^{REMOTE}$")]
Name = Annotated[str, Meta(pattern=r"^[^\s-]\S*$")]


class ListedFile(msgspec.Struct, frozen=True, kw_only=True):
    """What is used of a file in `rclone lsjson`. A size that is not known is -1."""

    path: str = msgspec.field(name="Path")
    size: int = msgspec.field(name="Size")
    changed: datetime = msgspec.field(name="ModTime")
    is_directory: bool = msgspec.field(name="IsDir")


class ListingReading(Reading, frozen=True):
    """The files: how many, their sizes together, and of the newest its path, age (s) and size.

    Those of the newest are null where there is none.
    """

    count: int
    bytes: int
    newest: str | None
    age: float | None
    size: int | None


class RcloneListing(Spec, frozen=True):
    """At least `min_count` files; the newest is at most `max_age` seconds old and has `min_size` bytes.

    `include` restricts them by rclone's patterns, as in `*.dump`; `depth` is how far down they
    are looked for. Only names, sizes and times are asked for, never contents nor the configuration.
    """

    name = "rclone_listing"
    reading = ListingReading
    shorthand = "remote"
    example = "rclone_listing: {remote: 'offsite:backups/db', include: ['*.dump'], min_count: 7}"
    blind_spots = ("What is in the files: names, sizes and times are those that the remote tells.",)

    remote: Remote
    include: tuple[Name, ...] = ()
    depth: Annotated[int, Meta(ge=1, le=20)] = 1
    max_age: Annotated[Seconds, Meta(gt=0)] = 90000.0
    min_count: Annotated[int, Meta(ge=1)] = 1
    min_size: Annotated[int, Meta(ge=0)] = 1
    config: Annotated[str, Meta(pattern="^/")] | None = None
    limit: Annotated[Seconds, Meta(gt=0, le=300)] = 30.0
    sudo: bool = False

    def steps(self, target: Target) -> Steps[ListingReading]:
        """List the files."""
        config = ("--config", self.config) if self.config is not None else ()
        chosen = [word for pattern in self.include for word in ("--include", pattern)]
        argv = ("rclone", "lsjson", *config, "--files-only", "--no-mimetype", "--max-depth", str(self.depth))
        reply = yield from run(*argv, *chosen, "--", self.remote, limit=self.limit, sudo=self.sudo, heavy=True)
        return read_listing(reply)

    def findings(self, reading: ListingReading) -> Iterator[Finding]:
        """Compare count, age and size."""
        expected = f"at least {self.min_count} files in {self.remote}"
        yield Finding(holds=reading.count >= self.min_count, expected=expected, seen=str(reading.count))
        if reading.age is None or reading.size is None:
            return
        yield Finding(
            holds=-AHEAD <= reading.age <= self.max_age,
            expected=f"the newest at most {self.max_age:.0f} s old",
            seen=f"{reading.newest}, {reading.age:.0f} s old",
        )
        # a document of an office suite has no size, which is fine where none is demanded
        yield Finding(
            holds=self.min_size == 0 or reading.size >= self.min_size,
            expected=f"the newest with at least {self.min_size} bytes",
            seen=f"{reading.newest}, {reading.size} bytes",
        )


def read_listing(reply: CommandReply) -> ListingReading:
    """Read the list; a folder that is not there has no files, which no check passes."""
    if reply.exit_code == NOTHING:
        return ListingReading(count=0, bytes=0, newest=None, age=None, size=None)
    if reply.exit_code != 0:
        said = reply.stderr.strip().splitlines()
        raise UnreadableReplyError(f"rclone, exit {reply.exit_code}: {said[-1] if said else 'no message'}")
    files = [item for item in read_json(reply.stdout, tuple[ListedFile, ...]) if not item.is_directory]
    if any(item.changed.tzinfo is None for item in files):
        raise UnreadableReplyError("a file's time has no offset")
    newest = max(files, key=lambda item: item.changed, default=None)
    return ListingReading(
        count=len(files),
        bytes=sum(max(item.size, 0) for item in files),
        newest=newest.path if newest else None,
        age=reply.at - newest.changed.timestamp() if newest else None,
        size=newest.size if newest else None,
    )
