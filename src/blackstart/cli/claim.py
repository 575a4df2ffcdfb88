"""`blackstart claim`: tell whether something may be said of a fleet, on the evidence of one run."""

import asyncio
from pathlib import Path

import click

from blackstart.app.looking import Look, check_once
from blackstart.app.recording import answer_claims, is_reproduced, judge_again, save
from blackstart.app.ways import Ways, load_pack
from blackstart.baseline.problems import BaselineError, suggest
from blackstart.cli import exits
from blackstart.cli.options import complain, default_runs, language_option, make_style
from blackstart.cli.progress import ProgressLine
from blackstart.journal.bundle import BundleError, BundleWriteError
from blackstart.model.claims import ClaimReport
from blackstart.model.fleet import Fleet
from blackstart.model.scorecard import Scorecard
from blackstart.packs import PackError
from blackstart.render.claim import CLAIM_FORMATS

EPILOG = """\b
Examples:
  blackstart claim FULL_STACK_GREEN --run runs/20261124T201500Z-0a1b2c3d4e5f
  blackstart claim DR_COMPLETE --pack packs/awoooi
  blackstart claim --list runs/20261124T201500Z-0a1b2c3d4e5f
  blackstart claim --list runs/20261124T201500Z-0a1b2c3d4e5f --format json

\b
Exit status: 0 allowed, 3 forbidden, 64 no such claim, 65 bad baseline or bundle.
"""
BUNDLE = click.Path(exists=True, file_okay=False, path_type=Path)
REFUSED = (BaselineError, PackError, BundleError)


@click.command("claim", epilog=EPILOG)
@click.argument("name", required=False)
@click.option("--run", type=BUNDLE, help="Answer from this recorded run, if it is not too old.")
@click.option("--pack", help="Look at the fleet PACK describes now, and answer from that.")
@click.option("--list", "listed", type=BUNDLE, metavar="RUN", help="List everything that may and may not be said.")
@click.option(
    "--ssh-config", type=click.Path(exists=True, dir_okay=False), help="Use this file instead of ~/.ssh/config."
)
@click.option("--runs", type=click.Path(file_okay=False, path_type=Path), help="Keep the run in this folder.")
@click.option("--no-save", is_flag=True, help="Keep no record of the run.")
@click.option("--send-alert-test", is_flag=True, help="Let checks of the alert chain POST a test alert.")
@click.option("--format", "form", type=click.Choice(sorted(CLAIM_FORMATS)), default="terminal", show_default=True)
@click.option("--no-color", is_flag=True, help="No colour, also where the terminal has it (as NO_COLOR).")
@language_option
def command(  # noqa: PLR0913  # one parameter for each option
    *,
    name: str | None,
    run: Path | None,
    pack: str | None,
    listed: Path | None,
    ssh_config: str | None,
    runs: Path | None,
    no_save: bool,
    send_alert_test: bool,
    form: str,
    no_color: bool,
) -> int:
    """Tell whether NAME, a level, state, claim or result word of the pack, may be said; if not, all that is missing.

    The evidence is a recorded RUN, or a look at PACK now.
    """
    refuse_mixture(name, run, pack, listed)
    ways = Ways(ssh_config=ssh_config, send_alert_test=send_alert_test, runs=runs or default_runs())
    try:
        bundle = listed or run
        report = claim_now(pack or "", name, ways, keep=not no_save) if bundle is None else claim_again(bundle, name)
    except BundleWriteError as error:
        complain(str(error))
        return exits.CANNOT_WRITE
    except REFUSED as error:
        complain(str(error))
        return exits.BAD_DATA
    style = make_style(no_color=no_color, details=listed is None)
    click.echo(CLAIM_FORMATS[form](report, style), nl=False)
    return exits.CLEAN if listed is not None or report.answers[0].allowed else exits.FORBIDDEN


def refuse_mixture(name: str | None, run: Path | None, pack: str | None, listed: Path | None) -> None:
    """Raise UsageError unless there is one source of evidence, and a name where one is asked about."""
    if sum(source is not None for source in (run, pack, listed)) != 1:
        raise click.UsageError("give one of --run RUN, --pack PACK and --list RUN: evidence is of one run")
    if (name is None) == (listed is None):
        raise click.UsageError("give a NAME with --run and --pack, and none with --list")


def claim_again(bundle: Path, name: str | None) -> ClaimReport:
    """Answer from a recorded run, judged anew. Raises BundleError, BaselineError."""
    fleet, scorecard, loaded = judge_again(bundle)
    if not is_reproduced(scorecard, loaded):
        raise BundleError(
            f"{bundle}: judged anew it differs from its scorecard.json, written by version {loaded.run.tool_version}; "
            "look again"
        )
    return make_report(fleet, scorecard, name, str(bundle))


def claim_now(pack: str, name: str | None, ways: Ways, *, keep: bool) -> ClaimReport:
    """Look, keep the run as evidence, and answer from it. Raises BaselineError, PackError, BundleWriteError."""
    fleet = load_pack(pack)
    list_names(fleet, name)
    looks: list[Look] = []
    progress = ProgressLine(len(fleet.checks))
    asyncio.run(check_once(fleet, ways, progress.advance, looks.append))
    progress.clear()
    run = ""
    if keep and ways.runs is not None:
        run = str(save(ways.runs, pack, fleet, looks[0], send_alert_test=ways.send_alert_test))
        click.echo(f"run: {run}", err=True)
    return make_report(fleet, looks[0].scorecard, name, run)


def make_report(fleet: Fleet, scorecard: Scorecard, name: str | None, run: str) -> ClaimReport:
    """Answer for one name, or for all there are."""
    return answer_claims(fleet, scorecard, list_names(fleet, name), run)


def list_names(fleet: Fleet, name: str | None) -> tuple[str, ...]:
    """Return the one name, or all. Raises UsageError for one that is not there, PackError where there is no table."""
    if fleet.claims is None:
        raise PackError(f"{fleet.name} has no table of claims; it stands in claims.yml of a pack")
    table = fleet.claims
    if name is None:
        return (*table.levels, *table.listed, *table.words)
    if name not in table.statements:
        mend = suggest(name, table.statements) or "`blackstart claim --list RUN` lists them"
        raise click.UsageError(f"{fleet.name} has no level, state, claim or word '{name}'; {mend}")
    return (name,)
