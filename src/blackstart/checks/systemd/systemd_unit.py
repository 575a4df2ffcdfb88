"""Whether a systemd unit is in the state it should be in."""

from collections.abc import Iterator

import msgspec

from blackstart.checks.asking import read_lines, run
from blackstart.checks.duration import Duration, read_duration, say_duration
from blackstart.checks.facts.unit_graph import RUNS
from blackstart.checks.spec import Spec
from blackstart.checks.systemd.generated_units import FOR_THIS_BOOT, list_generated
from blackstart.checks.systemd.unit_past import Past, ask_past, ask_sockets, ask_uptime
from blackstart.model.connection import Source, find_running
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
    """A unit as `systemctl show` tells it (systemd.unit(5)); `restarts` are those systemd made by itself in this boot.

    `uptime` (seconds) is asked only of a unit that was restarted, and null for all others.
    `has_run` tells of a job whether it ended in this boot, null for what is none; `sockets`
    are those that listen for a unit not started yet, where `by_socket` asks for them.
    """

    load: str
    active: str
    sub: str
    enabled: str
    restarts: int | None
    result: str
    uptime: float | None = None
    has_run: bool | None = None
    sockets: tuple[str, ...] = ()


class SystemdUnit(Spec, frozen=True):
    """A unit is loaded and `active` (or in another `state`), stays up, and is perhaps `enabled` at boot.

    One that reloads is active. One that systemd had to restart by itself passes once it has been
    up for `settled`: a crash loop is active at most looks. A job (a oneshot service, or one that a
    timer starts) with `state: inactive` has also run in this boot, and with success: after a
    reboot systemd knows nothing of the run before (`ran: false` looks at the state alone). With
    `by_socket`, a unit that was not started yet passes while its socket listens, as ssh.service may.

    A static unit is taken to be enabled by another that wants it, one that a generator enables is
    enabled; whether that one starts at boot is told by `boot_enabled`. Units by a glob are for
    `systemd_properties`.
    """

    name = "systemd_unit"
    reading = UnitReading
    shorthand = "unit"
    example = "systemd_unit: nginx"
    blind_spots = (
        "Whether what runs also works: ask what it serves.",
        "Units of a user's own systemd (`systemctl --user`).",
        "Of an active timer, how the job it starts has ended: ask for the service, with `state: inactive`.",
        "A crash loop whose rounds are longer than `settled`.",
    )
    faults = ("fail_unit",)

    unit: str
    state: str = "active"
    enabled: bool | None = None
    settled: Duration = "5m"
    ran: bool = True
    by_socket: bool = False

    def __post_init__(self) -> None:
        """Refuse what systemctl takes for several units, of which it would tell one after the other."""
        if not self.unit or self.unit.startswith("-") or set(self.unit) & set("*?[ \t\n"):
            raise ValueError(f"`unit: {self.unit}` is no name of one unit")
        read_duration("settled", self.settled)

    def units(self) -> tuple[str, ...]:
        """Return the unit's whole name."""
        return (self.unit if self.unit.endswith(TYPES) else f"{self.unit}.service",)

    def verifies(self) -> Source | None:
        """Return the system that runs as this unit, where it is to be active."""
        return find_running(self.unit) if self.state == "active" else None

    def steps(self, target: Target) -> Steps[UnitReading]:
        """Ask systemd for the unit's properties, and for its past or its generator where that matters."""
        reading = read_unit((yield from run("systemctl", "show", f"--property={PROPERTIES}", "--", self.unit)))
        if reading.load == "loaded":
            reading = yield from self.ask_further(reading)
        if self.enabled is None or reading.enabled != FOR_THIS_BOOT:
            return reading
        generated = self.full_name in (yield from list_generated())
        return msgspec.structs.replace(reading, enabled="generated") if generated else reading

    def ask_further(self, reading: UnitReading) -> Steps[UnitReading]:
        """Ask since when a restarted unit runs, whether a job has run, and what listens for one that does not."""
        match self.state, reading.active:
            case "active", active if active in RUNS and reading.restarts:
                return msgspec.structs.replace(reading, uptime=(yield from ask_uptime(self.unit)))
            case "active", "inactive" if self.by_socket:
                return msgspec.structs.replace(reading, sockets=(yield from ask_sockets(self.unit)))
            case "inactive", "inactive" if self.ran and self.full_name.endswith(".service"):
                past: Past = yield from ask_past(self.unit)
                return msgspec.structs.replace(reading, has_run=past.has_run if past.is_job else None)
            case _:
                return reading

    @property
    def full_name(self) -> str:
        """Return the unit's name with its type."""
        return self.units()[0]

    def findings(self, reading: UnitReading) -> Iterator[Finding]:
        """Compare state and past, and enablement where it is asked for."""
        if reading.load != "loaded":
            yield Finding(holds=False, expected=f"{self.unit} {self.state}", seen=f"unit {reading.load}")
            return
        waits = f", {', '.join(reading.sockets)} listening" if reading.sockets else ""
        yield Finding(
            holds=self.is_wanted(reading.active) or bool(reading.sockets),
            expected=f"{self.unit} {self.state}",
            seen=f"{reading.active} ({reading.sub}){waits}",
        )
        yield from self.compare_past(reading)
        if self.enabled is not None:
            starts = reading.enabled in ("enabled", "static", "generated", "indirect", "alias")
            wanted = "enabled" if self.enabled else "not enabled"
            yield Finding(
                holds=starts is self.enabled,
                expected=f"{self.unit} {wanted} at boot",
                seen=reading.enabled or "no unit file state",
            )

    def is_wanted(self, active: str) -> bool:
        """Tell whether the unit is in its state; one that reloads is active (systemctl(1), is-active)."""
        return active == self.state or (self.state == "active" and active in RUNS)

    def compare_past(self, reading: UnitReading) -> Iterator[Finding]:
        """Compare how long a restarted unit has been up, and whether a job has run and how it ended."""
        if reading.uptime is not None:
            yield Finding(
                holds=reading.uptime >= read_duration("settled", self.settled),
                expected=f"{self.unit} up for {self.settled} since systemd restarted it",
                seen=f"{say_duration(reading.uptime)} after {reading.restarts} restarts",
            )
        if reading.has_run is not None:
            seen = f"result {reading.result}" if reading.has_run else "no run since the boot, so no result is known"
            holds = reading.has_run and reading.result == "success"
            yield Finding(holds=holds, expected=f"{self.unit} to have run in this boot with success", seen=seen)


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
