"""Whether a boot would find everything that /etc/fstab makes it wait for."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

import msgspec

from blackstart.checks.asking import read_json, run, split_lines, succeeded
from blackstart.checks.facts.found_paths import read_paths
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

TAGS = {
    "UUID": "/dev/disk/by-uuid",
    "LABEL": "/dev/disk/by-label",
    "PARTUUID": "/dev/disk/by-partuuid",
    "PARTLABEL": "/dev/disk/by-partlabel",
    "ID": "/dev/disk/by-id",
}
"""Links that a mount waits for, by the tag it is written with (systemd.mount(5), fstab(5))."""
PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789#+-.:=@_")
"""What udev leaves as it is in a link's name; all else becomes \\x and two figures (udev(7))."""
OPTIONAL = frozenset({"nofail", "noauto", "_netdev"})
AUTOMOUNT = "x-systemd.automount"
"""Mounted once somebody goes there: no boot waits for it (systemd.mount(5))."""
NETWORK = frozenset({"nfs", "nfs4", "cifs", "ceph", "glusterfs", "sshfs", "fuse.sshfs", "9p", "davfs"})
"""File systems that are mounted with the network, which a boot does not wait for before its login."""
MADE = frozenset({"aufs", "beegfs", "bindfs", "encfs", "lustre", "mergerfs", "overlay", "rclone", "s3fs", "unionfs"})
ON_DEVICE = frozenset({"fuse.exfat", "fuse.exfat-fuse", "fuse.ntfs", "fuse.ntfs-3g"})
"""A program or a server takes a source in words of its own, a list or a pattern; of `fuse.*` all do but these."""
SHARE = re.compile(r"//.*|[^/]+:/.*")
QUOTES = "\"'"
IGNORED = re.compile(r"findmnt: .*: parse error at line (\d+) -- ignored")
"""What findmnt says of a line that it leaves out; the boot's own reader may make something of it."""


class FstabEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A line of /etc/fstab in `findmnt --json`."""

    source: str
    target: str
    fstype: str
    options: str | None = None

    def path(self) -> str | None:
        """Return the path of what is mounted, or None where it has none or nothing waits for it."""
        tag, equals, value = self.source.partition("=")
        if OPTIONAL & self.words() or self.fstype in NETWORK:
            return None
        if equals and tag in TAGS:
            return f"{TAGS[tag]}/{write_link(value.strip(QUOTES))}"
        return self.source if self.source.startswith("/") else None

    def is_waited_for(self) -> bool:
        """Tell whether a boot would wait for the path: not for what a server, a program or a visitor brings about."""
        made = self.fstype in MADE or (self.fstype.startswith("fuse.") and self.fstype not in ON_DEVICE)
        return not made and AUTOMOUNT not in self.words() and SHARE.fullmatch(self.source) is None

    def words(self) -> set[str]:
        """Return the options, none where the line leaves them out."""
        return set((self.options or "").split(","))


class Entries(msgspec.Struct, frozen=True, kw_only=True):
    """What `findmnt --json` prints."""

    filesystems: tuple[FstabEntry, ...]


class FstabReading(Reading, frozen=True):
    """The mount points of /etc/fstab, and by mount point the sources that a boot would wait for in vain.

    `ignored` are the numbers of lines that could not be read.
    """

    targets: tuple[str, ...]
    missing: dict[str, str]
    ignored: tuple[str, ...]


class FstabDevices(Spec, frozen=True):
    """Each local file system that a boot waits for has its device: none would end in an emergency shell.

    Entries with `nofail`, `noauto` or `x-systemd.automount`, those of the network and those a program
    makes (mergerfs, `fuse.*`) hold nobody up; a line that is no entry may. `required`
    mount points stand in /etc/fstab; `explained` ones (names or globs) may lack their device.
    An fstab without an entry passes only if nothing is required and `none` says that it may.
    """

    name = "fstab_devices"
    reading = FstabReading
    shorthand = "required"
    example = "fstab_devices: [/, /srv/data]"
    blind_spots = (
        "Mount units, ZFS pools and volumes that the initial RAM disk opens: only /etc/fstab is read.",
        "The branches of a pool (mergerfs, overlay), and whether a server of the network answers.",
        "Whether the file system on a device that is there can be mounted.",
    )

    required: tuple[str, ...] = ()
    explained: tuple[str, ...] = ()
    none: bool = False

    def steps(self, target: Target) -> Steps[FstabReading]:
        """Read /etc/fstab, and ask which of its sources there are."""
        listing = ("findmnt", "--fstab", "--json", "--output", "SOURCE,TARGET,FSTYPE,OPTIONS")
        reply = yield from run(*listing)
        entries = read_entries(reply)
        # a list, for all swap has the same mount point: none
        named = [(entry, path) for entry in entries if (path := entry.path()) is not None]
        found: frozenset[str] = frozenset()
        if named:
            argv = ("find", *sorted({path for _, path in named}), "-maxdepth", "0", "-printf", "%p\\n")
            found = read_paths((yield from run(*argv)))
        return FstabReading(
            targets=tuple(entry.target for entry in entries),
            missing={entry.target: path for entry, path in named if entry.is_waited_for() and path not in found},
            ignored=read_ignored(reply),
        )

    def findings(self, reading: FstabReading) -> Iterator[Finding]:
        """Name each missing source, and each required mount point that is not in the fstab."""
        if not reading.targets and not self.none:
            yield Finding(holds=False, expected="file systems in /etc/fstab", seen="none")
        for line in reading.ignored:
            yield Finding(holds=False, expected=f"line {line} of /etc/fstab read", seen="not in the form of fstab(5)")
        for place in self.required:
            holds = place in reading.targets
            yield Finding(holds=holds, expected=f"{place} in /etc/fstab", seen="there" if holds else "not there")
        for place, source in reading.missing.items():
            if not self.explains(place):
                yield Finding(holds=False, expected=f"what {place} is mounted from", seen=f"no {source}")

    def explains(self, place: str) -> bool:
        """Tell whether the mount point may lack its device."""
        return any(fnmatchcase(place, glob) for glob in self.explained)


def write_link(value: str) -> str:
    """Return the value as udev writes it in a link's name."""
    return "".join(letter if letter in PLAIN or not letter.isascii() else f"\\x{ord(letter):02x}" for letter in value)


def read_ignored(reply: CommandReply) -> tuple[str, ...]:
    """Read which lines findmnt left out; whatever else it complains of may be a line too."""
    found = [IGNORED.fullmatch(line) for line in split_lines(reply.stderr)]
    if None in found:
        raise UnreadableReplyError(f"findmnt: {reply.stderr.strip()[:200]}")
    return tuple(line[1] for line in found if line is not None)


def read_entries(reply: CommandReply) -> tuple[FstabEntry, ...]:
    """Read what findmnt printed: exit 1 and silence where the fstab holds no entry."""
    if reply.exit_code == 1 and not reply.stdout.strip() and not reply.stderr.strip():
        return ()
    entries = read_json(succeeded(reply).stdout, Entries).filesystems
    if not entries:
        raise UnreadableReplyError("findmnt printed a list without entries")
    return entries
