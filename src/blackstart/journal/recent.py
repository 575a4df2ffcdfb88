"""The runs of a stretch of time, newest first along their chain, each verified: what history is told from."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from blackstart.journal.bundle import refuse_other_time
from blackstart.journal.folder import list_names
from blackstart.journal.manifest import MANIFEST, stamp
from blackstart.journal.run import BundleError, Run, decode_run
from blackstart.journal.tip import find_tip
from blackstart.journal.verify import verify
from blackstart.model.reply import UnusableRun
from blackstart.model.scorecard import Scorecard

MOST_READ = 500
"""Runs read at most; reading and verifying one of a hundred checks costs about a millisecond."""
ID = 12
"""The length of a run's id: the digits its name ends in, the first of its manifest's digest."""
STAMP = 16
"""The length of the time a run's name begins with."""


class RecordedRun(msgspec.Struct, frozen=True, kw_only=True):
    """A verified run without its evidence; `previous` is the id of the run before it, empty for none."""

    name: str
    previous: str
    run: Run
    scorecard: Scorecard


Known = dict[str, RecordedRun | UnusableRun]
"""What was read before, by name. A bundle never changes, so it is verified once."""


class Recent(msgspec.Struct, frozen=True, kw_only=True):
    """Runs from the newest back along the chain; `newest` is the id of the run written last, there or not.

    `unusable` are runs of the same time that may not be believed, `capped` tells that not all of
    the time was read.
    """

    runs: tuple[RecordedRun, ...] = ()
    newest: str = ""
    unusable: tuple[UnusableRun, ...] = ()
    capped: bool = False


def read_recent(folder: Path, since: float, known: Known) -> Recent:
    """Return the runs that began since then (Unix seconds). Raises OSError where the folder cannot be read.

    Runs that no chain leads to from the newest are not among them: they were put there by hand, or
    one after them was removed.
    """
    names = [name for name in reversed(list_names(folder)) if name >= stamp(max(0.0, since))]
    kept = names[:MOST_READ]
    for name in known.keys() - set(kept):
        del known[name]
    for name in kept:
        if name not in known:
            known[name] = read_recorded(folder / name)
    found = [known[name] for name in kept]
    newest = (find_tip(folder) or "")[:ID]
    return Recent(
        runs=walk_back(newest, {entry.name[-ID:]: entry for entry in found if isinstance(entry, RecordedRun)}),
        newest=newest,
        unusable=tuple(entry for entry in found if isinstance(entry, UnusableRun)),
        capped=len(names) > len(kept),
    )


def walk_back(newest: str, runs: dict[str, RecordedRun]) -> tuple[RecordedRun, ...]:
    """Return the runs from the newest back, as long as the one before is at hand."""
    walked: list[RecordedRun] = []
    current = runs.pop(newest, None)
    while current is not None:
        walked.append(current)
        current = runs.pop(current.previous, None)
    return tuple(walked)


def read_recorded(place: Path) -> RecordedRun | UnusableRun:
    """Verify a bundle byte by byte and read all but its evidence, or say why it may not be used."""
    try:
        files = verify(place)
        run = decode_run(files["run.json"], b"{}")
        refuse_other_time(place, run, files[MANIFEST])
        scorecard = msgspec.json.decode(files["scorecard.json"], type=Scorecard)
    except BundleError as error:
        return refuse(place, str(error).replace(f"{place.parent}/", ""))
    except msgspec.MsgspecError as error:
        return refuse(place, f"not written by Blackstart: {error}")
    return RecordedRun(name=place.name, previous=(run.previous or "")[:ID], run=run, scorecard=scorecard)


def refuse(place: Path, reason: str) -> UnusableRun:
    """Return the run as one that may not be used."""
    return UnusableRun(run=place.name, at=time_of(place.name), reason=reason)


def time_of(name: str) -> float:
    """Return the time a bundle's name begins with, in Unix seconds; one that no clock shows is after all others."""
    try:
        return datetime.strptime(name[:STAMP], "%Y%m%dT%H%M%S%z").timestamp()
    except ValueError:
        return datetime.max.replace(tzinfo=UTC).timestamp()
