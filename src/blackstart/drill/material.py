"""What a pack's drill folder has to prove its checks with."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from blackstart.drill.fault_context import Changes, Fault
from blackstart.drill.fixtures import Fixtures
from blackstart.drill.merge import merge
from blackstart.drill.own_faults import read_own_faults
from blackstart.drill.prove import Material
from blackstart.drill.reading import list_scenarios, read_hosts, read_scenario, to_fixtures
from blackstart.drill.trials import predict_healthy
from blackstart.model.fleet import Fleet
from blackstart.verdicts.view import add_on_demand


def read_healthy(folder: Path, now: float) -> dict[str, Any]:
    """Return the healthy fleet's plain data; `now` (Unix seconds) is what its times are told from."""
    return read_hosts(folder, now)


def read_material(folder: Path, fleet: Fleet, now: float) -> Material:
    """Read fixtures, own faults and scenarios; what views alone look at is proven too. Raises FixtureError."""
    on_demand = frozenset(check.id for check in fleet.checks_on_demand)
    fleet = add_on_demand(fleet)
    plain = read_hosts(folder, now)
    scenarios = {name: read_scenario(folder, name, now) for name in list_scenarios(folder)}
    return Material(
        healthy=predict_healthy(fleet, plain, now),
        on_demand=on_demand,
        own=read_own_faults(folder, {check.id for check in fleet.checks}, plain, now),
        scenarios={name: Fault(title=one.title, changes=one.changes) for name, one in scenarios.items()},
    )


def combine(plain: dict[str, Any], differences: Iterable[Changes]) -> Fixtures:
    """Return the healthy fleet with all differences laid over. Raises DifferenceError."""
    for changes in differences:
        plain = merge(plain, changes)
    return to_fixtures(plain)
