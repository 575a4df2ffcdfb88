"""`blackstart timeline`: tell where a recovery stands on its timeline."""

from pathlib import Path

import click

from blackstart.cli import exits
from blackstart.cli.case import (
    Source,
    answer_or_complain,
    case_options,
    details_option,
    load_with,
    make_case,
)
from blackstart.cli.options import make_style
from blackstart.cli.since import since_option
from blackstart.render.plan_timeline import TIMELINE_FORMATS
from blackstart.verdicts.timeline import place_on_timeline

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
@click.option("--format", "form", type=click.Choice(sorted(TIMELINE_FORMATS)), default="terminal", show_default=True)
@details_option
@case_options
def command(  # noqa: PLR0913  # one parameter for each option
    *,
    pack: str,
    since: float,
    form: str,
    details: bool,
    run: Path | None,
    ssh_config: str | None,
    runs: Path | None,
    no_save: bool,
    send_alert_test: bool,
    no_color: bool,
) -> int:
    """Tell which points of PACK's timeline are reached, where it is stuck, and what may be said."""
    source = Source(
        pack=pack, run=run, ssh_config=ssh_config, runs=runs, no_save=no_save, send_alert_test=send_alert_test
    )

    def answer() -> int:
        fleet, table = load_with(pack, lambda fleet: fleet.timeline, "timeline.yml")
        found = place_on_timeline(fleet, table, make_case(source, fleet), since)
        click.echo(TIMELINE_FORMATS[form](found, make_style(no_color=no_color, details=details)), nl=False)
        if found.obstacles:
            return exits.FORBIDDEN
        return exits.WARNINGS if found.stuck else exits.CLEAN

    return answer_or_complain(answer)
