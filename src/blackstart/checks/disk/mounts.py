"""Whether file systems are mounted, are the ones meant, answer, and can be written to."""

from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.checks.asking import run, succeeded
from blackstart.checks.disk.mount_table import ON_DISK, Mount, find_holder, read_mounts
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Proof, Reading, Target
from blackstart.model.request import Steps

ANSWERS_WITHIN = 5.0
"""Seconds within which a server must answer for its share; a hung one never does."""


class MountsReading(Reading, frozen=True):
    """What is mounted. `paths` are the mount points; `read_only` those on a disk that cannot be written to.

    `broken` are file systems that an error stopped. `not_writable` and `missing` are the
    paths the check asked for; `flush_failed` says by path why a flush failed. `doubtful` says by
    path why what is mounted there may not be what is meant.
    """

    paths: tuple[str, ...]
    read_only: tuple[str, ...]
    broken: tuple[str, ...]
    not_writable: tuple[str, ...]
    missing: tuple[str, ...]
    flush_failed: dict[str, str]
    doubtful: dict[str, str]


class Mounts(Spec, frozen=True):
    """The file systems that hold the root and the `writable` paths can be written to; `present` are mount points.

    What is `present` is a file system of its own: not a placeholder (autofs), not a directory of
    the root's file system, not mounted over another one. `sources` say what must be mounted
    there, as /proc/mounts has it. A share of the network must answer at once, for the table goes
    on saying "mounted" when its server is gone. A root that is made read-only (composefs, erofs, an overlay
    without an upper layer) need not be writable; one that is so by choice is named in `read_only`.

    No file system anywhere may have been stopped by an error. In a container the overlay hides
    the state of the disk below: `flush` names files whose file system is asked to write out what
    it holds (sync(1)), which an ext4 that stopped refuses with "Read-only file system". sync
    changes no file, yet it makes the disk work: a pack allows it in its `read_only_commands`.
    """

    name = "mounts"
    reading = MountsReading
    shorthand = "present"
    example = "mounts: {present: [/srv/data], writable: [/srv/data]}"
    blind_spots = (
        "Which directory of another disk is bound to a path: `sources` says what must be there.",
        "Whether writing works: the kernel says that it is allowed. In a container `flush` tries the disk below.",
        "Mounts of other mount namespaces (a service's own, a container's).",
    )
    faults = ("break_mounts",)

    present: tuple[str, ...] = ()
    writable: tuple[str, ...] = ()
    flush: tuple[str, ...] = ()
    read_only: tuple[str, ...] = ()
    sources: dict[str, Annotated[str, Meta(min_length=1)]] = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse paths that could not stand in /proc/mounts."""
        for path in (*self.present, *self.writable, *self.flush, *self.read_only, *self.sources):
            if not path.startswith("/") or (path != "/" and path.endswith("/")):
                raise ValueError(f"{path!r}: give an absolute path without a slash at its end")
        if both := sorted({*self.writable} & {*self.read_only}):
            raise ValueError(f"{both[0]!r} is in `writable` and in `read_only`: give one of them")

    def proof(self) -> Proof:
        """Return that the host is ready."""
        return Proof.READY

    @property
    def wanted(self) -> tuple[str, ...]:
        """Return the mount points there must be, each once."""
        return tuple(dict.fromkeys((*self.present, *self.sources)))

    def steps(self, target: Target) -> Steps[MountsReading]:
        """Ask the kernel, then the servers of shares, then for the flushes."""
        mounts = read_mounts((yield from run("cat", "/proc/mounts")))
        yield from self.ask_servers(mounts)
        failures = {}
        for path in self.flush:
            reply = yield from run("sync", "--", path)
            if reply.exit_code != 0:
                failures[path] = reply.stderr.strip() or f"exit {reply.exit_code}"
        return self.sum_up(mounts, failures)

    def ask_servers(self, mounts: dict[str, Mount]) -> Steps[None]:
        """Ask the server of each share that is meant for its figures; without an answer the check has none either."""
        for path in dict.fromkeys((*self.wanted, *self.writable)):
            if find_holder(mounts, path).is_remote() and path in mounts:
                succeeded((yield from run("stat", "-f", "-c", "%T", "--", path, limit=ANSWERS_WITHIN)))

    def sum_up(self, mounts: dict[str, Mount], failures: dict[str, str]) -> MountsReading:
        """Sort the mounts by what is the matter with them."""
        return MountsReading(
            paths=tuple(mounts),
            read_only=tuple(mount.path for mount in mounts.values() if is_shut(mount)),
            broken=tuple(mount.path for mount in mounts.values() if mount.is_broken()),
            not_writable=tuple(
                path for path in self.list_written(mounts) if not find_holder(mounts, path).is_writable()
            ),
            missing=tuple(path for path in self.wanted if path not in mounts),
            flush_failed=failures,
            doubtful={
                path: doubt
                for path in self.wanted
                if path in mounts and (doubt := find_doubt(mounts, path, self.sources.get(path)))
            },
        )

    def list_written(self, mounts: dict[str, Mount]) -> tuple[str, ...]:
        """Return the paths that must be writable, the root first where it can be."""
        closed = "/" in self.read_only or ("/" not in self.writable and mounts["/"].is_read_only_by_nature())
        return tuple(dict.fromkeys((*(() if closed else ("/",)), *self.writable)))

    def findings(self, reading: MountsReading) -> Iterator[Finding]:
        """Compare each path."""
        for path in dict.fromkeys(("/", *self.writable)):
            holds = path not in reading.not_writable
            yield Finding(holds=holds, expected=f"{path} writable", seen="writable" if holds else "read-only")
        for path in self.wanted:
            holds = path not in reading.missing
            yield Finding(holds=holds, expected=f"{path} mounted", seen="mounted" if holds else "not mounted")
        for path, doubt in reading.doubtful.items():
            yield Finding(holds=False, expected=f"{path} a file system of its own, the one meant", seen=doubt)
        for path in reading.broken:
            yield Finding(holds=False, expected=f"{path} in order", seen="stopped by an error of the file system")
        for path, problem in reading.flush_failed.items():
            yield Finding(holds=False, expected=f"{path} flushed", seen=problem)


def is_shut(mount: Mount) -> bool:
    """Tell whether a file system on a disk cannot be written to though it could be."""
    return mount.kind in ON_DISK and not mount.is_writable() and not mount.is_read_only_by_nature()


def find_doubt(mounts: dict[str, Mount], path: str, source: str | None) -> str:
    """Return why what is mounted may not be what is meant, or nothing. A `source` that is named settles it."""
    mount = mounts[path]
    if source is not None:
        return "" if mount.source == source else f"{mount.source} mounted"
    if path != "/" and mount.source.startswith("/") and mount.identity() == mounts["/"].identity():
        return f"a directory of the root's file system ({mount.source}) bound there"
    return f"{mount.source} mounted over {mount.covers}" if mount.covers else ""
