"""`blackstart quick-check`: the look ten minutes after a start, in parts and in one word."""

import click

from blackstart.app.loading import load_pack
from blackstart.baseline.problems import suggest
from blackstart.cli import exits
from blackstart.cli.age import tell_age
from blackstart.cli.run_source import JudgedRun, RunSource, find_run, require_baseline, run_options
from blackstart.decisions.quick import check_quickly
from blackstart.journal.bundle import BundleError
from blackstart.model.fleet import Fleet
from blackstart.model.view import View
from blackstart.render.quick import QUICK_FORMATS
from blackstart.render.style import Style
from blackstart.verdicts.view import narrow
from blackstart.verdicts.view_parts import find_view, name_without, split_name

EPILOG = """\b
Examples:
  blackstart quick-check packs/awoooi
  blackstart quick-check packs/awoooi --skip-routes --skip-cpu
  blackstart quick-check packs/awoooi --run runs/20261124T201500Z-0a1b2c3d4e5f

\b
Exit status: 0 clean, 1 warnings only or something skipped, 2 blocked, 65 bad baseline or bundle.
"""
USUAL = ("cold-start", "routes", "backup", "cpu")
"""Parts that have an option of their own."""


@click.command("quick-check", epilog=EPILOG)
@click.argument("pack")
@click.option("--view", "name", default="quick", show_default=True, help="The view whose parts are looked at.")
@click.option("--skip-cold-start", is_flag=True, help="Leave the part `cold-start` out.")
@click.option("--skip-routes", is_flag=True, help="Leave the part `routes` out.")
@click.option("--skip-backup", is_flag=True, help="Leave the part `backup` out.")
@click.option("--skip-cpu", is_flag=True, help="Leave the part `cpu` out.")
@click.option("--skip", "others", multiple=True, metavar="PART", help="Leave another part out; may be repeated.")
@run_options(QUICK_FORMATS)
def command(  # noqa: PLR0913  # one parameter for each option
    *,
    source: RunSource,
    name: str,
    skip_cold_start: bool,
    skip_routes: bool,
    skip_backup: bool,
    skip_cpu: bool,
    others: tuple[str, ...],
    form: str,
    style: Style,
) -> int:
    """Look at PACK's fleet part by part. What is skipped is said, counts as a warning, and is never green."""
    flags = (skip_cold_start, skip_routes, skip_backup, skip_cpu)
    skipped = {*others, *(part for part, flag in zip(USUAL, flags, strict=True) if flag)}
    found, view = look_in_parts(source, name, skipped)
    if not source.rehearsal:
        tell_age(found.scorecard)
    quick = check_quickly(found.fleet, view, found.scorecard)
    click.echo(QUICK_FORMATS[form](quick, style), nl=False)
    return exits.INTERRUPTED if quick.interrupted else exits.BY_RESULT[quick.result]


def look_in_parts(source: RunSource, name: str, skipped: set[str]) -> tuple[JudgedRun, View]:
    """Return the run and the view of it; nothing that is skipped is asked, unless something else needs it."""
    if source.run is not None:
        return read_in_parts(source, name, skipped)
    fleet = load_pack(source.pack)
    require_parts(fleet, name, skipped)
    chosen = name_without(name, skipped)
    view = find_view(fleet.views, chosen)
    return find_run(source, narrow(fleet, chosen) if skipped else fleet), view


def read_in_parts(source: RunSource, name: str, skipped: set[str]) -> tuple[JudgedRun, View]:
    """Return a recorded run and the view of it; parts that were skipped then are skipped now. Raises BundleError."""
    fleet = load_pack(source.pack)
    found = find_run(source, fleet)
    require_baseline(found, fleet, source)
    before: tuple[str, ...] = ()
    if found.scorecard.view is not None:
        base, before = split_name(found.scorecard.view.name)
        if base != name:
            raise BundleError(f"{source.run}: a run of the view '{base}'; give a run of the whole fleet or of '{name}'")
    require_parts(found.fleet, name, skipped)
    return found, find_view(found.fleet.views, name_without(name, {*skipped, *before}))


def require_parts(fleet: Fleet, name: str, skipped: set[str]) -> None:
    """Raise UsageError where the fleet has no such view, or the view no such part."""
    if name not in fleet.views or not fleet.views[name].parts:
        mend = suggest(name, [view.name for view in fleet.views.values() if view.parts]) or "docs/go.md tells of them"
        raise click.UsageError(f"{fleet.name} has no view '{name}' with parts; {mend}")
    for part in sorted(skipped - set(fleet.views[name].parts)):
        parts = fleet.views[name].parts
        raise click.UsageError(f"the view '{name}' has no part '{part}'; {suggest(part, parts) or ', '.join(parts)}")
