"""Which units start which: what would bring a unit of systemd back after a reboot."""

import msgspec

from blackstart.checks.asking import read_lines
from blackstart.model.reply import CommandReply, UnreadableReplyError

PULLED_BY = ("WantedBy", "RequiredBy", "BoundBy", "UpheldBy")
"""Properties that name the units which start one with them (systemd.unit(5), table of inverse properties)."""
PROPERTIES = ",".join(
    (
        "Id",
        "Names",
        "LoadState",
        "ActiveState",
        "UnitFileState",
        *PULLED_BY,
        "TriggeredBy",
        "Type",
        "RemainAfterExit",
        "BusName",
        "ConditionResult",
        "ConditionTimestampMonotonic",
    )
)
RUNS = frozenset({"active", "reloading", "refreshing"})
ASKED = (".service", ".socket", ".timer", ".path", ".target")
"""Units that are asked for; one of another type (a device, a mount) comes of the machine or the fstab."""
GONE = {
    "masked": "masked: cannot be started",
    "masked-runtime": "masked until the reboot, which says nothing of after it",
    "enabled-runtime": "enabled until the reboot only",
    "linked-runtime": "linked until the reboot only",
    "transient": "transient: made by hand or by a program",
    "bad": "its file cannot be read",
}
"""States of a unit's file that do not outlast a reboot (systemctl(1), is-enabled)."""
KNOWN = frozenset({"enabled", "disabled", "static", "indirect", "alias", "generated", "linked"})


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """A unit as `systemctl show` tells it.

    A `passing` one is a job that ends and leaves nothing running; `tried` is false where this
    boot never came to start it.
    """

    id: str
    names: frozenset[str]
    load: str
    active: str
    file_state: str
    pulled_by: tuple[str, ...]
    triggered_by: tuple[str, ...]
    passing: bool
    bus: str
    condition: bool
    tried: bool

    def say_stopped(self) -> str:
        """Return how an enabled unit fails to run, or nothing where it runs, or is done, or is not wanted here."""
        done = self.passing and self.active in ("inactive", "activating")
        unwanted = self.tried and not self.condition
        if self.active == "failed":
            return "failed"
        if self.load != "loaded" or self.active in RUNS or done or unwanted:
            return ""
        return self.active if self.tried else f"{self.active}, not tried in this boot"


def find_return(name: str, units: dict[str, Unit], seen: frozenset[str] = frozenset()) -> str:
    """Return why a unit would not come back, or nothing where the boot, a trigger or the bus starts it."""
    why = find_boot_start(name, units, seen)
    if not why or name not in units or find_end(units[name]):
        return why
    unit = units[name]
    trigger = any(not find_boot_start(other, units, seen | {name}) for other in unit.triggered_by)
    return "" if trigger or unit.bus else why


def find_boot_start(name: str, units: dict[str, Unit], seen: frozenset[str] = frozenset()) -> str:
    """Return why the boot would not start a unit by itself, or nothing where it would.

    A unit is started by one that pulls it in, is active now and comes back in its turn:
    a target which is not reached now is taken not to be reached then.
    """
    if name not in units:
        return "" if not name.endswith(ASKED) else "not loaded"
    unit = units[name]
    if name.endswith(".target"):
        return "" if unit.active == "active" else "not reached"
    if end := find_end(unit):
        return end
    pullers = [other for other in unit.pulled_by if other not in seen]
    if any(is_active(other, units) and not find_boot_start(other, units, seen | {name}) for other in pullers):
        return ""
    return say_unpulled(unit)


def find_end(unit: Unit) -> str:
    """Return why the unit's own state ends with this boot, or nothing."""
    if unit.file_state in GONE:
        return GONE[unit.file_state]
    if unit.load != "loaded" or not unit.file_state:
        return f"{unit.load}, without a file"
    return "" if unit.file_state in KNOWN else f"{unit.file_state}: not a known state"


def say_unpulled(unit: Unit) -> str:
    """Return that nothing starts the unit at boot, in the words of its state."""
    if unit.file_state == "enabled":
        return f"enabled for {', '.join(unit.pulled_by) or 'nothing'}, which this boot did not reach"
    if unit.file_state in ("disabled", "linked"):
        return unit.file_state
    return f"{unit.file_state}, and nothing starts it at boot"


def is_active(name: str, units: dict[str, Unit]) -> bool:
    """Tell whether the unit is active; one that was not asked for is taken to be."""
    return name not in units or units[name].active in RUNS


def read_units(reply: CommandReply) -> dict[str, Unit]:
    """Read `systemctl show` of several units: blocks of properties, an empty line between them."""
    blocks = "\n".join(read_lines(reply)).strip("\n").split("\n\n")
    units = [read_unit(dict(line.split("=", 1) for line in block.splitlines() if "=" in line)) for block in blocks]
    return {unit.id: unit for unit in units}


def read_unit(values: dict[str, str]) -> Unit:
    """Read one unit. Types without a property of their own (a socket's BusName) leave it out."""
    try:
        return Unit(
            id=values["Id"],
            names=frozenset(values["Names"].split()),
            load=values["LoadState"],
            active=values["ActiveState"],
            file_state=values["UnitFileState"],
            pulled_by=tuple(name for pulls in PULLED_BY for name in values.get(pulls, "").split()),
            triggered_by=tuple(values["TriggeredBy"].split()),
            passing=values.get("Type") == "oneshot" and values.get("RemainAfterExit") == "no",
            bus=values.get("BusName", ""),
            condition=values["ConditionResult"] == "yes",
            tried=values["ConditionTimestampMonotonic"] != "0",
        )
    except KeyError as error:
        raise UnreadableReplyError(f"systemctl show printed no {error.args[0]}") from error
