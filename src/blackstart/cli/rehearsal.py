"""Whose evidence a command takes: the fleet's own, that of the drill that is up, or any rehearsal's by --rehearsal."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from blackstart.app.loading import find_origin
from blackstart.journal.bundle import BundleError
from blackstart.model.fleet import Fleet
from blackstart.model.origin import ANY_DRILL, Origin, explain_origin, suits

F = Callable[..., Any]
HELP = "Read what a drill has made again, as a rehearsal; by its own clock, and no drill has to be up."


def rehearsal_option(function: F) -> F:
    """Add --rehearsal."""
    return click.option("--rehearsal", is_flag=True, help=HELP)(function)


def find_wanted(*, rehearsal: bool) -> Origin:
    """Return whose evidence is meant. Raises PackError where the environment names a drill that is not up."""
    return ANY_DRILL if rehearsal else find_origin()


def require_origin(found: Origin, path: Path, *, rehearsal: bool) -> None:
    """Raise BundleError for the run of a drill where the fleet itself is meant, or the other way round."""
    wanted = find_wanted(rehearsal=rehearsal)
    if not suits(found, wanted):
        raise BundleError(f"{path}: {explain_origin(found, wanted)}")


def mean_rehearsal(fleet: Fleet, *, rehearsal: bool) -> Fleet:
    """Return the fleet to compare files with: with --rehearsal, as any drill of it has it."""
    if not rehearsal:
        return fleet
    return fleet.named_by(ANY_DRILL)
