"""Which boot a host is in, since when, and which boots came before."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from msgspec import Meta

from blackstart.checks.asking import ask_command, run, succeeded
from blackstart.checks.duration import Seconds
from blackstart.checks.spec import Spec
from blackstart.model.exchange import FIRST_BOOT_ID
from blackstart.model.kind import Finding, Proof, Reading, Target
from blackstart.model.outcome import Outcome, WarningClass
from blackstart.model.reply import Cause, CommandReply, GapError, UnreadableReplyError
from blackstart.model.request import Steps

BOOT_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
BOOT_TIME = re.compile(r"btime (\d{1,15})")
UPTIME = re.compile(r"(\d+\.\d+) \d+\.\d+")
LOGGED_BOOT = re.compile(r"(?:reboot|shutdown)\s.*")
LOGGED_AT = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:?\d\d\b")


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
    """The host tells its boot id and boot time, and perhaps has been `up_for` at least so many seconds.

    With `logged_within`, the newest start in the login records is this one: at most so many
    seconds from the kernel's own time of it. A start that left no record found the disk
    read-only or the clock wrong; that warns.
    """

    name = "boot"
    reading = BootReading
    shorthand = "up_for"
    example = "boot: {}"
    blind_spots = (
        "A start that left no login record, where `logged_within` is not given; containers keep none.",
        "Why the host was started again.",
    )
    faults = ("shake_boot",)

    up_for: Seconds = 0.0
    logged_within: Annotated[Seconds, Meta(gt=0)] | None = None

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
        """Compare the uptime, and the login records with the kernel."""
        seen = f"{reading.uptime:.0f} s"
        yield Finding(holds=reading.uptime >= self.up_for, expected=f"up for at least {self.up_for:.0f} s", seen=seen)
        if self.logged_within is not None:
            yield compare_record(reading, self.logged_within)


def compare_record(reading: BootReading, most: float) -> Finding:
    """Compare the newest start on record with the running one."""
    newest = next((line for line in reading.history or () if line.startswith("reboot ")), "no start")
    logged = find_logged_time(newest)
    away = None if logged is None else abs(logged - reading.boot_time)
    return Finding(
        holds=away is not None and away <= most,
        expected=f"this start in the login records, {most:.0f} s away at most",
        seen=newest if away is None else f"{newest}, {away:.0f} s away",
        outcome=Outcome.WARN,
        warns_as=WarningClass.EVIDENCE,
    )


def find_logged_time(line: str) -> float | None:
    """Return when a start on record was, in Unix seconds; None where the line has no time with its zone."""
    found = LOGGED_AT.search(line)
    try:
        return None if found is None else datetime.fromisoformat(found[0]).timestamp()
    except (ValueError, OverflowError):
        return None


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
