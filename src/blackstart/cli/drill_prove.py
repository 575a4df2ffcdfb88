"""`blackstart drill prove`: show for each check a fault under which it blocks or warns."""

import sys

import click

from blackstart.app.looking import run_to_end
from blackstart.app.rehearsing import prove_pack
from blackstart.cli import exits
from blackstart.cli.options import format_option, make_style, no_color_option
from blackstart.drill.proof import list_unproven, write_json, write_table

EPILOG = """\b
Examples:
  blackstart drill prove packs/awoooi
  blackstart drill prove packs/localhost --format json
"""


@click.command("prove", epilog=EPILOG)
@click.argument("pack")
@format_option(("json", "terminal"))
@no_color_option
def command(*, pack: str, form: str, no_color: bool) -> int:
    """Show for each check of PACK a fault under which it blocks or warns.

    Checks that views alone look at are proven too. Faults are raised in simulated fleets and looked
    at for real, many that leave each other alone in one. Each line says whether a fault was seen or
    only a gap (the check could not look); HELD by another has not shown anything. Exits 0 when no
    check is listed as never seen to block or warn, else 2.
    """
    proofs = run_to_end(prove_pack(pack, show_progress))
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", nl=False, err=True)
    style = make_style(no_color=no_color, details=True)
    click.echo(write_json(proofs).rstrip("\n") if form == "json" else write_table(proofs, style))
    return exits.BLOCKED if list_unproven(proofs) else exits.CLEAN


def show_progress(done: int, doing: str) -> None:
    """Say on standard error what is looked at: one line, rewritten, where it is a terminal."""
    line = f"{done} checks done; {doing}"
    click.echo(f"\r\x1b[K{line}" if sys.stderr.isatty() else line, nl=not sys.stderr.isatty(), err=True)
