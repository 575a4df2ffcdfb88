"""Whether what runs now would run again after a reboot."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

import msgspec

from blackstart.checks.asking import run
from blackstart.checks.facts.unit_graph import PROPERTIES, RUNS, Unit, find_boot_start, find_return, read_units
from blackstart.checks.spec import Spec
from blackstart.checks.systemd.generated_units import FOR_THIS_BOOT, list_generated
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.outcome import Outcome
from blackstart.model.reply import UnreadableReplyError
from blackstart.model.request import Steps

GLOBS = ("*.service", "*.socket", "*.timer", "*.path", "*.target")
KINDS_OF_UNIT = (".service", ".socket", ".timer", ".path")
LOGIN = ("user@*.service", "user-runtime-dir@*.service")
"""What a login starts (user@.service(5)): nobody expects it back before the next one."""
SHOWN = 5


class BootEnabledReading(Reading, frozen=True):
    """How many units run, those of them that a reboot would `lose`, and those it would start (`stopped`).

    Each comes with the reason. `at_boot` are units that run and start by themselves at boot;
    others that return are started by a socket, a timer, a path or the bus.
    """

    running: int
    lost: dict[str, str]
    stopped: dict[str, str]
    at_boot: tuple[str, ...]
    required: dict[str, str]


class BootEnabled(Spec, frozen=True):
    """Each service, socket, timer and path unit that runs would come back; each that is enabled runs.

    `required` units run now and start by themselves at boot: that a socket would start them
    is not enough. `explained` units (names or globs) may be lost or stopped. That an enabled
    unit does not run warns: a reboot would start it.
    """

    name = "boot_enabled"
    reading = BootEnabledReading
    shorthand = "required"
    example = "boot_enabled: [nginx, docker]"
    blind_spots = (
        "Containers, pods and jobs of a user's own systemd: `restart_policies` tells of containers.",
        "Whether a unit would also come up well: only that the boot would start it.",
    )
    faults = ("disable_units",)

    required: tuple[str, ...] = ()
    explained: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse names that systemctl would take for an option or for several units."""
        for name in self.required:
            if not name or name.startswith("-") or set(name) & set("*?[ /"):
                raise ValueError(f"`required`: {name!r} is no name of a unit")

    def steps(self, target: Target) -> Steps[BootEnabledReading]:
        """Ask systemd for all units, and for what generators enabled where that matters."""
        units = read_units(
            (yield from run("systemctl", "show", "--all", f"--property={PROPERTIES}", "--", *self.asked))
        )
        if any(unit.file_state == FOR_THIS_BOOT for unit in units.values()):
            links = yield from list_generated()
            units = {name: mark_generated(unit, links) for name, unit in units.items()}
        return self.sum_up(units)

    @property
    def asked(self) -> tuple[str, ...]:
        """Return what systemctl shows: all it has loaded, and what is required, loaded or not."""
        return (*GLOBS, *map(name_unit, self.required))

    def sum_up(self, units: dict[str, Unit]) -> BootEnabledReading:
        """Sort the units by what a reboot would do to them."""
        judged = {name: unit for name, unit in units.items() if name.endswith(KINDS_OF_UNIT)}
        running = {name: unit for name, unit in judged.items() if unit.active in RUNS}
        if not running:
            raise UnreadableReplyError("systemctl shows no unit that runs")
        lost = {name: find_return(name, units) for name in running if not self.explains(name)}
        return BootEnabledReading(
            running=len(running),
            lost={name: why for name, why in lost.items() if why},
            stopped={name: why for name, unit in judged.items() if (why := self.find_stop(unit, units))},
            at_boot=tuple(name for name in running if not find_boot_start(name, units)),
            required={name: find_required(name_unit(name), units) for name in self.required},
        )

    def find_stop(self, unit: Unit, units: dict[str, Unit]) -> str:
        """Return how an enabled unit fails to run, or nothing where it should not or is explained."""
        due = unit.file_state == "enabled" and not find_boot_start(unit.id, units) and not self.explains(unit.id)
        return unit.say_stopped() if due else ""

    def explains(self, name: str) -> bool:
        """Tell whether the unit's state is an explained one."""
        return any(fnmatchcase(name, glob) for glob in (*LOGIN, *self.explained))

    def findings(self, reading: BootEnabledReading) -> Iterator[Finding]:
        """Name each unit that a reboot would lose or start, and compare the required ones."""
        for name in self.required:
            seen = reading.required[name]
            yield Finding(holds=not seen, expected=f"{name} running and started at boot", seen=seen or "both")
        yield Finding(
            holds=not reading.lost,
            expected="every unit that runs back after a reboot",
            seen=list_reasons(reading.lost) or f"{reading.running} units, all of them",
        )
        yield Finding(
            holds=not reading.stopped,
            expected="every enabled unit running",
            seen=list_reasons(reading.stopped) or "all of them",
            outcome=Outcome.WARN,
        )


def name_unit(name: str) -> str:
    """Return the name with its type; a service's may be left out (systemctl(1))."""
    return name if name.endswith((*KINDS_OF_UNIT, ".target", ".mount")) else f"{name}.service"


def list_reasons(reasons: dict[str, str]) -> str:
    """Return names with their reasons, the first few."""
    said = [f"{name} ({why})" for name, why in reasons.items()]
    more = f" and {len(said) - SHOWN} more" if len(said) > SHOWN else ""
    return f"{', '.join(said[:SHOWN])}{more}"


def find_required(name: str, units: dict[str, Unit]) -> str:
    """Return what a required unit lacks, or nothing. It may go by another of its names."""
    found = next((unit for unit in units.values() if name in unit.names), None)
    if found is None or found.load == "not-found":
        return "no such unit"
    if found.active not in RUNS:
        return found.active
    return find_boot_start(found.id, units)


def mark_generated(unit: Unit, links: frozenset[str]) -> Unit:
    """Return the unit as generated where a generator, and no person, enabled it for this boot."""
    if unit.file_state == FOR_THIS_BOOT and unit.id in links:
        return msgspec.structs.replace(unit, file_state="generated")
    return unit
