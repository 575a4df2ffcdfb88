"""A pack to its fleet, at the addresses where it is to be looked at, and whose evidence that gives."""

import os

from blackstart.model.fleet import Fleet
from blackstart.model.origin import FLEET_ITSELF, Origin
from blackstart.packs import read_plans, read_sources


def load_pack(path: str, *, plans: bool = False) -> Fleet:
    """Read and load a pack, with its plans where asked for. Raises BaselineError, or PackError where there is none."""
    return place(load_real_pack(path, plans=plans))


def load_real_pack(path: str, *, plans: bool = False) -> Fleet:
    """As `load_pack`, whatever drill is up; with its plans where they are asked for."""
    from blackstart.baseline.load import load_baseline  # noqa: PLC0415  # YAML; judging needs none of it

    beside = read_plans(path) if plans else {}
    return load_baseline({**read_sources(path), **beside}, path)


def place(fleet: Fleet) -> Fleet:
    """Return the fleet where it is to be looked at: in the drill that the environment names, if it names one."""
    if not os.environ.get("BLACKSTART_DRILL"):
        return fleet
    from blackstart.drill.attachment import move_in, read_attachment  # noqa: PLC0415  # only then

    return move_in(fleet, read_attachment())


def find_origin() -> Origin:
    """Return whose evidence is meant: the fleet's own, unless the environment names a drill that is up."""
    if not os.environ.get("BLACKSTART_DRILL"):
        return FLEET_ITSELF
    from blackstart.drill.attachment import read_attachment  # noqa: PLC0415  # only then

    return read_attachment().origin
