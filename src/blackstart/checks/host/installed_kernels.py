"""Kernels that are in place: their releases, flavours, modules and initial RAM disks."""

import re

import msgspec

from blackstart.model.reply import UnreadableReplyError

KERNEL = "/boot/vmlinuz-"
MODULES = "/lib/modules/"
RESCUE = "0-rescue-"
INITRD = re.compile(r"/boot/(?:initrd\.img-|initramfs-|initrd-)(.+?)(?:\.img)?")
RASPBERRY = re.compile(r".*[+-]rpi-(\w+)|\d+\.\d+\.\d+-(v\d\w*)\+")
"""Raspberry Pi's firmware starts the kernel for its processor: 6.6.31+rpt-rpi-2712, 6.1.21-v8+."""
FLAVOUR = re.compile(r".*?-((?:[A-Za-z]+-)*[A-Za-z]+)")
"""A release's last words: 6.6.40-1-lts, 6.6.40-0-virt; that of the plain package ends in a number."""


class RunningKernel(msgspec.Struct, frozen=True, kw_only=True):
    """Releases from oldest to newest; where files bear `packages` in place of releases, those of their modules."""

    releases: tuple[str, ...]
    packages: frozenset[str]
    initrds: frozenset[str]

    def find_newest(self, running: str) -> str:
        """Return the newest kernel, of the running flavour where nothing tells which of several is chosen."""
        alike = [name for name in self.releases if self.name_flavour(name) == self.name_flavour(running)]
        return (alike or list(self.releases))[-1]

    def name_flavour(self, release: str) -> str:
        """Return the flavour by which kernels stand beside each other here; of most hosts they are all alike."""
        if found := RASPBERRY.fullmatch(release):
            return found[1] or found[2]
        found = FLAVOUR.fullmatch(release) if self.packages else None
        return found[1] if found else ""

    def name_release(self, kernel: str) -> str | None:
        """Return the release of a kernel by its file's name, or None where no modules tell it."""
        if kernel not in self.packages:
            return kernel
        flavour = kernel.removeprefix("linux").strip("-")
        alike = [name for name in self.releases if self.name_flavour(name) == flavour]
        return alike[-1] if alike else None

    def find_named(self, entry: str) -> str | None:
        """Return the installed release that a boot loader's entry names, the longest; None where it names none."""
        named = [name for name in self.releases if re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.+])", entry)]
        return max(named, key=len, default=None)

    def has_initrd(self, release: str) -> bool:
        """Tell whether a kernel has its initial RAM disk, or none has any."""
        return not self.initrds or release in self.initrds or bool(self.packages and self.packages <= self.initrds)


def read_boot(paths: frozenset[str]) -> RunningKernel:
    """Sort out what lies in /boot and /lib/modules."""
    files = {path.removeprefix(KERNEL) for path in paths if path.startswith(KERNEL)}
    kernels = {name for name in files if not name.startswith(RESCUE)}
    if not kernels:
        raise UnreadableReplyError("no kernel in /boot (vmlinuz-*), so none to compare with")
    by_release = {name for name in kernels if name[:1].isdigit()}
    modules = {path.removeprefix(MODULES) for path in paths if path.startswith(f"{MODULES}")}
    releases = by_release or {name for name in modules if name[:1].isdigit()}
    if not releases:
        raise UnreadableReplyError("no kernel's modules in /lib/modules, so its release is not known")
    return RunningKernel(
        releases=tuple(sorted(releases, key=order_version)),
        packages=frozenset() if by_release else frozenset(kernels),
        initrds=frozenset(found[1] for path in paths if (found := INITRD.fullmatch(path))),
    )


def order_version(text: str) -> tuple[tuple[int, str, str], ...]:
    """Return a key that puts 6.1.0-10 after 6.1.0-9: figures compare by length, then digit by digit."""
    parts = re.findall(r"([0-9]+)|([^0-9]+)", text)
    return tuple((len(figure.lstrip("0")), figure.lstrip("0"), other) for figure, other in parts)
