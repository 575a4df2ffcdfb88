"""A unit's state as `systemctl show` tells it."""

import msgspec

from blackstart.checks.asking import read_lines
from blackstart.checks.systemd.unit_properties import Properties
from blackstart.model.kind import Reading
from blackstart.model.reply import CommandReply, UnreadableReplyError

STATE = "LoadState,ActiveState,SubState,UnitFileState,NRestarts,Result"
"""The properties that make it up."""


class UnitReading(Reading, frozen=True):
    """A unit as `systemctl show` tells it (systemd.unit(5)); `restarts` are those systemd made by itself in this boot.

    `uptime` (seconds) is asked only of a unit that was restarted, and null for all others.
    `has_run` tells of a job whether it ended in this boot, null for what is none; `sockets`
    are those that listen for a unit not started yet, where `by_socket` asks for them. `units` are the
    properties that were asked for, by unit; of units in any state, nothing else is asked.
    """

    load: str = ""
    active: str = ""
    sub: str = ""
    enabled: str = ""
    restarts: int | None = None
    result: str = ""
    uptime: float | None = None
    has_run: bool | None = None
    sockets: tuple[str, ...] = ()
    units: Properties = msgspec.field(default_factory=dict)


def read_unit(reply: CommandReply) -> UnitReading:
    """Read `systemctl show` output; a property that is not there is unreadable."""
    pairs = [line.split("=", 1) for line in read_lines(reply) if "=" in line]
    values = dict(pairs)
    if len(values) < len(pairs):
        raise UnreadableReplyError("systemctl show printed a property twice, so it tells of several units")
    try:
        return UnitReading(
            load=values["LoadState"],
            active=values["ActiveState"],
            sub=values["SubState"],
            enabled=values["UnitFileState"],
            restarts=int(values["NRestarts"]) if "NRestarts" in values else None,
            result=values.get("Result", ""),
        )
    except KeyError as error:
        raise UnreadableReplyError(f"systemctl show printed no {error.args[0]}") from error
    except ValueError as error:
        raise UnreadableReplyError(f"systemctl show: {error}") from error
