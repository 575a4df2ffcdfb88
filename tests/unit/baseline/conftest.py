"""A small pack to load, whole or with a fault in one place."""

from collections.abc import Callable

import pytest

from blackstart.baseline.load import load_baseline
from blackstart.baseline.problems import BaselineError
from blackstart.model.fleet import Fleet

FLEET = """\
name: small
hosts:
  a: {address: 192.0.2.1, roles: [db]}
  b: {address: 192.0.2.2, roles: [db, web]}
"""
PHASE = """\
phase: P0
checks:
  - id: nginx
    on: a
    systemd_unit: nginx
"""


@pytest.fixture
def small() -> dict[str, str]:
    """Return a pack that loads: two hosts, one phase, one check."""
    return {"fleet.yml": FLEET, "phases/p0.yml": PHASE}


@pytest.fixture
def load(small: dict[str, str]) -> Callable[..., Fleet]:
    """Return a loader of the small pack with a phase and a fleet file in place of its own."""

    def load_with(phase: str = PHASE, fleet: str = FLEET, **more: str) -> Fleet:
        return load_baseline(put_together(small, phase, fleet, more), "packs/x")

    return load_with


@pytest.fixture
def complain(small: dict[str, str]) -> Callable[..., list[str]]:
    """Return a loader that gives the lines of what it complains about."""

    def complain_of(phase: str = PHASE, fleet: str = FLEET, **more: str) -> list[str]:
        with pytest.raises(BaselineError) as caught:
            load_baseline(put_together(small, phase, fleet, more), "packs/x")
        return str(caught.value).splitlines()

    return complain_of


@pytest.fixture
def complain_of_check(complain: Callable[..., list[str]]) -> Callable[[str], list[str]]:
    """Return the same for one check, given by its lines: they follow `phase` and `checks` from line 3 on."""

    def complain_of(check: str) -> list[str]:
        lines = "\n".join(f"    {line}" for line in check.splitlines())
        return complain(f"phase: P0\nchecks:\n  - {lines.lstrip()}\n")

    return complain_of


def put_together(small: dict[str, str], phase: str, fleet: str, more: dict[str, str]) -> dict[str, str]:
    """Return the pack with other phase files beside the first: `p1` is phases/p1.yml."""
    others = {f"phases/{name}.yml": text for name, text in more.items()}
    return {**small, "fleet.yml": fleet, "phases/p0.yml": phase, **others}
