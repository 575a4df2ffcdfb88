"""An id that is read as another one is refused at load."""

import pytest

from blackstart.baseline.load import load_baseline
from blackstart.baseline.problems import BaselineError

FLEET = "name: small\nhosts: {HOST: {address: 192.0.2.1}}\n"
PHASE = "phase: P0\nchecks:\n  - {id: up, on: HOST, systemd_unit: a}\n  - {id: ID, on: HOST, systemd_unit: b}\n"


def load(host: str = "alpha", check: str = "other") -> None:
    """Load a pack with these ids."""
    sources = {"fleet.yml": FLEET.replace("HOST", host), "phases/p0.yml": PHASE.replace("HOST", host)}
    sources["phases/p0.yml"] = sources["phases/p0.yml"].replace("ID,", f"{check},")
    load_baseline(sources, "packs/small")


@pytest.mark.parametrize("name", ["alpha", "\u4e3b\u6a5f", "110"])
def test_plain_ids_are_taken(name: str) -> None:
    """In Latin letters, digits, and scripts that are mistaken for nothing."""
    load(host=name, check=name + "-x")


@pytest.mark.parametrize(
    "name", ["\u0430lpha", "alph\u03b1", "\uff41lpha", "al\u200bpha", "al\u202epha", "\u0430\u0440", "\u2170"]
)
def test_look_alikes_are_refused(name: str) -> None:
    """Cyrillic, Greek, full width, unseen signs, marks of direction, Roman numerals: of hosts and of checks."""
    for ids in ({"host": name}, {"check": name}):
        with pytest.raises(BaselineError, match=r"not what it seems|may have that id|is no id"):
            load(**ids)


def test_ids_that_differ_in_capitals_are_one() -> None:
    """Two checks `up` and `UP` would be mistaken for each other."""
    with pytest.raises(BaselineError, match="in capitals alone"):
        load(check="UP")


def test_hosts_that_differ_in_capitals_are_one() -> None:
    """Two hosts `db` and `DB` would be mistaken for each other."""
    fleet = "hosts:\n  db: {address: 192.0.2.1}\n  DB: {address: 192.0.2.2}\n"
    with pytest.raises(BaselineError, match="id 'DB' differs from 'db' in line 2 in capitals alone"):
        load_baseline({"fleet.yml": fleet, "phases/p0.yml": PHASE}, "packs/small")


def test_views_that_differ_in_capitals_are_one() -> None:
    """Some file systems take one file for the other."""
    sources = {f"views/{name}.yml": "parts: {}\n" for name in ("day", "Day")}
    with pytest.raises(BaselineError, match="view 'day' differs from 'Day' in capitals alone"):
        load_baseline({"fleet.yml": FLEET, "phases/p0.yml": PHASE, **sources}, "packs/small")
