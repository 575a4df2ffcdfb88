"""The packs that ship load, and each check says why it matters and what to do."""

from pathlib import Path

import pytest

from blackstart.baseline.load import load_baseline
from blackstart.model.fleet import Fleet
from blackstart.packs import read_sources

PACKS = Path(__file__).parents[3] / "packs"


def load(path: Path) -> Fleet:
    """Return a pack's fleet."""
    return load_baseline(read_sources(str(path)), f"packs/{path.name}")


@pytest.mark.parametrize("path", sorted(PACKS.iterdir()), ids=lambda path: path.name)
def test_shipped_pack_loads_and_explains_itself(path: Path) -> None:
    """Who is woken at night finds both texts at every check."""
    fleet = load(path)
    assert fleet.checks
    assert [check.id for check in fleet.checks if not (check.why and check.next)] == []


def test_pack_for_this_machine_needs_no_ssh_and_no_systemd() -> None:
    """It asks the machine itself, and only what any Linux has."""
    fleet = load(PACKS / "localhost")
    assert [host.connection for host in fleet.hosts.values()] == ["local"]
    assert {check.place for check in fleet.checks} == {"localhost"}
    assert {check.spec.name for check in fleet.checks}.isdisjoint({"systemd_unit", "journal", "ssh_login"})
    assert len(fleet.checks) >= 12
