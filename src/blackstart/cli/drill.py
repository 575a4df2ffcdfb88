"""`blackstart drill`: rehearse on a simulated fleet."""

import asyncio

import click
import msgspec

from blackstart.app.looking import Look, catch_signals, check_once, run_to_end
from blackstart.app.recording import render
from blackstart.app.rehearsing import Rehearsal, rehearse
from blackstart.cli import drill_prove, exits
from blackstart.cli.options import complain, make_style, output_options
from blackstart.cli.progress import ProgressLine
from blackstart.cli.views import choose_view, view_option
from blackstart.drill.compare import compare
from blackstart.drill.reading import list_scenarios
from blackstart.packs import find_pack
from blackstart.render.style import Style

EPILOG = """\b
Examples:
  blackstart drill run packs/awoooi
  blackstart drill run packs/awoooi --scenario 120-down
  blackstart drill run packs/awoooi --view NAME
  blackstart drill list packs/awoooi
  blackstart drill prove packs/awoooi
  blackstart drill up packs/awoooi
"""
LIST_EPILOG = """\b
Examples:
  blackstart drill list packs/awoooi
"""


scenario_option = click.option("--scenario", help="Raise the fleet with this scenario's faults instead of healthy.")


@click.group("drill", epilog=EPILOG)
def command() -> None:
    """Rehearse on a simulated fleet: real SSH and HTTP servers on loopback, answers from the pack."""


command.add_command(drill_prove.command)


@command.command("list", epilog=LIST_EPILOG)
@click.argument("pack")
def list_pack(*, pack: str) -> int:
    """List PACK's scenarios."""
    folder = find_pack(pack) / "drill"
    names = list_scenarios(folder)
    if not names:
        complain(f"{pack} has no scenarios; each is a file of {folder / 'scenarios'}, as docs/drills.md tells")
        return exits.CLEAN
    click.echo("\n".join(names))
    return exits.CLEAN


@command.command("run", epilog=EPILOG)
@click.argument("pack")
@scenario_option
@view_option
@output_options
def run_pack(  # noqa: PLR0913  # one parameter for each option
    *, pack: str, scenario: str | None, view: str | None, form: str, details: bool, no_color: bool
) -> int:
    """Raise PACK's fleet, look at it once, and take it down.

    A scenario exits 0 when it comes out as it says it must, and 2 when it does not; with --view,
    which leaves checks out, it exits as the view does.
    """
    style = make_style(no_color=no_color, details=details)
    return run_to_end(run_drill(pack, scenario, view, form, style))


async def run_drill(pack: str, scenario: str | None, view: str | None, form: str, style: Style) -> int:
    """Look at the simulated fleet and say what it comes to."""
    async with rehearse(pack, scenario) as whole:
        rehearsal = msgspec.structs.replace(whole, fleet=choose_view(whole.fleet, view))
        seen = await look_at(rehearsal)
        text = render(rehearsal.fleet, seen.scorecard, form, style)
        click.echo(text)
        for question in rehearsal.unanswered():
            complain(f"the fixtures have no answer to: {question}")
    if scenario is None or view is not None or seen.scorecard.span.interrupted:
        return exits.status_of(seen.scorecard)
    plain = render(rehearsal.fleet, seen.scorecard, "terminal", Style(details=True, width=400))
    # An empty list of expectations is met by anything (catalogue of false greens, 11).
    nothing = [] if is_anything_expected(rehearsal) else ["it expects nothing, so nothing is shown; give it `expect:`"]
    differences = nothing or compare(rehearsal.expect, seen.scorecard, plain)
    for difference in differences:
        complain(f"{scenario}: {difference}")
    click.echo(f"{scenario}: {'not ' if differences else ''}as expected", err=True)
    return exits.BLOCKED if differences else exits.CLEAN


def is_anything_expected(rehearsal: Rehearsal) -> bool:
    """Tell whether the scenario says what must come of it."""
    return rehearsal.expect != type(rehearsal.expect)()


async def look_at(rehearsal: Rehearsal) -> Look:
    """Look once."""
    looks: list[Look] = []
    progress = ProgressLine(rehearsal.fleet.checks)
    await check_once(rehearsal.fleet, rehearsal.connections, progress.advance, looks.append, progress.finish)
    progress.clear()
    return looks[0]


@command.command("up", epilog=EPILOG)
@click.argument("pack")
@scenario_option
def keep_up(*, pack: str, scenario: str | None) -> int:
    """Keep PACK's fleet up until Ctrl-C.

    It says how to log in to each host, and how to have every command look at it.
    """
    asyncio.run(keep_drill(pack, scenario))
    return exits.CLEAN


async def keep_drill(pack: str, scenario: str | None) -> None:
    """Say how to get in, and wait."""
    stop = asyncio.Event()
    with catch_signals(stop.set):
        async with rehearse(pack, scenario) as rehearsal:
            show_ways_in(pack, rehearsal)
            await stop.wait()


def show_ways_in(pack: str, rehearsal: Rehearsal) -> None:
    """Say how to log in to each host, and how to have every command look at the drill."""
    for host in rehearsal.fleet.hosts.values():
        click.echo(f"{host.id}: ssh -F {rehearsal.connections.ssh_config} -p {host.port or 22} {host.address}")
    click.echo(f"all commands of {pack}: export BLACKSTART_DRILL={rehearsal.attach()}")
    click.echo("up; Ctrl-C takes it down", err=True)
