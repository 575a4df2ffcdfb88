"""Whether file systems are mounted, and can be written to."""

import re
from collections.abc import Iterator

import msgspec

from blackstart.checks.asking import read_lines, run
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Proof, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

ON_DISK = frozenset({"bcachefs", "btrfs", "ext2", "ext3", "ext4", "f2fs", "jfs", "overlay", "vfat", "xfs", "zfs"})
BROKEN = frozenset({"emergency_ro", "shutdown"})
"""How ext4 marks a file system it stopped writing to; since Linux 6.15 it goes on saying `rw` beside it."""
ESCAPE = re.compile(r"\\([0-7]{3})")


class Mount(msgspec.Struct, frozen=True, kw_only=True):
    """A line of /proc/mounts (proc_mounts(5))."""

    path: str
    kind: str
    options: frozenset[str]

    def is_writable(self) -> bool:
        """Tell whether the kernel would let anybody write."""
        return "rw" in self.options and not self.is_broken()

    def is_broken(self) -> bool:
        """Tell whether the file system stopped by itself."""
        return bool(self.options & BROKEN)


class MountsReading(Reading, frozen=True):
    """What is mounted. `paths` are the mount points; `read_only` those on a disk that cannot be written to.

    `broken` are file systems that an error stopped. `not_writable` and `missing` are the
    paths the check asked for; `flush_failed` says by path why a flush failed.
    """

    paths: tuple[str, ...]
    read_only: tuple[str, ...]
    broken: tuple[str, ...]
    not_writable: tuple[str, ...]
    missing: tuple[str, ...]
    flush_failed: dict[str, str]


class Mounts(Spec, frozen=True):
    """The file systems that hold the root and the `writable` paths can be written to; `present` are mount points.

    No file system anywhere may have been stopped by an error. In a container the overlay hides
    the state of the disk below: `flush` names files whose file system is asked to write out what
    it holds (sync(1)), which an ext4 that stopped refuses with "Read-only file system". sync
    changes no file, yet it makes the disk work: a pack allows it in its `read_only_commands`.
    """

    name = "mounts"
    reading = MountsReading
    shorthand = "present"
    example = "mounts: {present: [/srv/data], writable: [/srv/data]}"

    present: tuple[str, ...] = ()
    writable: tuple[str, ...] = ()
    flush: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse paths that could not stand in /proc/mounts."""
        for path in (*self.present, *self.writable, *self.flush):
            if not path.startswith("/") or (path != "/" and path.endswith("/")):
                raise ValueError(f"{path!r}: give an absolute path without a slash at its end")

    def proof(self) -> Proof:
        """Return that the host is ready."""
        return Proof.READY

    def steps(self, target: Target) -> Steps[MountsReading]:
        """Ask the kernel, then for the flushes."""
        mounts = read_mounts((yield from run("cat", "/proc/mounts")))
        failures = {}
        for path in self.flush:
            reply = yield from run("sync", "--", path)
            if reply.exit_code != 0:
                failures[path] = reply.stderr.strip() or f"exit {reply.exit_code}"
        return MountsReading(
            paths=tuple(mounts),
            read_only=tuple(m.path for m in mounts.values() if m.kind in ON_DISK and not m.is_writable()),
            broken=tuple(m.path for m in mounts.values() if m.is_broken()),
            not_writable=tuple(path for path in ("/", *self.writable) if not find_holder(mounts, path).is_writable()),
            missing=tuple(path for path in self.present if path not in mounts),
            flush_failed=failures,
        )

    def findings(self, reading: MountsReading) -> Iterator[Finding]:
        """Compare each path."""
        for path in ("/", *self.writable):
            holds = path not in reading.not_writable
            yield Finding(holds=holds, expected=f"{path} writable", seen="writable" if holds else "read-only")
        for path in self.present:
            holds = path not in reading.missing
            yield Finding(holds=holds, expected=f"{path} mounted", seen="mounted" if holds else "not mounted")
        for path in reading.broken:
            yield Finding(holds=False, expected=f"{path} in order", seen="stopped by an error of the file system")
        for path, problem in reading.flush_failed.items():
            yield Finding(holds=False, expected=f"{path} flushed", seen=problem)


def find_holder(mounts: dict[str, Mount], path: str) -> Mount:
    """Return the mount that holds the path. The root is always mounted."""
    while path not in mounts:
        path = path.rpartition("/")[0] or "/"
    return mounts[path]


def read_mounts(reply: CommandReply) -> dict[str, Mount]:
    """Read /proc/mounts by mount point: of several over one another the last is the one that counts."""
    mounts = {mount.path: mount for mount in map(read_mount, read_lines(reply))}
    if "/" not in mounts:
        raise UnreadableReplyError("/proc/mounts lists no root")
    return mounts


def read_mount(line: str) -> Mount:
    """Read a line: source, path, type, options, and two figures."""
    match line.split(" "):
        case [_, path, kind, options, "0", "0"]:
            decoded = ESCAPE.sub(lambda found: chr(int(found[1], 8)), path)
            return Mount(path=decoded, kind=kind, options=frozenset(options.split(",")))
        case _:
            raise UnreadableReplyError(f"not a line of /proc/mounts: {line[:100]!r}")
