"""Whether a systemd unit is in its state, and has the properties, such as limits, that it should have."""

from collections.abc import Iterator

import msgspec

from blackstart.checks.asking import run
from blackstart.checks.duration import Duration, read_duration, say_duration
from blackstart.checks.facts.unit_graph import RUNS
from blackstart.checks.spec import Spec
from blackstart.checks.systemd.generated_units import FOR_THIS_BOOT, list_generated
from blackstart.checks.systemd.unit_past import Past, ask_past, ask_sockets, ask_uptime
from blackstart.checks.systemd.unit_properties import Value, ask_properties, compare_properties
from blackstart.checks.systemd.unit_state import STATE, UnitReading, read_unit
from blackstart.model.connection import System, find_running
from blackstart.model.kind import Finding, Target
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
ANY = "any"
"""The state that every unit is in."""
GLOB = "*?["
"""What makes a name stand for several units."""


class SystemdUnit(Spec, frozen=True):
    """A unit is loaded and `active` (or in another `state`), stays up, and is perhaps `enabled` at boot.

    One that reloads is active. One that systemd had to restart by itself passes once it has been
    up for `settled`: a crash loop is active at most looks. A job (a oneshot service, or one that a
    timer starts) with `state: inactive` has also run in this boot, and with success: after a
    reboot systemd knows nothing of the run before (`ran: false` looks at the state alone). With
    `by_socket`, a unit that was not started yet passes while its socket listens, as ssh.service may.

    A static unit is taken to be enabled by another that wants it, one that a generator enables is
    enabled; whether that one starts at boot is told by `boot_enabled`.

    `properties` are compared as `systemctl show` prints them: `2s`, `2147483648`, `infinity`; a `Result` counts only
    of a unit that has run in this boot. With `state: any` nothing else is asked, and `unit` may be a glob: every
    unit that it matches is loaded and has them. A glob that matches nothing does not pass. It matches what systemd has
    loaded, not a unit that is stopped and forgotten: say in `expect` how many there must be (`size(units) == 8`).
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
        "Units that systemd has not loaded: a glob matches none of them; say how many there must be in `expect`.",
        "What a property does: only what systemd holds it to be.",
    )
    faults = ("fail_unit",)

    unit: str
    state: str = "active"
    enabled: bool | None = None
    settled: Duration = "5m"
    ran: bool = True
    by_socket: bool = False
    properties: dict[str, Value] = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what systemctl takes for several units, where their states are asked, and what demands nothing."""
        several = set(GLOB if self.state == ANY and self.properties else "")
        if not self.unit or self.unit.startswith("-") or set(self.unit) & (set(f"{GLOB} \t\n") - several):
            raise ValueError(f"`unit: {self.unit}` is no name of one unit; a glob takes `state: any` and `properties`")
        if self.state == ANY and not self.properties:
            raise ValueError("`state: any` demands nothing: name `properties`")
        if self.state == ANY and (self.enabled is not None or self.by_socket):
            raise ValueError("with `state: any` only `properties` are looked at")
        read_duration("settled", self.settled)

    def units(self) -> tuple[str, ...]:
        """Return the unit's whole name, where its state is looked at."""
        if self.state == ANY:
            return ()
        return (self.unit if self.unit.endswith(TYPES) else f"{self.unit}.service",)

    def verifies(self) -> System | None:
        """Return the system that runs as this unit, where it is to be active."""
        return find_running(self.unit) if self.state == "active" else None

    def steps(self, target: Target) -> Steps[UnitReading]:
        """Ask systemd for the unit's state and its properties, each where it is demanded."""
        reading = UnitReading() if self.state == ANY else (yield from self.ask_state())
        if not self.properties:
            return reading
        return msgspec.structs.replace(reading, units=(yield from ask_properties(self.unit, self.properties)))

    def ask_state(self) -> Steps[UnitReading]:
        """Ask for the unit's state, and for its past or its generator where that matters."""
        reading = read_unit((yield from run("systemctl", "show", f"--property={STATE}", "--", self.unit)))
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
        """Compare state and properties, each where it is demanded."""
        if self.state != ANY:
            yield from self.compare_state(reading)
        if self.properties:
            yield from compare_properties(self.unit, self.properties, reading.units)

    def compare_state(self, reading: UnitReading) -> Iterator[Finding]:
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
