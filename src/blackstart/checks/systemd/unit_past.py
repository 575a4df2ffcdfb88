"""What systemd remembers of a unit in this boot: since when it runs, and whether a job has run at all."""

import re
from datetime import UTC, datetime

import msgspec

from blackstart.checks.asking import read_lines, run
from blackstart.checks.facts.log_window import ask_window
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

STARTED = "ActiveEnterTimestamp"
PAST = ("Type", "TriggeredBy", "ExecMainExitTimestamp")
MOMENT = re.compile(r"[A-Z][a-z]{2} (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC", re.ASCII)
"""How systemctl writes a time where TZ is UTC0, as the transport sets it (systemd.time(7))."""
AHEAD = 5.0
"""Seconds by which a start may lie after the host's clock, which is read in whole ones."""


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a unit is a job (it ends by itself, or a timer starts it), and whether one has ended in this boot."""

    is_job: bool
    has_run: bool


def ask_uptime(unit: str) -> Steps[float]:
    """Ask how many seconds a unit has been active, by the host's own clock."""
    values = yield from ask_properties(unit, STARTED)
    started = read_moment(values[STARTED])
    now = (yield from ask_window(0)).now
    if now + AHEAD < started:
        raise UnreadableReplyError(f"{unit} was started in the future: the clock was set back, so its age is not known")
    return max(now - started, 0.0)


def ask_past(unit: str) -> Steps[Past]:
    """Ask whether a unit is a job, and whether it has run since the boot."""
    values = yield from ask_properties(unit, *PAST)
    timers = [name for name in values["TriggeredBy"].split() if name.endswith(".timer")]
    return Past(is_job=values["Type"] == "oneshot" or bool(timers), has_run=bool(values["ExecMainExitTimestamp"]))


def ask_sockets(unit: str) -> Steps[tuple[str, ...]]:
    """Ask which sockets listen for a unit that is not started yet."""
    values = yield from ask_properties(unit, "TriggeredBy")
    listening = []
    for name in values["TriggeredBy"].split():
        if name.endswith(".socket"):
            states = yield from ask_properties(name, "ActiveState")
            listening += [name] if states["ActiveState"] == "active" else []
    return tuple(listening)


def ask_properties(unit: str, *names: str) -> Steps[dict[str, str]]:
    """Ask systemd for properties of one unit, each of which it must tell."""
    return read_properties((yield from run("systemctl", "show", f"--property={','.join(names)}", "--", unit)), names)


def read_properties(reply: CommandReply, names: tuple[str, ...]) -> dict[str, str]:
    """Read `systemctl show` of one unit; each property must be told, once."""
    pairs = [line.split("=", 1) for line in read_lines(reply) if "=" in line]
    told = [name for name, _ in pairs]
    for name in names:
        if told.count(name) != 1:
            raise UnreadableReplyError(f"systemctl show printed {told.count(name) or 'no'} {name}")
    return dict(pairs)


def read_moment(text: str) -> float:
    """Read a time of systemd's, in Unix seconds."""
    found = MOMENT.fullmatch(text)
    try:
        if found is not None:
            return datetime.fromisoformat(found[1]).replace(tzinfo=UTC).timestamp()
    except ValueError:
        pass
    raise UnreadableReplyError(f"systemctl show: not a time in UTC: {text[:60]!r}")
