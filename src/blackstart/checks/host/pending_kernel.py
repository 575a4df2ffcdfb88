"""Whether a reboot would start the kernel that runs now."""

import re
from collections.abc import Iterator

from blackstart.checks.asking import run, split_lines, succeeded
from blackstart.checks.facts.found_paths import read_paths
from blackstart.checks.host.installed_kernels import RunningKernel, read_boot
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.outcome import Outcome
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

PLACES = ("/boot", "/lib/modules", "/run")
WANTED = ("-name", "vmlinuz-*", "-o", "-name", "initr*", "-o", "-path", "/lib/modules/*", "-o", "-name", "reboot-req*")
GRUB = ("/boot/grub/grub.cfg", "/boot/grub2/grub.cfg", "/boot/grub/grubenv", "/boot/grub2/grubenv")
# Only these parts of the files: grub.cfg can hold a password (grub-mkpasswd-pbkdf2(1)).
ENTRY = r"^ *set default=[^ ]*|^next_entry=[^ ]+|^saved_entry=.+|vmlinuz-[^ \"']+"
FIRST = 'set default="0"'
SAVED = 'set default="${saved_entry}"'
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

    Of a Raspberry Pi's kernels, and of those named by their packages (Arch), only the running
    flavour counts: the firmware, or a person, chooses among flavours.
    That a reboot would change the kernel warns. That it would start one without its modules,
    or without the initial RAM disk others have, takes the check's own outcome.
    """

    name = "pending_kernel"
    reading = KernelReading
    example = "pending_kernel: {sudo: true}"
    blind_spots = (
        "GRUB's files where they are closed to ordinary users (RHEL): `sudo: true`; else the newest kernel is taken.",
        "What systemd-boot, a firmware's menu or a hypervisor would start: the newest of the running flavour is taken.",
        "Whether the next kernel starts at all.",
    )

    sudo: bool = False

    def steps(self, target: Target) -> Steps[KernelReading]:
        """Ask which kernel runs, which are installed, and which GRUB starts."""
        running = read_release((yield from run("uname", "-r")))
        paths = read_paths((yield from run("find", *PLACES, "-maxdepth", "1", "(", *WANTED, ")", "-printf", "%p\\n")))
        reply = yield from run("grep", "-s", "-h", "-o", "-E", "-e", ENTRY, "--", *GRUB, sudo=self.sudo)
        return sum_up(running, paths, read_choices(reply))

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


def sum_up(running: str, paths: frozenset[str], choices: list[str]) -> KernelReading:
    """Put the kernel that runs, those in place and the boot loader's choice together."""
    boot = read_boot(paths)
    default = find_default(choices, boot)
    following = default or boot.find_newest(running)
    return KernelReading(
        running=running,
        installed=boot.releases,
        default=default,
        next=following,
        modules=f"/lib/modules/{following}" in paths,
        initrd=boot.has_initrd(following),
        reboot_required="/run/reboot-required" in paths,
    )


def read_choices(reply: CommandReply) -> list[str]:
    """Read what grep found: exit 1 is nothing, 2 that a file is not there or not to be read, which -s keeps quiet."""
    lines = split_lines(reply.stdout)
    if reply.exit_code not in (0, 1, 2) or (reply.exit_code == 0 and not lines):
        raise UnreadableReplyError(f"grep, exit {reply.exit_code}, printed {len(lines)} lines of GRUB's files")
    return lines


def find_default(lines: list[str], boot: RunningKernel) -> str | None:
    """Return the kernel GRUB starts, or None where that cannot be seen.

    It is the first entry, or the one that is saved (grub-set-default(8), grubby(8)). An entry
    chosen for the next boot alone (grub-reboot(8)) can be any.
    """
    choices = [line.strip() for line in lines if "set default=" in line]
    kernels = [line.removeprefix("vmlinuz-") for line in lines if line.startswith("vmlinuz-")]
    saved = [line.removeprefix("saved_entry=") for line in lines if line.startswith("saved_entry=")]
    if any(line.startswith("next_entry=") for line in lines) or not choices:
        return None
    if choices[-1] == FIRST and kernels:
        return boot.name_release(kernels[0])
    return boot.find_named(saved[-1]) if choices[-1] == SAVED and saved else None


def read_release(reply: CommandReply) -> str:
    """Read the release `uname -r` prints."""
    release = succeeded(reply).stdout.strip()
    if not VERSION.fullmatch(release):
        raise UnreadableReplyError(f"uname: not a release: {release[:80]!r}")
    return release
