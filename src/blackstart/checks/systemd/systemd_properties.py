"""Whether units have the properties, such as limits, that they should have."""

from collections.abc import Iterator

from blackstart.checks.asking import run, split_lines, succeeded
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

RESULT = "Result"
LEFT = "InactiveExitTimestamp"
"""When a unit last began to run in this boot, empty for never; until then its result is `success`."""


class UnitPropertiesReading(Reading, frozen=True):
    """Properties by unit, as `systemctl show` prints them."""

    units: dict[str, dict[str, str]]


class SystemdProperties(Spec, frozen=True):
    """Every unit that `unit` (a name or a glob) matches is loaded and has these `properties`.

    Values are compared as `systemctl show` prints them: `2s`, `2147483648`, `infinity`.
    A `Result` counts only of a unit that has run in this boot.
    A glob that matches nothing does not pass. It matches what systemd has loaded, not a unit
    that is stopped and forgotten: say in `expect` how many there must be, as in `size(units) == 8`.
    """

    name = "systemd_properties"
    reading = UnitPropertiesReading
    example = 'systemd_properties: {unit: "actions.runner.*", properties: {CPUQuotaPerSecUSec: 2s, WatchdogUSec: 0}}'
    blind_spots = (
        "Units that systemd has not loaded: a glob matches none of them; say how many there must be in `expect`.",
        "What a setting does: only what systemd holds it to be.",
        "Units of a user's own systemd (`systemctl --user`).",
    )

    unit: str
    properties: dict[str, str | int | bool]

    def __post_init__(self) -> None:
        """Refuse a check that demands nothing."""
        if not self.properties:
            raise ValueError("`properties` is empty: name at least one")

    def steps(self, target: Target) -> Steps[UnitPropertiesReading]:
        """Ask systemd for the properties, and for the names and load states of the units."""
        names = ("Id", "LoadState", *((LEFT,) if RESULT in self.properties else ()), *self.properties)
        reply = yield from run("systemctl", "show", f"--property={','.join(names)}", "--", self.unit)
        return UnitPropertiesReading(units=read_units(reply, names))

    def findings(self, reading: UnitPropertiesReading) -> Iterator[Finding]:
        """Compare each property of each unit."""
        if not reading.units:
            yield Finding(holds=False, expected=f"a unit {self.unit}", seen="no unit matches")
        for unit, seen in reading.units.items():
            if seen["LoadState"] != "loaded":
                yield Finding(holds=False, expected=f"{unit} loaded", seen=f"unit {seen['LoadState']}")
                continue
            if not seen.get(LEFT, "never asked"):
                yield Finding(holds=False, expected=f"{unit} to have run in this boot", seen="no run, so no result")
            for name, value in self.properties.items():
                wanted = spell(value)
                holds = seen[name] == wanted
                yield Finding(holds=holds, expected=f"{unit} {name}={wanted}", seen=seen[name] or "nothing")


def spell(value: str | int | bool) -> str:  # noqa: FBT001  a value of a property, not a switch
    """Return the value as systemd prints it."""
    match value:
        case True:
            return "yes"
        case False:
            return "no"
        case _:
            return str(value)


def read_units(reply: CommandReply, names: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Read the blocks of `systemctl show`, one a unit, divided by empty lines."""
    split_lines(reply.stdout)
    blocks = [block for block in succeeded(reply).stdout.split("\n\n") if block.strip()]
    units = [read_properties(block, names) for block in blocks]
    return {unit["Id"]: unit for unit in units}


def read_properties(block: str, names: tuple[str, ...]) -> dict[str, str]:
    """Read one block; systemd leaves out a property it does not know, and that is unreadable, as is one told twice."""
    pairs = [line.split("=", 1) for line in block.splitlines() if "=" in line]
    values = dict(pairs)
    told = [name for name, _ in pairs]
    for name in names:
        if told.count(name) != 1:
            times = "no" if name not in values else "more than one"
            raise UnreadableReplyError(f"systemctl show printed {times} {name} of {values.get('Id', 'a unit')}")
    return {name: values[name] for name in names}
