"""Whether a set of marker files is there: evidence that something was done, by metadata and never by content."""

import re
import stat
from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.checks.asking import run
from blackstart.checks.duration import Seconds
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

AHEAD = 60.0
"""Seconds by which a file may be newer than the controller's clock: the two clocks differ a little."""
# The raw mode (%f) in place of the type in words (%F), which are translated.
FORMAT = "%f|%U|%a|%s|%Y|%n"
PRINTED = re.compile(r"([0-9a-f]{1,8})\|([^|]+)\|([0-7]{1,4})\|(\d{1,18})\|(-?\d{1,12})\|(.+)", re.ASCII)
ABSENT = re.compile(r"stat: .*? '(.+)': (?:No such file or directory|Not a directory)")
MarkerName = Annotated[str, Meta(pattern=r"^(?!\.{1,2}$)[\w.@+-]+$")]


class Marker(msgspec.Struct, frozen=True, kw_only=True):
    """A marker that is there: `age` in seconds since it was written, by the controller's clock."""

    owner: str
    mode: str
    size: int
    age: float
    is_file: bool


class MarkersReading(Reading, frozen=True):
    """The markers that are there by name, and the names and number of those that are not."""

    markers: dict[str, Marker]
    missing: int
    missing_names: tuple[str, ...]


class MarkerFiles(Spec, frozen=True):
    """Each of `names` is a file in `directory`, of `owner`, at most `max_age` seconds old, not empty.

    `suffix` is what every file's name ends in beside. A marker says that evidence was given; it
    is no secret, and yet its content is not read. `missing` can be named in an expectation.
    """

    name = "marker_files"
    reading = MarkersReading
    example = "marker_files: {directory: /var/lib/escrow, names: [repository_password, dns_recovery], suffix: .ok}"
    blind_spots = (
        "Markers below a directory that the login user may not enter: unreadable; `sudo: true` asks as root.",
        "Whether what a marker says is true: its content is not read.",
    )

    directory: Annotated[str, Meta(pattern="^/")]
    names: Annotated[tuple[MarkerName, ...], Meta(min_length=1)]
    suffix: Annotated[str, Meta(pattern=r"^[\w.@+-]*$")] = ""
    owner: str | None = None
    max_age: Annotated[Seconds, Meta(gt=0)] | None = None
    min_size: Annotated[int, Meta(ge=0)] = 1
    sudo: bool = False

    def passes_at(self) -> dict[str, str]:
        """Return that none is missing."""
        return {"missing": "0"}

    def paths(self) -> dict[str, str]:
        """Return each marker's name by its path."""
        return {f"{self.directory.rstrip('/')}/{name}{self.suffix}": name for name in self.names}

    def steps(self, target: Target) -> Steps[MarkersReading]:
        """Ask for the metadata of all of them."""
        paths = self.paths()
        reply = yield from run("stat", "-L", "-c", FORMAT, "--", *paths, sudo=self.sudo)
        return read_markers(reply, paths)

    def findings(self, reading: MarkersReading) -> Iterator[Finding]:
        """Compare presence, then what each one is."""
        yield Finding(
            holds=reading.missing == 0,
            expected=f"{len(self.paths())} markers in {self.directory}",
            seen=f"{reading.missing} missing: {', '.join(reading.missing_names)}",
        )
        for name, marker in reading.markers.items():
            yield from self.judge_marker(name, marker)

    def judge_marker(self, name: str, marker: Marker) -> Iterator[Finding]:
        """Compare one marker's type, owner, size and age."""
        holds = marker.is_file and marker.size >= self.min_size
        seen = f"{marker.size} bytes" if marker.is_file else "no plain file"
        yield Finding(holds=holds, expected=f"marker {name} a file of at least {self.min_size} bytes", seen=seen)
        if self.owner is not None:
            holds = marker.owner == self.owner
            yield Finding(holds=holds, expected=f"marker {name} owned by {self.owner}", seen=marker.owner)
        if self.max_age is not None:
            holds = -AHEAD <= marker.age <= self.max_age
            expected = f"marker {name} at most {self.max_age:.0f} s old"
            yield Finding(holds=holds, expected=expected, seen=f"{marker.age:.0f} s old")


def read_markers(reply: CommandReply, paths: dict[str, str]) -> MarkersReading:
    """Read what stat prints and says; each path must be accounted for, once."""
    found = [read_line(line, paths, reply.at) for line in reply.stdout.splitlines()]
    absent = [read_absence(line, paths) for line in reply.stderr.splitlines()]
    if sorted([*(name for name, _ in found), *absent]) != sorted(paths.values()):
        raise UnreadableReplyError(f"exit {reply.exit_code}: not every marker is accounted for once")
    return MarkersReading(markers=dict(found), missing=len(absent), missing_names=tuple(absent))


def read_line(line: str, paths: dict[str, str], at: float) -> tuple[str, Marker]:
    """Read one file's metadata."""
    found = PRINTED.fullmatch(line)
    if found is None or found[6] not in paths:
        raise UnreadableReplyError(f"not what stat prints: {line[:100]!r}")
    return paths[found[6]], Marker(
        owner=found[2],
        mode=found[3],
        size=int(found[4]),
        age=at - int(found[5]),
        is_file=stat.S_ISREG(int(found[1], 16)),
    )


def read_absence(line: str, paths: dict[str, str]) -> str:
    """Read the name of a marker that is not there; "permission denied" is no answer."""
    found = ABSENT.fullmatch(line)
    if found is None or found[1] not in paths:
        raise UnreadableReplyError(line.strip()[:200])
    return paths[found[1]]
