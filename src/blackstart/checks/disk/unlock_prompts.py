"""Whether a boot would wait for somebody to unlock a disk."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

import msgspec

from blackstart.checks.asking import read_json, run, succeeded
from blackstart.checks.disk.crypttab import Volume, read_crypttab
from blackstart.checks.facts.found_paths import read_paths
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """A block device in `lsblk --json`, with those on top of it."""

    name: str
    type: str
    mountpoint: str | None = None
    children: tuple["Device", ...] = ()


class Devices(msgspec.Struct, frozen=True, kw_only=True):
    """What `lsblk --json` prints."""

    blockdevices: tuple[Device, ...]


class UnlockReading(Reading, frozen=True):
    """What is unlocked at boot (`volumes`), open now (`open`), and why any of them waits for a person.

    `root` names the open volumes below the root file system.
    """

    volumes: tuple[str, ...]
    open: tuple[str, ...]
    root: tuple[str, ...]
    prompts: dict[str, str]


class UnlockPrompts(Spec, frozen=True):
    """No disk that a boot needs waits for a passphrase or a token.

    A volume passes with a key file that exists or a TPM without a PIN, or if the boot goes on
    without it (`noauto`, `nofail`); `headless` only says that nobody is asked, and opens nothing.
    One that is open now and not in /etc/crypttab was opened by hand or by the initial RAM disk,
    so it is a prompt as well. `explained` volumes (names or globs)
    are unlocked by other means, as over the network.
    """

    name = "unlock_prompts"
    reading = UnlockReading
    shorthand = "explained"
    example = "unlock_prompts: {explained: [data_*], sudo: true}"
    blind_spots = (
        "A /etc/crypttab, or key files, that the login user may not read: unreadable; `sudo: true` asks as root.",
        "Whether a key file opens its volume, and what the initial RAM disk asks for by itself.",
    )
    faults = ("open_by_hand",)

    explained: tuple[str, ...] = ()
    sudo: bool = False

    def steps(self, target: Target) -> Steps[UnlockReading]:
        """Ask what is to be unlocked, what is open, and which key files exist."""
        volumes = read_crypttab((yield from run("cat", "/etc/crypttab", sudo=self.sudo)))
        devices = read_devices((yield from run("lsblk", "--json", "--output", "NAME,TYPE,MOUNTPOINT")))
        keys = sorted({path for volume in volumes for path in volume.key_files()})
        files: frozenset[str] = frozenset()
        if keys:
            reply = yield from run("find", *keys, "-maxdepth", "0", "-printf", "%p\\n", sudo=self.sudo)
            files = read_paths(reply)
        return sum_up(volumes, devices, files)

    def findings(self, reading: UnlockReading) -> Iterator[Finding]:
        """Name each volume that waits for a person."""
        prompts = {name: why for name, why in reading.prompts.items() if not self.explains(name)}
        for name, why in prompts.items():
            where = f"{name}, below /," if name in reading.root else name
            yield Finding(holds=False, expected=f"{where} unlocked without a person", seen=why)

    def explains(self, name: str) -> bool:
        """Tell whether the volume is unlocked by other means."""
        return any(fnmatchcase(name, glob) for glob in self.explained)


def sum_up(volumes: tuple[Volume, ...], devices: tuple[Device, ...], files: frozenset[str]) -> UnlockReading:
    """Put together what waits for a person, by name."""
    opened = tuple(dict.fromkeys(name for device in devices for name in find_open(device)))
    named = {volume.name for volume in volumes}
    prompts = {volume.name: why for volume in volumes if (why := volume.find_prompt(files))}
    return UnlockReading(
        volumes=tuple(volume.name for volume in volumes),
        open=opened,
        root=tuple(dict.fromkeys(name for device in devices for name in find_below_root(device))),
        prompts=prompts | {name: "open now, and not in /etc/crypttab" for name in opened if name not in named},
    )


def find_open(device: Device) -> Iterator[str]:
    """Yield the names of open encrypted volumes, of the device and all on top of it."""
    if device.type == "crypt":
        yield device.name
    for child in device.children:
        yield from find_open(child)


def find_below_root(device: Device) -> Iterator[str]:
    """Yield the names of open encrypted volumes that hold the root file system."""
    if device.type == "crypt" and holds_root(device):
        yield device.name
    for child in device.children:
        yield from find_below_root(child)


def holds_root(device: Device) -> bool:
    """Tell whether the root file system is on the device."""
    return device.mountpoint == "/" or any(holds_root(child) for child in device.children)


def read_devices(reply: CommandReply) -> tuple[Device, ...]:
    """Read what lsblk printed. A host without any block device was not looked at (a container)."""
    devices = read_json(succeeded(reply).stdout, Devices).blockdevices
    if not devices:
        raise UnreadableReplyError("lsblk lists no block device")
    return devices
