"""Whether a boot would find everything that /etc/fstab makes it wait for."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

import msgspec

from blackstart.checks.asking import read_json, run, succeeded
from blackstart.checks.found_paths import read_paths
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
OPTIONAL = frozenset({"nofail", "noauto"})
NETWORK = frozenset({"nfs", "nfs4", "cifs", "ceph", "glusterfs", "sshfs", "fuse.sshfs", "9p", "davfs"})
"""File systems that are mounted with the network, which a boot does not wait for before its login."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A line of /etc/fstab in `findmnt --json`."""

    source: str
    target: str
    fstype: str
    options: str = ""

    def path(self) -> str | None:
        """Return the path a boot waits for, or None where it waits for none."""
        tag, equals, value = self.source.partition("=")
        if OPTIONAL & set(self.options.split(",")) or "_netdev" in self.options.split(",") or self.fstype in NETWORK:
            return None
        if equals and tag in TAGS:
            return f"{TAGS[tag]}/{write_link(value.strip(chr(34)))}"
        return self.source if self.source.startswith("/") else None


class Entries(msgspec.Struct, frozen=True, kw_only=True):
    """What `findmnt --json` prints."""

    filesystems: tuple[Entry, ...]


class FstabReading(Reading, frozen=True):
    """The mount points of /etc/fstab, and by mount point the sources that a boot would wait for in vain."""

    targets: tuple[str, ...]
    missing: dict[str, str]


class FstabDevices(Spec, frozen=True):
    """Each local file system that a boot waits for has its device: none would end in an emergency shell.

    Entries with `nofail` or `noauto`, and those of the network, hold nobody up. `required`
    mount points stand in /etc/fstab; `explained` ones (names or globs) may lack their device.
    An fstab without an entry passes only if nothing is required and `none` says that it may.
    """

    name = "fstab_devices"
    reading = FstabReading
    shorthand = "required"
    example = "fstab_devices: [/, /srv/data]"

    required: tuple[str, ...] = ()
    explained: tuple[str, ...] = ()
    none: bool = False

    def steps(self, target: Target) -> Steps[FstabReading]:
        """Read /etc/fstab, and ask which of its sources there are."""
        listing = ("findmnt", "--fstab", "--json", "--output", "SOURCE,TARGET,FSTYPE,OPTIONS")
        entries = read_entries((yield from run(*listing)))
        # a list, for all swap has the same mount point: none
        wanted = [(entry.target, path) for entry in entries if (path := entry.path()) is not None]
        found: frozenset[str] = frozenset()
        if wanted:
            argv = ("find", *sorted({path for _, path in wanted}), "-maxdepth", "0", "-printf", "%p\\n")
            found = read_paths((yield from run(*argv)))
        return FstabReading(
            targets=tuple(entry.target for entry in entries),
            missing={target: path for target, path in wanted if path not in found},
        )

    def findings(self, reading: FstabReading) -> Iterator[Finding]:
        """Name each missing source, and each required mount point that is not in the fstab."""
        if not reading.targets and not self.none:
            yield Finding(holds=False, expected="file systems in /etc/fstab", seen="none")
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


def read_entries(reply: CommandReply) -> tuple[Entry, ...]:
    """Read what findmnt printed: exit 1 and silence where the fstab holds no entry."""
    if reply.exit_code == 1 and not reply.stdout.strip() and not reply.stderr.strip():
        return ()
    entries = read_json(succeeded(reply).stdout, Entries).filesystems
    if not entries:
        raise UnreadableReplyError("findmnt printed a list without entries")
    return entries
