"""What the commands that decide by a run have in common: the pack's rules, the run and the moment."""

from collections.abc import Callable
from typing import TypeVar

from blackstart.app.loading import load_pack
from blackstart.cli.rehearsal import mean_rehearsal
from blackstart.cli.run_source import RunSource, find_run, tell_now
from blackstart.decisions.grounds import Case
from blackstart.model.fleet import Fleet
from blackstart.packs import PackError

Table = TypeVar("Table")


def load_with(source: RunSource, choose: Callable[[Fleet], Table | None], file: str) -> tuple[Fleet, Table]:
    """Load a pack and what one of its files says. Raises BaselineError, PackError where it has no such file."""
    fleet = mean_rehearsal(load_pack(source.pack), rehearsal=source.rehearsal)
    table = choose(fleet)
    if table is None:
        raise PackError(f"{fleet.name} has no {file}, so there is nothing to decide by; docs/go.md tells how it reads")
    return fleet, table


def make_case(source: RunSource, fleet: Fleet) -> Case:
    """Return the run and the moment of the decision. Raises BundleError, BaselineError, BundleWriteError."""
    found = find_run(source, fleet)
    return Case(scorecard=found.scorecard, digest=found.fleet.digest, now=tell_now(source, found.scorecard))
