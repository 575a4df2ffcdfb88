"""How full a host's file systems are, in blocks and in inodes."""

from collections.abc import Iterator, Mapping

import msgspec

from blackstart.checks.asking import run
from blackstart.checks.disk.disk_table import DiskRow, choose_counted, choose_writable, read_rows
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Proof, Reading, Target
from blackstart.model.reply import UnreadableReplyError
from blackstart.model.request import Steps

PSEUDO = ("autofs", "devtmpfs", "squashfs", "iso9660", "tracefs", "efivarfs", "fuse.portal", "fuse.gvfsd-fuse")
"""Not on a disk, always full by nature, closed even to root, or mounted by being looked at (autofs)."""


class FileSystem(msgspec.Struct, frozen=True, kw_only=True):
    """A file system at its mount point. Ratios are of what users may have, so 1.0 is full.

    `inodes_used_ratio` is None where the file system has no fixed number of inodes.
    """

    mount: str
    used_ratio: float
    available_kib: int
    inodes_used_ratio: float | None


class DiskReading(Reading, frozen=True):
    """The file systems looked at, and the highest ratios among them."""

    file_systems: tuple[FileSystem, ...]
    used_ratio: float
    inodes_used_ratio: float | None


class Disk(Spec, frozen=True):
    """Less than `max_used` of the blocks and `max_inodes_used` of the inodes are used.

    Looks at the file system that holds `path`, without it at all local ones, those in memory too
    (a full /run or /tmp stops a host as a full disk does). What is read-only by nature is always
    full and does not count. That a path is a mount of its own is what the kind `mounts` tells.
    """

    name = "disk"
    reading = DiskReading
    shorthand = "path"
    example = "disk: {path: /var/lib/postgresql, max_used: 0.85}"
    blind_spots = (
        "A disk mounted below a directory that is closed to the login user: unreadable; log in as one who may enter.",
        "Network file systems are looked at only where `path` names them.",
        "Blocks kept for root and quotas of single users are not seen.",
    )
    faults = ("fill_disk",)

    path: str | None = None
    max_used: float = 0.9
    max_inodes_used: float = 0.9

    def __post_init__(self) -> None:
        """Refuse percentages, and limits that a full disk would satisfy."""
        for name in ("max_used", "max_inodes_used"):
            if not 0 < getattr(self, name) <= 1:
                raise ValueError(f"`{name}` is a ratio above 0 and up to 1, as in 0.9 for 90 %")

    def proof(self) -> Proof:
        """Return that the host can work: nothing does on a full disk."""
        return Proof.CAPACITY

    def steps(self, target: Target) -> Steps[DiskReading]:
        """Ask for blocks, then for inodes."""
        where = ("--", self.path) if self.path is not None else ("-l", "-a", *(f"-x{kind}" for kind in PSEUDO))
        choose = choose_counted if self.path is None else choose_writable
        blocks = choose(read_rows((yield from run("df", "-P", "-T", "-k", *where))))
        inodes = read_rows((yield from run("df", "-P", "-T", "-i", *where)))
        return join(blocks, {row.mount: row for row in inodes})

    def findings(self, reading: DiskReading) -> Iterator[Finding]:
        """Compare each file system's blocks and inodes."""
        for system in reading.file_systems:
            yield limit(f"{system.mount} used", system.used_ratio, self.max_used)
            if system.inodes_used_ratio is not None:
                yield limit(f"{system.mount} inodes used", system.inodes_used_ratio, self.max_inodes_used)


def limit(what: str, ratio: float, most: float) -> Finding:
    """Compare a ratio with the limit that it must stay under."""
    return Finding(holds=ratio < most, expected=f"{what} under {most * 100:g}%", seen=f"{ratio:.1%}")


def join(blocks: Mapping[str, DiskRow], inodes: Mapping[str, DiskRow]) -> DiskReading:
    """Put the two tables together."""
    systems = tuple(join_row(mount, row, inodes) for mount, row in blocks.items())
    known = [system.inodes_used_ratio for system in systems if system.inodes_used_ratio is not None]
    return DiskReading(
        file_systems=systems,
        used_ratio=max((system.used_ratio for system in systems), default=0.0),
        inodes_used_ratio=max(known, default=None),
    )


def join_row(mount: str, row: DiskRow, inodes: Mapping[str, DiskRow]) -> FileSystem:
    """Put the two rows of a mount point together."""
    if row.used_ratio is None:
        raise UnreadableReplyError(f"df counts no blocks at {mount}: not a file system on a disk")
    if mount not in inodes:
        raise UnreadableReplyError(f"df -i lists no {mount}")
    return FileSystem(
        mount=mount,
        used_ratio=row.used_ratio,
        available_kib=row.available,
        inodes_used_ratio=inodes[mount].used_ratio,
    )
