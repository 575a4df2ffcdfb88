"""`blackstart claim`: tell whether something may be said of a fleet, on the evidence of one run."""

from pathlib import Path

import click
import msgspec

from blackstart.app.loading import load_pack
from blackstart.app.recording import answer_claims
from blackstart.baseline.problems import suggest
from blackstart.cli import exits
from blackstart.cli.options import format_option
from blackstart.cli.run_source import (
    BUNDLE,
    JudgedRun,
    RunSource,
    find_run,
    look_options,
    read_run,
    require_baseline,
    source_of,
    style_of,
    tell_now,
)
from blackstart.cli.since import optional_since_option
from blackstart.model.claims import ClaimTable
from blackstart.model.fleet import Fleet
from blackstart.packs import PackError
from blackstart.render.claim import CLAIM_FORMATS
from blackstart.render.style import Style

EPILOG = """\b
Examples:
  blackstart claim FULL_STACK_GREEN --run runs/20261124T201500Z-0a1b2c3d4e5f
  blackstart claim DR_COMPLETE --pack packs/awoooi
  blackstart claim DR_COMPLETE --pack packs/awoooi --run runs/20261124T201500Z-0a1b2c3d4e5f
  blackstart claim --list runs/20261124T201500Z-0a1b2c3d4e5f
  blackstart claim --list runs/20261124T201500Z-0a1b2c3d4e5f --format json

\b
Exit status: 0 allowed, 3 forbidden, 64 no such claim, 65 bad baseline or bundle.
"""


@click.command("claim", epilog=EPILOG)
@click.argument("name", required=False)
@click.option("--run", type=BUNDLE, help="Answer from this recorded run, if it is not too old.")
@click.option(
    "--pack", default="", help="Look at the fleet PACK describes now; with --run, take that only if it is by PACK."
)
@click.option("--list", "listed", type=BUNDLE, metavar="RUN", help="List everything that may and may not be said.")
@optional_since_option
@format_option(CLAIM_FORMATS)
@look_options
@style_of
@source_of
def command(  # noqa: PLR0913  # one parameter for each option
    *,
    source: RunSource,
    name: str | None,
    listed: Path | None,
    since: float | None,
    form: str,
    style: Style,
) -> int:
    """Tell whether NAME, a level, state, claim or result word of the pack, may be said; if not, all that is missing.

    The evidence is a recorded RUN, or a look at PACK now. A RUN holds the pack as it was; name
    PACK beside it to have a run of another fleet, or of another state of the pack, refused. With T0, the RUN must have
    begun after it.
    """
    refuse_mixture(source, name, listed)
    source = msgspec.structs.replace(source, run=listed or source.run)
    found = find_evidence(source, name)
    now = tell_now(source, found.scorecard)
    names = list_names(found.fleet, name)
    report = answer_claims(found.fleet, found.scorecard, names, found.bundle, now=now, since=since)
    click.echo(CLAIM_FORMATS[form](report, msgspec.structs.replace(style, details=listed is None)), nl=False)
    return exits.CLEAN if listed is not None or report.answers[0].allowed else exits.FORBIDDEN


def refuse_mixture(source: RunSource, name: str | None, listed: Path | None) -> None:
    """Raise UsageError unless there is evidence of one run, and a name where one is asked about."""
    if (source.run is None and not source.pack) == (listed is None):
        raise click.UsageError("give one of --run RUN, --pack PACK and --list RUN: evidence is of one run")
    if (name is None) == (listed is None):
        raise click.UsageError("give a NAME with --run and --pack, and none with --list")


def find_evidence(source: RunSource, name: str | None) -> JudgedRun:
    """Return a run, where a pack is named by the pack as it is now.

    Raises BundleError, BaselineError, PackError, BundleWriteError.
    """
    if not source.pack and source.run is not None:
        return read_run(source.run, rehearsal=source.rehearsal)
    fleet = load_pack(source.pack)
    list_names(fleet, name)
    found = find_run(source, fleet, wide=bool(fleet.further))
    require_baseline(found, fleet, source)
    return found


def list_names(fleet: Fleet, name: str | None) -> tuple[str, ...]:
    """Return the one name, or all. Raises UsageError for one that is not there, PackError where there is no table."""
    if fleet.claims is None:
        raise PackError(f"{fleet.name} has no table of claims; it stands in recovery.yml of a pack")
    table = fleet.claims
    if name is None:
        return list_known(table)
    known = list_known(table)
    if name not in known:
        mend = suggest(name, known) or "`blackstart claim --list RUN` lists them"
        raise click.UsageError(f"{fleet.name} has no level, state, claim or word '{name}'; {mend}")
    return (name,)


def list_known(table: ClaimTable) -> tuple[str, ...]:
    """Return the names that may be asked for, each once: a word may have a state's."""
    return tuple(dict.fromkeys((*table.levels, *table.listed, *(word.name for word in table.words))))
