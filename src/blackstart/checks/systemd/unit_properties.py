"""Properties of units, such as limits, as `systemctl show` prints them."""

from collections.abc import Iterator

from blackstart.checks.asking import run, split_lines, succeeded
from blackstart.model.kind import Finding
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

RESULT = "Result"
LEFT = "InactiveExitTimestamp"
"""When a unit last began to run in this boot, empty for never; until then its result is `success`."""
Value = str | int | bool
Properties = dict[str, dict[str, str]]
"""Properties by unit."""


def ask_properties(unit: str, wanted: dict[str, Value]) -> Steps[Properties]:
    """Ask for the properties, and for the names and load states, of all units that a name or a glob matches."""
    names = ("Id", "LoadState", *((LEFT,) if RESULT in wanted else ()), *wanted)
    reply = yield from run("systemctl", "show", f"--property={','.join(names)}", "--", unit)
    return read_units(reply, names)


def compare_properties(unit: str, wanted: dict[str, Value], units: Properties) -> Iterator[Finding]:
    """Compare each property of each unit; a result counts only of a unit that has run in this boot."""
    if not units:
        yield Finding(holds=False, expected=f"a unit {unit}", seen="no unit matches")
    for name, seen in units.items():
        if seen["LoadState"] != "loaded":
            yield Finding(holds=False, expected=f"{name} loaded", seen=f"unit {seen['LoadState']}")
            continue
        if not seen.get(LEFT, "never asked"):
            yield Finding(holds=False, expected=f"{name} to have run in this boot", seen="no run, so no result")
        for key, value in wanted.items():
            holds = seen[key] == spell(value)
            yield Finding(holds=holds, expected=f"{name} {key}={spell(value)}", seen=seen[key] or "nothing")


def spell(value: Value) -> str:
    """Return the value as systemd prints it."""
    match value:
        case True:
            return "yes"
        case False:
            return "no"
        case _:
            return str(value)


def read_units(reply: CommandReply, names: tuple[str, ...]) -> Properties:
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
