"""The rows of df: sizes of file systems, and which of them count."""

import re

import msgspec

from blackstart.checks.asking import read_lines
from blackstart.model.reply import CommandReply, UnreadableReplyError

ROW = re.compile(r"(\S.*?)\s+(\S+)\s+(\d+|-)\s+(\d+|-)\s+(\d+|-)\s+(\d+%|-)\s+(/.*)")
"""A row of `df -P -T`: file system, type, total, used, available, capacity, mount point."""
BY_NATURE = frozenset(
    {"composefs", "cramfs", "erofs", "fuse.snapfuse", "fuse.squashfuse", "iso9660", "romfs", "squashfs", "udf"}
)
"""Made read-only, and so full from the first day; composefs may be mounted as an overlay of that name."""
CONTAINERS = ("/var/lib/", "/run/")
"""Where containers' and pods' own mounts lie, which only repeat the disk below or hold a few settings."""
MEMORY = re.compile(r"/(?!var/lib/|(?:proc|sys)(?:/|$)|run/).*|/run/(?:lock|shm|user/\d+)", re.ASCII)
"""Mount points at which a file system in memory is the host's own, and written to."""
ON_DISK = re.compile(r"bcachefs|btrfs|ext[234]|exfat|f2fs|fuseblk|jfs|ntfs3?|vfat|xfs|zfs")


class DiskRow(msgspec.Struct, frozen=True, kw_only=True):
    """Blocks or inodes of a file system.

    `used_ratio` is None where it counts none; `hidden` tells that the account cannot reach it.
    """

    source: str
    kind: str
    mount: str
    available: int
    used_ratio: float | None
    hidden: bool

    def is_by_nature(self) -> bool:
        """Tell whether it was made read-only."""
        return self.kind in BY_NATURE or (self.kind == "overlay" and self.source in BY_NATURE)

    def is_counted(self) -> bool:
        """Tell whether it counts among all: on a disk, or the host's own in memory."""
        match self.kind:
            case "tmpfs" | "ramfs":
                return MEMORY.fullmatch(self.mount) is not None
            case "overlay":
                return not self.mount.startswith(CONTAINERS)
            case _:
                return True


def choose_writable(rows: list[DiskRow]) -> dict[str, DiskRow]:
    """Return the row that was asked for, none where it is full by nature."""
    return {row.mount: row for row in rows if not row.is_by_nature()}


def choose_counted(rows: list[DiskRow]) -> dict[str, DiskRow]:
    """Return the rows that count, of a device that is mounted several times the first."""
    shown = [row for row in rows if not row.hidden and (row.used_ratio is not None or ON_DISK.fullmatch(row.kind))]
    require_reach(rows, {row.source for row in shown})
    counted: dict[str, DiskRow] = {}
    devices: set[str] = set()
    for row in shown:
        if row.source in devices or row.is_by_nature() or not row.is_counted():
            continue
        devices |= {row.source} if row.source.startswith("/dev/") else set()
        counted[row.mount] = row
    if not counted:
        raise UnreadableReplyError("df lists no file system")
    return counted


def require_reach(rows: list[DiskRow], reached: set[str]) -> None:
    """Raise where a disk is mounted only below a directory that is closed to the account."""
    for row in rows:
        closed = row.hidden and ON_DISK.fullmatch(row.kind) and not row.mount.startswith(CONTAINERS)
        if closed and row.source not in reached:
            raise UnreadableReplyError(f"df shows no figures of {row.mount} to this account: log in as one that may")


def read_rows(reply: CommandReply) -> list[DiskRow]:
    """Read what df prints after its head line."""
    head, *lines = read_lines(reply) or [""]
    if ROW.fullmatch(head):
        raise UnreadableReplyError(f"df printed no head line, so nobody knows what else is missing: {head[:100]!r}")
    if not lines:
        raise UnreadableReplyError("df lists no file system")
    return [read_row(line) for line in lines]


def read_row(line: str) -> DiskRow:
    """Read source, type, mount point and figures of a row."""
    found = ROW.fullmatch(line)
    if found is None:
        raise UnreadableReplyError(f"not a line of df -P -T: {line[:100]!r}")
    used, available = (int(text) if text != "-" else 0 for text in (found[4], found[5]))
    return DiskRow(
        source=found[1],
        kind=found[2],
        mount=found[7],
        available=available,
        used_ratio=used / (used + available) if used + available else None,
        hidden=found[3] == "-",
    )
