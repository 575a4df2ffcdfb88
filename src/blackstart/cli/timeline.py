"""`blackstart timeline`: tell where a recovery stands on its timeline."""

import click

from blackstart.cli.decision import load_with, make_case, name_hosts
from blackstart.cli.options import details_option
from blackstart.cli.run_source import RunSource, run_options
from blackstart.cli.since import since_option
from blackstart.cli.standing import find_status
from blackstart.decisions.timeline import place_on_timeline
from blackstart.render.plan_timeline import TIMELINE_FORMATS
from blackstart.render.style import Style

EPILOG = """\b
Examples:
  blackstart timeline packs/awoooi --since 2026-06-26T06:20+08:00
  blackstart timeline packs/awoooi --since 35m --run runs/20261124T201500Z-0a1b2c3d4e5f
  blackstart timeline packs/awoooi 110 --since 35m

\b
Exit status: 0 in time, 1 stuck by warnings alone, 2 stuck, 3 the run does not count, 64 no such host,
65 bad baseline or bundle.
"""


@click.command("timeline", epilog=EPILOG)
@click.argument("pack")
@click.argument("hosts", nargs=-1)
@since_option
@details_option
@run_options(TIMELINE_FORMATS)
def command(*, source: RunSource, hosts: tuple[str, ...], since: float, form: str, style: Style) -> int:
    """Tell which points of PACK's recovery are reached, where it is stuck, and what may be said.

    In scope are HOSTS, or all that are not seen to have been up since before T+0.
    """
    fleet, table = load_with(source, lambda fleet: fleet.plan_b, "points")
    found = place_on_timeline(fleet, table, make_case(source, fleet), since, name_hosts(fleet, hosts))
    click.echo(TIMELINE_FORMATS[form](found, style), nl=False)
    return find_status(found)
