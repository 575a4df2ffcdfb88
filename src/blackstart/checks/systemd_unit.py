"""Whether a systemd unit is in the state it should be in."""

from collections.abc import Iterator

import msgspec

from blackstart.checks.asking import read_lines, run
from blackstart.checks.generated_units import FOR_THIS_BOOT, list_generated
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

TYPES = (
    ".service",
    ".socket",
    ".timer",
    ".mount",
    ".automount",
    ".swap",
    ".path",
    ".target",
    ".slice",
    ".scope",
    ".device",
)
"""How names of units end (systemd.unit(5)); systemctl takes any other for a service's."""
PROPERTIES = "LoadState,ActiveState,SubState,UnitFileState,NRestarts,Result"


class UnitReading(Reading, frozen=True):
    """A unit as `systemctl show` tells it (systemd.unit(5)); `restarts` since it was started."""

    load: str
    active: str
    sub: str
    enabled: str
    restarts: int | None
    result: str


class SystemdUnit(Spec, frozen=True):
    """A unit is loaded and `active` (or in another `state`), and perhaps `enabled` at boot, also by a generator.

    A static one is taken to be enabled by another that wants it; whether that one starts at boot
    is told by `boot_enabled`. Units by a glob are for `systemd_properties`.
    """

    name = "systemd_unit"
    reading = UnitReading
    shorthand = "unit"
    example = "systemd_unit: nginx"

    unit: str
    state: str = "active"
    enabled: bool | None = None

    def __post_init__(self) -> None:
        """Refuse what systemctl takes for several units, of which it would tell one after the other."""
        if not self.unit or self.unit.startswith("-") or set(self.unit) & set("*?[ \t\n"):
            raise ValueError(f"`unit: {self.unit}` is no name of one unit")

    def units(self) -> tuple[str, ...]:
        """Return the unit's whole name."""
        return (self.unit if self.unit.endswith(TYPES) else f"{self.unit}.service",)

    def steps(self, target: Target) -> Steps[UnitReading]:
        """Ask systemd for the unit's properties, and whether a generator enabled it where that matters."""
        reading = read_unit((yield from run("systemctl", "show", f"--property={PROPERTIES}", "--", self.unit)))
        if self.enabled is None or reading.enabled != FOR_THIS_BOOT:
            return reading
        generated = self.units()[0] in (yield from list_generated())
        return msgspec.structs.replace(reading, enabled="generated") if generated else reading

    def findings(self, reading: UnitReading) -> Iterator[Finding]:
        """Compare state, and enablement where it is asked for."""
        if reading.load != "loaded":
            yield Finding(holds=False, expected=f"{self.unit} {self.state}", seen=f"unit {reading.load}")
            return
        seen = f"{reading.active} ({reading.sub})"
        yield Finding(holds=reading.active == self.state, expected=f"{self.unit} {self.state}", seen=seen)
        if self.enabled is not None:
            starts = reading.enabled in ("enabled", "static", "generated", "indirect", "alias")
            wanted = "enabled" if self.enabled else "not enabled"
            yield Finding(
                holds=starts is self.enabled,
                expected=f"{self.unit} {wanted} at boot",
                seen=reading.enabled or "no unit file state",
            )


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
