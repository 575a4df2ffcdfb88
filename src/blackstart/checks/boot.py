"""Which boot a host is in, since when, and which boots came before."""

import re
from collections.abc import Iterator

from blackstart.checks.asking import ask_command, run, succeeded
from blackstart.checks.spec import Spec
from blackstart.model.exchange import FIRST_BOOT_ID
from blackstart.model.kind import Finding, Proof, Reading, Target
from blackstart.model.reply import Cause, CommandReply, GapError, UnreadableReplyError
from blackstart.model.request import Steps

BOOT_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
BOOT_TIME = re.compile(r"btime (\d+)")
UPTIME = re.compile(r"(\d+\.\d+) \d+\.\d+")
LOGGED_BOOT = re.compile(r"(?:reboot|shutdown)\s.*")


class BootReading(Reading, frozen=True):
    """The running boot. `boot_time` is in Unix seconds, `uptime` in seconds; both are the kernel's.

    A container without a clock and boot id of its own has those of the machine it runs on.
    `recorded` is what `who -b` prints, None where no login record tells (as in most containers).
    `history` are the newest reboots and shutdowns of last(1), None where there is no record of them.
    """

    boot_id: str
    boot_time: int
    uptime: float
    recorded: str | None
    history: tuple[str, ...] | None


class Boot(Spec, frozen=True):
    """The host tells its boot id and boot time, and perhaps has been `up_for` at least so many seconds."""

    name = "boot"
    reading = BootReading
    shorthand = "up_for"
    example = "boot: {}"

    up_for: float = 0.0

    def proof(self) -> Proof:
        """Return that the host has booted."""
        return Proof.BOOT

    def steps(self, target: Target) -> Steps[BootReading]:
        """Ask for the boot id and the kernel's times, then for what the login records tell."""
        boot_id = read_boot_id((yield from ask_command(FIRST_BOOT_ID)))
        boot_time = read_boot_time((yield from run("grep", "btime", "/proc/stat")))
        uptime = read_uptime((yield from run("cat", "/proc/uptime")))
        recorded = yield from ask_where_there("who", "-b")
        history = yield from ask_where_there("last", "-x", "-n", "10", "--time-format", "iso", "reboot", "shutdown")
        return BootReading(
            boot_id=boot_id,
            boot_time=boot_time,
            uptime=uptime,
            recorded=(" ".join(recorded.split()) or None) if recorded is not None else None,
            history=read_history(history) if history is not None else None,
        )

    def findings(self, reading: BootReading) -> Iterator[Finding]:
        """Compare the uptime."""
        seen = f"{reading.uptime:.0f} s"
        yield Finding(holds=reading.uptime >= self.up_for, expected=f"up for at least {self.up_for:.0f} s", seen=seen)


def ask_where_there(*argv: str) -> Steps[str | None]:
    """Return what a tool prints; None where the host has not got it or it has no record to show."""
    try:
        reply = yield from run(*argv)
    except GapError as error:
        if error.gap.cause is not Cause.TOOL_MISSING:
            raise
        return None
    return reply.stdout if reply.exit_code == 0 else None


def read_boot_id(reply: CommandReply) -> str:
    """Return the boot id; other text is not taken for a new boot."""
    text = succeeded(reply).stdout.removesuffix("\n")
    if not BOOT_ID.fullmatch(text):
        raise UnreadableReplyError(f"not a boot id: {text[:60]!r}")
    return text


def read_boot_time(reply: CommandReply) -> int:
    """Return `btime` of /proc/stat (proc_stat(5)): no time zone and no login record comes into it."""
    found = BOOT_TIME.fullmatch(succeeded(reply).stdout.removesuffix("\n"))
    if found is None:
        raise UnreadableReplyError(f"/proc/stat tells no btime: {reply.stdout[:60]!r}")
    return int(found[1])


def read_uptime(reply: CommandReply) -> float:
    """Return the first figure of /proc/uptime (proc_uptime(5))."""
    found = UPTIME.fullmatch(succeeded(reply).stdout.removesuffix("\n"))
    if found is None:
        raise UnreadableReplyError(f"not /proc/uptime: {reply.stdout[:60]!r}")
    return float(found[1])


def read_history(text: str) -> tuple[str, ...]:
    """Return the lines of last(1) that are reboots or shutdowns, newest first, without their padding."""
    return tuple(" ".join(line.split()) for line in text.splitlines() if LOGGED_BOOT.fullmatch(line))
