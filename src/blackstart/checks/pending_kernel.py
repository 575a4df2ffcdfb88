"""Whether a reboot would start the kernel that runs now."""

import re
from collections.abc import Iterator

from blackstart.checks.asking import run, split_lines, succeeded
from blackstart.checks.found_paths import read_paths
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.outcome import Outcome
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

PLACES = ("/boot", "/lib/modules", "/run")
WANTED = ("-name", "vmlinuz-*", "-o", "-name", "initr*", "-o", "-path", "/lib/modules/*", "-o", "-name", "reboot-req*")
RESCUE = "0-rescue-"
INITRD = re.compile(r"/boot/(?:initrd\.img-|initramfs-|initrd-)(.+?)(?:\.img)?")
GRUB = ("/boot/grub/grub.cfg", "/boot/grub2/grub.cfg", "/boot/grub/grubenv", "/boot/grub2/grubenv")
# Only these parts of the files: grub.cfg can hold a password (grub-mkpasswd-pbkdf2(1)).
ENTRY = r"^ *set default=[^ ]*|^next_entry=[^ ]+|vmlinuz-[^ \"']+"
FIRST = 'set default="0"'
VERSION = re.compile(r"[A-Za-z0-9][\w.+~-]*")


class KernelReading(Reading, frozen=True):
    """The `running` kernel's release, those `installed` from oldest to newest, and the one that is `next`.

    `next` is the boot loader's `default` where that could be read, else the newest installed.
    """

    running: str
    installed: tuple[str, ...]
    default: str | None
    next: str
    modules: bool
    initrd: bool
    reboot_required: bool


class PendingKernel(Spec, frozen=True):
    """The running kernel is installed, a reboot would start it again, and no package asks for a reboot.

    That a reboot would change the kernel warns. That it would start one without its modules,
    or without the initial RAM disk others have, takes the check's own outcome.
    """

    name = "pending_kernel"
    reading = KernelReading
    example = "pending_kernel: {sudo: true}"

    sudo: bool = False

    def steps(self, target: Target) -> Steps[KernelReading]:
        """Ask which kernel runs, which are installed, and which GRUB starts."""
        running = read_release((yield from run("uname", "-r")))
        paths = read_paths((yield from run("find", *PLACES, "-maxdepth", "1", "(", *WANTED, ")", "-printf", "%p\\n")))
        reply = yield from run("grep", "-s", "-h", "-o", "-E", "-e", ENTRY, "--", *GRUB, sudo=self.sudo)
        return sum_up(running, paths, find_default(read_choices(reply)))

    def findings(self, reading: KernelReading) -> Iterator[Finding]:
        """Compare the running kernel with the next one, and say what the next one lacks."""
        for which, name in (("running", reading.running), ("next", reading.next)):
            yield Finding(
                holds=name in reading.installed,
                expected=f"the {which} kernel {name} installed",
                seen=", ".join(reading.installed),
            )
        how = "the boot loader's default" if reading.default else "the newest installed"
        yield Finding(
            holds=reading.next == reading.running,
            expected=f"a reboot to start {reading.running} again",
            seen=f"{reading.next}, {how}",
            outcome=Outcome.WARN,
        )
        yield Finding(holds=reading.modules, expected=f"modules of {reading.next}", seen="none in /lib/modules")
        yield Finding(holds=reading.initrd, expected=f"an initial RAM disk for {reading.next}", seen="none in /boot")
        yield Finding(
            holds=not reading.reboot_required,
            expected="no reboot asked for",
            seen="/run/reboot-required",
            outcome=Outcome.WARN,
        )


def sum_up(running: str, paths: frozenset[str], default: str | None) -> KernelReading:
    """Put the kernel that runs, those in place and the boot loader's choice together."""
    named = {path.removeprefix("/boot/vmlinuz-") for path in paths if path.startswith("/boot/vmlinuz-")}
    installed = sorted((name for name in named if not name.startswith(RESCUE)), key=order_version)
    if not installed:
        raise UnreadableReplyError("no kernel in /boot (vmlinuz-*), so none to compare with")
    following = default or installed[-1]
    initrds = {found[1] for path in paths if (found := INITRD.fullmatch(path))}
    return KernelReading(
        running=running,
        installed=tuple(installed),
        default=default,
        next=following,
        modules=f"/lib/modules/{following}" in paths,
        initrd=following in initrds or not initrds,
        reboot_required="/run/reboot-required" in paths,
    )


def order_version(text: str) -> tuple[tuple[int, str, str], ...]:
    """Return a key that puts 6.1.0-10 after 6.1.0-9: figures compare by length, then digit by digit."""
    parts = re.findall(r"([0-9]+)|([^0-9]+)", text)
    return tuple((len(figure.lstrip("0")), figure.lstrip("0"), other) for figure, other in parts)


def read_choices(reply: CommandReply) -> list[str]:
    """Read what grep found: exit 1 is nothing, 2 that a file is not there or not to be read, which -s keeps quiet."""
    lines = split_lines(reply.stdout)
    if reply.exit_code not in (0, 1, 2) or (reply.exit_code == 0 and not lines):
        raise UnreadableReplyError(f"grep, exit {reply.exit_code}, printed {len(lines)} lines of GRUB's files")
    return lines


def find_default(lines: list[str]) -> str | None:
    """Return the kernel GRUB starts, or None where that is not its first entry, or cannot be seen.

    An entry chosen for the next boot alone (grub-reboot(8)) or remembered can be any.
    """
    choices = [line.strip() for line in lines if "set default=" in line]
    kernels = [line.removeprefix("vmlinuz-") for line in lines if line.startswith("vmlinuz-")]
    chosen_once = any(line.startswith("next_entry=") for line in lines)
    if chosen_once or not kernels or choices[-1:] != [FIRST]:
        return None
    return kernels[0]


def read_release(reply: CommandReply) -> str:
    """Read the release `uname -r` prints."""
    release = succeeded(reply).stdout.strip()
    if not VERSION.fullmatch(release):
        raise UnreadableReplyError(f"uname: not a release: {release[:80]!r}")
    return release
