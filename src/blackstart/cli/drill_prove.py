"""`blackstart drill prove`: show for each check a fault under which it blocks or warns."""

import asyncio
import sys

import click

from blackstart.app.rehearsing import prove_pack
from blackstart.baseline.problems import BaselineError
from blackstart.cli import exits
from blackstart.cli.options import complain, make_style
from blackstart.drill.proof import list_unproven, write_json, write_table
from blackstart.drill.reading import FixtureError
from blackstart.packs import PackError

EPILOG = """\b
Examples:
  blackstart drill prove packs/awoooi
  blackstart drill prove packs/localhost --format json
"""


@click.command("prove", epilog=EPILOG)
@click.argument("pack")
@click.option("--format", "form", type=click.Choice(["json", "terminal"]), default="terminal", show_default=True)
@click.option("--no-color", is_flag=True, help="No colour, also where the terminal has it (as NO_COLOR).")
def command(*, pack: str, form: str, no_color: bool) -> int:
    """Show for each check of PACK a fault under which it blocks or warns.

    Checks that views alone look at are proven too. Faults are raised in simulated fleets and looked
    at for real, many that leave each other alone in one. Each line says whether a fault was seen or
    only a gap (the check could not look); HELD by another has not shown anything. Exits 0 when no
    check is listed as never seen to block or warn, else 2.
    """
    try:
        proofs = asyncio.run(prove_pack(pack, show_progress))
    except (BaselineError, PackError, FixtureError) as error:
        complain(str(error))
        return exits.BAD_DATA
    except asyncio.CancelledError:
        return exits.INTERRUPTED
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", nl=False, err=True)
    style = make_style(no_color=no_color, details=True)
    click.echo(write_json(proofs) if form == "json" else write_table(proofs, style))
    return exits.BLOCKED if list_unproven(proofs) else exits.CLEAN


def show_progress(done: int, doing: str) -> None:
    """Say on standard error what is looked at: one line, rewritten, where it is a terminal."""
    line = f"{done} checks done; {doing}"
    click.echo(f"\r\x1b[K{line}" if sys.stderr.isatty() else line, nl=not sys.stderr.isatty(), err=True)
