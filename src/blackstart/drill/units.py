"""What systemctl says of the declared units. Pure."""

from fnmatch import fnmatchcase

from blackstart.checks.logs import journal_span
from blackstart.drill.facts import Facts, write_time
from blackstart.drill.fixtures import Answer, UnitFixture

ACTIVE_SUBS = {"active": "running", "failed": "failed", "activating": "start-pre"}
JOURNALD, MANAGER = journal_span.UNITS
MOMENT = "%a %Y-%m-%d %H:%M:%S UTC"
"""How systemctl writes a time where TZ is UTC0."""
KINDS = (".service", ".timer", ".socket", ".mount", ".target", ".path", ".slice", ".scope", ".swap")


def answer_systemctl(words: tuple[str, ...], facts: Facts) -> Answer | None:
    """Answer for the declared units; without any, for a host not booted with systemd."""
    units = {full_name(name): spell_unit(unit) for name, unit in facts.fixtures.units.items()}
    failed = [name for name, unit in units.items() if unit.active == "failed"]
    match words:
        case ("show", properties, "--", *wanted) if tuple(wanted) == journal_span.UNITS:
            journald = units.get(JOURNALD, UnitFixture())
            both = {JOURNALD: journald, MANAGER: UnitFixture()}
            return Answer(stdout=show_units(both, "*", properties.removeprefix("--property=").split(","), facts))
        case _ if not units:
            return None
        case ("is-system-running",):
            return Answer(stdout="degraded\n", exit_code=1) if failed else Answer(stdout="running\n")
        case ("list-units", "--failed", *_):
            return Answer(stdout="".join(f"{name} loaded failed failed A drilled unit\n" for name in failed))
        case ("show", properties, "--", wanted) if properties.startswith("--property="):
            names = properties.removeprefix("--property=").split(",")
            return Answer(stdout=show_units(units, full_name(wanted), names, facts))
        case _:
            return None


def full_name(unit: str) -> str:
    """Return the name with its type; without one it is a service (systemctl(1))."""
    return unit if unit.endswith((*KINDS, "*")) else f"{unit}.service"


def spell_unit(unit: str | UnitFixture) -> UnitFixture:
    """Return a unit of which perhaps only the state is given."""
    match unit:
        case UnitFixture():
            return unit
        case "missing":
            return UnitFixture(active="inactive", load="not-found", enabled="")
        case "failed":
            return UnitFixture(active="failed", result="exit-code")
        case _:
            return UnitFixture(active=unit)


def show_units(units: dict[str, UnitFixture], wanted: str, names: list[str], facts: Facts) -> str:
    """Return `systemctl show` of the units a name or glob matches; a name always shows one."""
    found = {name: unit for name, unit in units.items() if fnmatchcase(name, wanted)}
    if not found and not set("*?[") & set(wanted):
        found = {wanted: spell_unit("missing")}
    timers = {name for name in units if name.endswith(".timer")}
    return "\n".join(show_unit(name, unit, names, timers, facts) for name, unit in found.items())


def show_unit(name: str, unit: UnitFixture, names: list[str], timers: set[str], facts: Facts) -> str:
    """Return a unit's block; a property it is not known to have is left out, as systemd does."""
    timer = f"{name.removesuffix('.service')}.timer"
    up_for = facts.fixtures.up_for if unit.up_for is None else unit.up_for
    started = write_time(facts.now - up_for, MOMENT)
    ended = write_time(facts.now - unit.ran, MOMENT) if unit.ran is not None else ""
    values = {
        "Id": name,
        "LoadState": unit.load,
        "ActiveState": unit.active,
        "SubState": unit.sub or ACTIVE_SUBS.get(unit.active, "dead"),
        "UnitFileState": unit.enabled,
        "NRestarts": str(unit.restarts),
        "Result": unit.result,
        "Type": "oneshot" if timer in timers else "simple",
        "TriggeredBy": timer if timer in timers else "",
        "ActiveEnterTimestamp": started if unit.active == "active" else "",
        "InactiveExitTimestamp": started if unit.active == "active" else ended,
        "ActiveEnterTimestampMonotonic": "1000000" if unit.active == "active" else "0",
        "ExecMainExitTimestamp": ended,
        **unit.more,
    }
    return "".join(f"{key}={values[key]}\n" for key in names if key in values)
