"""What is mounted where: the lines of /proc/mounts, and what they tell of the thing behind them."""

import re

import msgspec

from blackstart.checks.asking import read_lines
from blackstart.model.reply import CommandReply, UnreadableReplyError

ON_DISK = frozenset({"bcachefs", "btrfs", "ext2", "ext3", "ext4", "f2fs", "jfs", "overlay", "vfat", "xfs", "zfs"})
BROKEN = frozenset({"emergency_ro", "shutdown"})
"""How ext4 marks a file system it stopped writing to; since Linux 6.15 it goes on saying `rw` beside it."""
BY_NATURE = frozenset({"composefs", "cramfs", "erofs", "iso9660", "romfs", "squashfs", "udf"})
"""File systems that are made read-only."""
NETWORK = frozenset(
    {"9p", "afs", "beegfs", "ceph", "cifs", "davfs", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "smb3", "smbfs"}
)
LOCAL_FUSE = frozenset({"fuse.lxcfs", "fuse.portal", "fuse.snapfuse", "fuse.gvfsd-fuse"})
ESCAPE = re.compile(r"\\([0-7]{3})")
AUTOMOUNT = "autofs"
"""What stands where a file system is mounted once somebody goes there (automount(8)): not that file system."""


class Mount(msgspec.Struct, frozen=True, kw_only=True):
    """A line of /proc/mounts (proc_mounts(5)); `covers` is the source of what it is mounted over, if anything."""

    source: str
    path: str
    kind: str
    options: frozenset[str]
    covers: str = ""

    def is_writable(self) -> bool:
        """Tell whether the kernel would let anybody write."""
        return "rw" in self.options and not self.is_broken()

    def is_broken(self) -> bool:
        """Tell whether the file system stopped by itself."""
        return bool(self.options & BROKEN)

    def is_read_only_by_nature(self) -> bool:
        """Tell whether nobody could ever write to it: an overlay without an upper layer cannot be written to either."""
        layers = self.kind == "overlay" and not any(option.startswith("upperdir=") for option in self.options)
        return "ro" in self.options and (self.kind in BY_NATURE or layers) and not self.is_broken()

    def is_remote(self) -> bool:
        """Tell whether a server, or a program of somebody's, answers for it, which may have stopped doing so."""
        return self.kind in NETWORK or (self.kind.startswith("fuse.") and self.kind not in LOCAL_FUSE)

    def identity(self) -> tuple[str, ...]:
        """Return what tells file systems apart: the device, and the subvolume where it holds several."""
        return (self.source, *sorted(option for option in self.options if option.startswith("subvol=")))


def find_holder(mounts: dict[str, Mount], path: str) -> Mount:
    """Return the mount that holds the path. The root is always mounted."""
    while path not in mounts:
        path = path.rpartition("/")[0] or "/"
    return mounts[path]


def read_mounts(reply: CommandReply) -> dict[str, Mount]:
    """Read /proc/mounts by mount point: of several over one another the last is the one that counts."""
    mounts: dict[str, Mount] = {}
    for mount in map(read_mount, read_lines(reply)):
        if mount.kind == AUTOMOUNT:
            continue
        below = mounts.get(mount.path)
        covers = below.source if below is not None and below.identity() != mount.identity() else ""
        mounts[mount.path] = msgspec.structs.replace(mount, covers=covers)
    if "/" not in mounts:
        raise UnreadableReplyError("/proc/mounts lists no root")
    return mounts


def read_mount(line: str) -> Mount:
    """Read a line: source, path, type, options, and two figures."""
    match line.split(" "):
        case [source, path, kind, options, "0", "0"]:
            return Mount(source=unescape(source), path=unescape(path), kind=kind, options=frozenset(options.split(",")))
        case _:
            raise UnreadableReplyError(f"not a line of /proc/mounts: {line[:100]!r}")


def unescape(text: str) -> str:
    """Return a word with its blanks, which the kernel writes as octal numbers."""
    return ESCAPE.sub(lambda found: chr(int(found[1], 8)), text)
