"""Whether the journal of this boot is whole: from the boot's beginning until now, by journald's own records."""

import re
from itertools import pairwise

import msgspec

from blackstart.checks.asking import read_json, run, split_lines, succeeded
from blackstart.checks.facts.unit_graph import RUNS
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

STARTED = "f77379a8490b408bbe5f6940505a777b"
STOPPED = "d93fb3c9c24d451a97cea615ce59c00b"
"""Message ids of journald's start and its orderly end (systemd, sd-messages.h)."""
RECORDS = tuple(f"MESSAGE_ID={name}" for name in (STARTED, STOPPED))
UNITS = ("systemd-journald.service", "init.scope")
PROPERTIES = ("Id", "ActiveState", "ActiveEnterTimestampMonotonic")
LATEST_START = 300.0
"""Seconds after systemd itself within which journald starts: before most units, and on slow disks too."""
LONGEST_RESTART = 60.0
"""Seconds within which an upgrade restarts journald; what is said meanwhile waits in its sockets."""
MICRO = 1e6
UPTIME = re.compile(r"(\d+\.\d+) \d+\.\d+\n", re.ASCII)


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A record of journald's; times are in microseconds, since 1970 and since the boot."""

    realtime: str = msgspec.field(name="__REALTIME_TIMESTAMP")
    monotonic: str = msgspec.field(name="__MONOTONIC_TIMESTAMP")
    message: str = msgspec.field(name="MESSAGE_ID")


class JournalSpan(msgspec.Struct, frozen=True, kw_only=True):
    """When the journal of this boot begins, by the clock that was right then or not (Unix seconds)."""

    begins: float


def ask_span(seconds: float, *, sudo: bool) -> Steps[JournalSpan]:
    """Ask for journald's records of this boot, and whether it runs. Raises where entries may be missing."""
    form = ("-b", "--no-pager", "-o", "json", "--output-fields=MESSAGE_ID")
    reply = yield from run("journalctl", *form, *RECORDS, sudo=sudo)
    records = read_records(reply)
    argv = ("systemctl", "show", f"--property={','.join(PROPERTIES)}", "--", *UNITS)
    journald, manager = read_states((yield from run(*argv)))
    if journald["ActiveState"] not in RUNS:
        raise UnreadableReplyError(f"journald is {journald['ActiveState']}, so nothing is logged now")
    if not records or records[-1].message != STARTED:
        raise UnreadableReplyError("the journal does not tell that journald runs: it was stopped, or its start is gone")
    late = read_micro(records[0].monotonic) - read_micro(manager["ActiveEnterTimestampMonotonic"])
    if records[0].message != STARTED or late > LATEST_START:
        raise UnreadableReplyError(
            "the journal does not reach back to the boot: its beginning was rotated away or lost"
        )
    if longest := find_longest_stop(records, reply.at - seconds):
        raise UnreadableReplyError(f"journald was stopped for {longest:.0f} s, and what was said then is not there")
    return JournalSpan(begins=read_micro(records[0].realtime))


def find_longest_stop(records: list[Record], oldest: float) -> float:
    """Return the seconds of the longest stop that ended after `oldest` (Unix seconds), 0 for none but restarts."""
    stops = [
        read_micro(after.monotonic) - read_micro(before.monotonic)
        for before, after in pairwise(records)
        if before.message == STOPPED and read_micro(after.realtime) >= oldest
    ]
    return max((stop for stop in stops if stop > LONGEST_RESTART), default=0.0)


def read_records(reply: CommandReply) -> list[Record]:
    """Read journalctl's JSON, an object a line; without any it exits 1 in newer versions."""
    if reply.stderr.strip() or reply.exit_code not in (0, 1):
        raise UnreadableReplyError(f"journalctl, exit {reply.exit_code}: {' '.join(reply.stderr.split())[:200]}")
    lines = split_lines(reply.stdout)
    return [read_json(line, Record) for line in lines if not line.startswith("-- ")]


def read_states(reply: CommandReply) -> list[dict[str, str]]:
    """Read the two units' properties, in the order they were asked for."""
    split_lines(reply.stdout)
    blocks = [dict(line.split("=", 1) for line in block.splitlines()) for block in reply.stdout.split("\n\n")]
    if [block.get("Id") for block in blocks] != list(UNITS) or any(block.keys() != set(PROPERTIES) for block in blocks):
        raise UnreadableReplyError("systemctl show tells nothing of journald, so nobody knows whether it runs")
    return blocks


def read_micro(text: str) -> float:
    """Read microseconds as seconds."""
    if not text.isascii() or not text.isdecimal():
        raise UnreadableReplyError(f"not a time in microseconds: {text[:40]!r}")
    return int(text) / MICRO


def ask_boot_time() -> Steps[float]:
    """Ask how long the host has been up, and return when that began by the controller's clock (Unix seconds)."""
    reply = yield from run("cat", "/proc/uptime")
    found = UPTIME.fullmatch(succeeded(reply).stdout)
    if found is None:
        raise UnreadableReplyError(f"not /proc/uptime: {reply.stdout[:60]!r}")
    return reply.at - float(found[1])
