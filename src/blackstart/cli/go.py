"""`blackstart go`: tell whether hosts may be taken down now."""

import click

from blackstart.cli import exits
from blackstart.cli.decision import load_with, make_case, name_hosts
from blackstart.cli.options import details_option
from blackstart.cli.run_source import RunSource, run_options
from blackstart.decisions.go import decide_go
from blackstart.model.go import GoRequest, Operation, Permission
from blackstart.render.go import GO_FORMATS
from blackstart.render.style import Style

EPILOG = """\b
Examples:
  blackstart go packs/awoooi 110 --operation reboot
  blackstart go packs/awoooi 120 121 --operation shutdown --unattended
  blackstart go packs/awoooi 110 --operation reboot --run runs/20261124T201500Z-0a1b2c3d4e5f

\b
Exit status: 0 GO, 1 CONDITIONAL GO, 3 NO-GO, 64 no such host, 65 bad baseline or bundle.
"""
STATUS = {
    Permission.GO: exits.CLEAN,
    Permission.CONDITIONAL_GO: exits.WARNINGS,
    Permission.NO_GO: exits.FORBIDDEN,
}


@click.command("go", epilog=EPILOG)
@click.argument("pack")
@click.argument("hosts", nargs=-1, required=True)
@click.option("--operation", type=click.Choice([str(name) for name in Operation]), required=True, help="What is meant.")
@click.option("--unattended", is_flag=True, help="Nobody will be there to watch it.")
@details_option
@run_options(GO_FORMATS)
def command(  # noqa: PLR0913  # one parameter for each option
    *,
    source: RunSource,
    hosts: tuple[str, ...],
    operation: str,
    unattended: bool,
    form: str,
    style: Style,
) -> int:
    """Tell whether HOSTS of PACK may be rebooted or shut down now: GO, CONDITIONAL GO or NO-GO.

    A GO allows that operation in its scope; it says nothing of how it will end.
    """
    fleet, table = load_with(source, lambda fleet: fleet.go, "go")
    request = GoRequest(operation=Operation(operation), hosts=name_hosts(fleet, hosts), unattended=unattended)
    found = decide_go(fleet, table, request, make_case(source, fleet))
    click.echo(GO_FORMATS[form](found, style), nl=False)
    return STATUS[found.permission]
