"""What systemctl says of the declared units. Pure."""

from fnmatch import fnmatchcase

from blackstart.drill.facts import Facts
from blackstart.drill.fixtures import Answer, Unit

ACTIVE_SUBS = {"active": "running", "failed": "failed", "activating": "start-pre"}
KINDS = (".service", ".timer", ".socket", ".mount", ".target", ".path", ".slice", ".scope", ".swap")


def answer_systemctl(words: tuple[str, ...], facts: Facts) -> Answer | None:
    """Answer for the declared units; without any, for a host not booted with systemd."""
    units = {full_name(name): spell_unit(unit) for name, unit in facts.fixtures.units.items()}
    failed = [name for name, unit in units.items() if unit.active == "failed"]
    match words:
        case _ if not units:
            return None
        case ("is-system-running",):
            return Answer(stdout="degraded\n", exit_code=1) if failed else Answer(stdout="running\n")
        case ("list-units", "--failed", *_):
            return Answer(stdout="".join(f"{name} loaded failed failed A drilled unit\n" for name in failed))
        case ("show", properties, "--", wanted) if properties.startswith("--property="):
            names = properties.removeprefix("--property=").split(",")
            return Answer(stdout=show_units(units, full_name(wanted), names))
        case _:
            return None


def full_name(unit: str) -> str:
    """Return the name with its type; without one it is a service (systemctl(1))."""
    return unit if unit.endswith((*KINDS, "*")) else f"{unit}.service"


def spell_unit(unit: str | Unit) -> Unit:
    """Return a unit of which perhaps only the state is given."""
    match unit:
        case Unit():
            return unit
        case "missing":
            return Unit(active="inactive", load="not-found", enabled="")
        case "failed":
            return Unit(active="failed", result="exit-code")
        case _:
            return Unit(active=unit)


def show_units(units: dict[str, Unit], wanted: str, names: list[str]) -> str:
    """Return `systemctl show` of the units a name or glob matches; a name always shows one."""
    found = {name: unit for name, unit in units.items() if fnmatchcase(name, wanted)}
    if not found and not set("*?[") & set(wanted):
        found = {wanted: spell_unit("missing")}
    return "\n".join(show_unit(name, unit, names) for name, unit in found.items())


def show_unit(name: str, unit: Unit, names: list[str]) -> str:
    """Return a unit's block; a property it is not known to have is left out, as systemd does."""
    values = {
        "Id": name,
        "LoadState": unit.load,
        "ActiveState": unit.active,
        "SubState": unit.sub or ACTIVE_SUBS.get(unit.active, "dead"),
        "UnitFileState": unit.enabled,
        "NRestarts": str(unit.restarts),
        "Result": unit.result,
        **unit.more,
    }
    return "".join(f"{key}={values[key]}\n" for key in names if key in values)
