"""`blackstart timeline`: tell where a recovery stands on its timeline."""

import click

from blackstart.cli import exits
from blackstart.cli.decision import load_with, make_case
from blackstart.cli.options import details_option
from blackstart.cli.run_source import RunSource, run_options
from blackstart.cli.since import since_option
from blackstart.decisions.timeline import place_on_timeline
from blackstart.render.plan_timeline import TIMELINE_FORMATS
from blackstart.render.style import Style

EPILOG = """\b
Examples:
  blackstart timeline packs/awoooi --since 2026-06-26T06:20+08:00
  blackstart timeline packs/awoooi --since 35m --run runs/20261124T201500Z-0a1b2c3d4e5f

\b
Exit status: 0 in time, 1 stuck at a point, 3 the run does not count, 65 bad baseline or bundle.
"""


@click.command("timeline", epilog=EPILOG)
@click.argument("pack")
@since_option
@details_option
@run_options(TIMELINE_FORMATS)
def command(*, source: RunSource, since: float, form: str, style: Style) -> int:
    """Tell which points of PACK's timeline are reached, where it is stuck, and what may be said."""
    fleet, table = load_with(source, lambda fleet: fleet.timeline, "timeline.yml")
    found = place_on_timeline(fleet, table, make_case(source, fleet), since)
    click.echo(TIMELINE_FORMATS[form](found, style), nl=False)
    if found.obstacles:
        return exits.FORBIDDEN
    return exits.WARNINGS if found.stuck else exits.CLEAN
