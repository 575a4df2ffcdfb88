"""Whether a run stands in the chain of its folder, found from the newest back without reading the others' evidence."""

from pathlib import Path

from blackstart.files import read_regular
from blackstart.journal.bundle import find_place
from blackstart.journal.folder import list_names, read_link
from blackstart.journal.manifest import MANIFEST, digest_of
from blackstart.journal.run import LARGEST, BundleError
from blackstart.journal.tip import TIP, find_tip

ID = 12
"""The digits of its manifest's digest that a run's name ends in."""


def require_standing(bundle: Path) -> None:
    """Raise BundleError unless the run written last in its folder is there, and leads back to this one.

    A copy that stands alone in a folder, without the note of the run written last, has no chain
    to stand in: nothing is said against it.
    """
    place = find_place(bundle)
    folder = place.parent
    wanted = digest_of(read_regular(place / MANIFEST, LARGEST, within=place))
    runs = {name[-ID:]: folder / name for name in list_names(folder)}
    digest = find_tip(folder)
    if digest is not None and digest[:ID] not in runs:
        raise BundleError(
            f"{folder}: its chain of runs is broken: the run written last, with manifest {digest}, is not here; "
            f"put it back, or remove {folder / TIP} if you removed it yourself"
        )
    while digest != wanted:
        digest = step_back(digest, runs, place)


def step_back(digest: str | None, runs: dict[str, Path], place: Path) -> str | None:
    """Return the digest of the run before. Raises BundleError where the chain ends or is broken there."""
    path = runs.pop("" if digest is None else digest[:ID], None)
    if path is None:
        raise BundleError(
            f"{place}: not in the chain of runs of {place.parent}: no later run leads back to it; it was put here by "
            "hand, or a run after it was removed; `blackstart verify --chain` tells more"
        )
    manifest, previous = read_link(path)
    if digest_of(manifest) != digest:
        raise BundleError(
            f"{path / MANIFEST}: its chain of runs is broken here: its SHA-256 is not the one that the run after it "
            "names; take the bundle from a good copy"
        )
    return previous
