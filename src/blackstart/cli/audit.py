"""`blackstart audit`: tell whether a pack can be relied on, without looking at a host."""

import asyncio

import click

from blackstart.app import load_pack
from blackstart.baseline.problems import BaselineError
from blackstart.cli import exits
from blackstart.cli.options import complain, language_option, make_style
from blackstart.packs import PackError
from blackstart.render.audit import AUDIT_FORMATS
from blackstart.transports.surroundings import find_surroundings
from blackstart.verdicts.audit import audit

EPILOG = """\b
Examples:
  blackstart audit packs/awoooi
  blackstart audit packs/awoooi --format json
  blackstart audit packs/awoooi --ssh-config ops/ssh_config
"""


@click.command("audit", epilog=EPILOG)
@click.argument("pack")
@click.option(
    "--ssh-config", type=click.Path(exists=True, dir_okay=False), help="Use this file instead of ~/.ssh/config."
)
@click.option("--format", "form", type=click.Choice(sorted(AUDIT_FORMATS)), default="terminal", show_default=True)
@click.option("--no-color", is_flag=True, help="No colour, also where the terminal has it (as NO_COLOR).")
@language_option
def command(*, pack: str, ssh_config: str | None, form: str, no_color: bool) -> int:
    """Audit PACK: whether the way of looking depends on what is looked at, and all is said that must be.

    No host is dialled. Exits 0 when every finding is PASS, 1 with warnings only, else 2.
    """
    try:
        fleet = load_pack(pack)
    except (BaselineError, PackError) as error:
        complain(str(error))
        return exits.BAD_DATA
    surroundings = asyncio.run(find_surroundings(fleet.hosts.values(), ssh_config))
    report = audit(fleet, surroundings, pack)
    click.echo(AUDIT_FORMATS[form](report, make_style(no_color=no_color, details=False)), nl=False)
    return exits.BY_RESULT[report.result]
