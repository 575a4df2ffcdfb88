"""`blackstart plan-b`: tell how to go on where a recovery does not go as planned."""

import click

from blackstart.cli import exits
from blackstart.cli.decision import load_with, make_case, name_hosts
from blackstart.cli.options import details_option
from blackstart.cli.run_source import RunSource, run_options
from blackstart.cli.since import since_option
from blackstart.decisions.plan_b import plan
from blackstart.render.plan import PLAN_FORMATS
from blackstart.render.style import Style

EPILOG = """\b
Examples:
  blackstart plan-b packs/awoooi --since 2026-06-26T06:20+08:00
  blackstart plan-b packs/awoooi --since 35m --run runs/20261124T201500Z-0a1b2c3d4e5f
  blackstart plan-b packs/awoooi 110 --since 35m

\b
Exit status: 0 on plan A, 1 not, 3 the run does not count, 64 no such host, 65 bad baseline or bundle.
"""


@click.command("plan-b", epilog=EPILOG)
@click.argument("pack")
@click.argument("hosts", nargs=-1)
@since_option
@details_option
@run_options(PLAN_FORMATS)
def command(*, source: RunSource, hosts: tuple[str, ...], since: float, form: str, style: Style) -> int:
    """Tell which level PACK's fleet has reached, what is due, what may be released, how it would be closed.

    In scope are HOSTS, or all that are not seen to have been up since before T+0. It authorises nothing: no host is
    touched but to look.
    """
    fleet, table = load_with(source, lambda fleet: fleet.plan_b, "points")
    found = plan(fleet, table, make_case(source, fleet), since, name_hosts(fleet, hosts))
    click.echo(PLAN_FORMATS[form](found, style), nl=False)
    if found.obstacles:
        return exits.FORBIDDEN
    return exits.WARNINGS if found.triggers else exits.CLEAN
