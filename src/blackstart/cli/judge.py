"""`blackstart judge`: judge a recorded run again, without touching a host."""

from pathlib import Path

import click

from blackstart.app.recording import is_reproduced, judge_again, render
from blackstart.cli import exits
from blackstart.cli.age import tell_age
from blackstart.cli.options import complain, make_style, output_options

EPILOG = """\b
Examples:
  blackstart judge runs/20261124T201500Z-0a1b2c3d4e5f
  blackstart judge runs/20261124T201500Z-0a1b2c3d4e5f --format json
"""


@click.command("judge", epilog=EPILOG)
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@output_options
def command(*, run: Path, form: str, details: bool, no_color: bool) -> int:
    """Judge RUN's transcript anew; the scorecard must come out byte for byte as recorded."""
    fleet, scorecard, loaded = judge_again(run)
    tell_age(scorecard)
    click.echo(render(fleet, scorecard, form, make_style(no_color=no_color, details=details)))
    if not is_reproduced(scorecard, loaded):
        complain(f"{run}: judged anew it differs from its scorecard.json, written by version {loaded.run.tool_version}")
        return exits.BAD_DATA
    return exits.status_of(scorecard)
