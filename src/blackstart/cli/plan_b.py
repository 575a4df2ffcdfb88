"""`blackstart plan-b`: tell how to go on where a recovery does not go as planned."""

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
from blackstart.render.plan import PLAN_FORMATS
from blackstart.verdicts.plan_b import plan

EPILOG = """\b
Examples:
  blackstart plan-b packs/awoooi --since 2026-06-26T06:20+08:00
  blackstart plan-b packs/awoooi --since 35m --run runs/20261124T201500Z-0a1b2c3d4e5f

\b
Exit status: 0 no trigger speaks, 1 one does, 3 the run does not count, 65 bad baseline or bundle.
"""


@click.command("plan-b", epilog=EPILOG)
@click.argument("pack")
@since_option
@click.option("--format", "form", type=click.Choice(sorted(PLAN_FORMATS)), default="terminal", show_default=True)
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
    """Tell which level PACK's fleet may be reported at, what is due, what may be released, how it would be closed.

    It authorises nothing: no host is touched but to look.
    """
    source = Source(
        pack=pack, run=run, ssh_config=ssh_config, runs=runs, no_save=no_save, send_alert_test=send_alert_test
    )

    def answer() -> int:
        fleet, table = load_with(pack, lambda fleet: fleet.plan_b, "plan_b.yml")
        found = plan(fleet, table, make_case(source, fleet), since)
        click.echo(PLAN_FORMATS[form](found, make_style(no_color=no_color, details=details)), nl=False)
        if found.obstacles:
            return exits.FORBIDDEN
        return exits.WARNINGS if found.triggers else exits.CLEAN

    return answer_or_complain(answer)
