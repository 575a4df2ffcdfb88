"""Which run a command answers from: one on record, or a look now. One answer for every command."""

import asyncio
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any

import click
import msgspec

from blackstart.app.clock import read_clock
from blackstart.app.connections import Connections
from blackstart.app.looking import Look, check_once
from blackstart.app.recording import look_again, look_wider, save
from blackstart.app.rehearsing import rehearse
from blackstart.cli.options import (
    alert_test_option,
    combine,
    default_runs,
    format_option,
    language_option,
    make_style,
    may_run_pack_commands,
    no_color_option,
    no_save_option,
    pack_commands_option,
    runs_option,
    ssh_config_option,
)
from blackstart.cli.progress import ProgressLine
from blackstart.cli.rehearsal import rehearsal_option, require_origin
from blackstart.gates.summary import widen
from blackstart.journal.bundle import BundleError
from blackstart.model.fleet import Fleet
from blackstart.model.origin import is_drill
from blackstart.model.scorecard import Scorecard

F = Callable[..., Any]
BUNDLE = click.Path(exists=True, file_okay=False, path_type=Path)
HEALTHY = "healthy"


class RunSource(msgspec.Struct, frozen=True, kw_only=True):
    """What the operator named: the bundle `run`, or else a pack, whose hosts are looked at.

    That look is kept, unless it is not to be. `drill` is the scenario of a simulated fleet to look at in their place.
    """

    pack: str = ""
    run: Path | None = None
    ssh_config: str | None = None
    runs: Path | None = None
    no_save: bool = False
    send_alert_test: bool = False
    rehearsal: bool = False
    drill: str | None = None


class JudgedRun(msgspec.Struct, frozen=True, kw_only=True):
    """A run: the fleet as it was judged, what was seen, and its bundle's path, empty where none was kept."""

    fleet: Fleet
    look: Look
    bundle: str = ""

    @property
    def scorecard(self) -> Scorecard:
        """What the run came to."""
        return self.look.scorecard


look_options = combine(
    ssh_config_option,
    runs_option,
    no_save_option,
    alert_test_option,
    no_color_option,
    pack_commands_option,
    rehearsal_option,
    language_option,
)
"""The options of a look, of which `source_of` and `style_of` make what a command is given."""


def run_options(formats: Iterable[str]) -> Callable[[F], F]:
    """Add the options of a command on one run, which is given a `source`, a `form` and a `style` in their place."""
    run = click.option("--run", type=BUNDLE, help="Decide from this recorded run; without it hosts are looked at.")
    return combine(format_option(formats), run, look_options, style_of, source_of)


def source_of(function: F) -> F:
    """Give a command one `source` in place of the options that name a run."""

    @wraps(function)
    def call(**given: Any) -> int:
        named = {name: given.pop(name) for name in RunSource.__struct_fields__ if name in given}
        return int(function(source=RunSource(**named), **given))

    return call


def style_of(function: F) -> F:
    """Give a command one `style` in place of the options that tell how to show things."""

    @wraps(function)
    def call(*, no_color: bool, details: bool = False, **given: Any) -> int:
        return int(function(style=make_style(no_color=no_color, details=details), **given))

    return call


def find_run(source: RunSource, fleet: Fleet, *, wide: bool = False) -> JudgedRun:
    """Return the run that was named, or that of a look at the fleet now.

    A `wide` look asks also what only the views of the summary ask. Raises BundleError for a run that is not as it was
    written, BaselineError, FixtureError, BundleWriteError.
    """
    if source.run is not None:
        return read_run(source.run, rehearsal=source.rehearsal)
    if source.rehearsal and not is_drill(fleet.origin):
        raise click.UsageError("--rehearsal reads what a drill has made: give its RUN")
    if source.drill is not None:
        return asyncio.run(look_at_drill(source.pack, source.drill))
    return look_now(source, fleet, wide=wide)


def read_run(bundle: Path, *, rehearsal: bool) -> JudgedRun:
    """Judge a recorded run anew. Raises BundleError: also for a drill's where the fleet itself is meant."""
    fleet, seen = look_again(bundle)
    require_origin(fleet.origin, bundle, rehearsal=rehearsal)
    return JudgedRun(fleet=fleet, look=seen, bundle=str(bundle))


async def look_at_drill(pack: str, scenario: str) -> JudgedRun:
    """Look at a pack's simulated fleet under a scenario, or healthy; nothing of it is kept."""
    async with rehearse(pack, None if scenario == HEALTHY else scenario) as rehearsal:
        seen = await look_wider(rehearsal.fleet, rehearsal.connections, lambda *_: None)
        return JudgedRun(fleet=rehearsal.fleet, look=seen)


def look_now(source: RunSource, fleet: Fleet, *, wide: bool) -> JudgedRun:
    """Look at the hosts and keep the run, unless none is to be kept. Raises BundleWriteError."""
    connections = Connections(
        ssh_config=source.ssh_config,
        send_alert_test=source.send_alert_test,
        runs=source.runs or default_runs(),
        allow_pack_commands=may_run_pack_commands(),
    )
    seen = ask_hosts(fleet, connections, wide=wide)
    if source.no_save or connections.runs is None:
        return JudgedRun(fleet=fleet, look=seen)
    bundle = save(connections.runs, source.pack, fleet, seen, send_alert_test=source.send_alert_test)
    click.echo(f"run: {bundle}", err=True)
    return JudgedRun(fleet=fleet, look=seen, bundle=str(bundle))


def ask_hosts(fleet: Fleet, connections: Connections, *, wide: bool) -> Look:
    """Look once, with progress on a terminal."""
    progress = ProgressLine(widen(fleet).checks if wide else fleet.checks)
    if wide:
        seen = asyncio.run(look_wider(fleet, connections, progress.advance, progress.finish))
    else:
        looks: list[Look] = []
        asyncio.run(check_once(fleet, connections, progress.advance, looks.append, progress.finish))
        seen = looks[0]
    progress.clear()
    return seen


def require_baseline(found: JudgedRun, fleet: Fleet, source: RunSource) -> None:
    """Raise BundleError unless the run was judged by this fleet's baseline: it may be of another fleet altogether."""
    if found.fleet.digest != fleet.digest:
        said = f"of {found.fleet.name}, by another baseline than {source.pack} is now"
        raise BundleError(f"{source.run}: {said}; look again, or name the pack it is of")


def tell_now(source: RunSource, scorecard: Scorecard) -> float:
    """Return the moment of what is decided by a run: of a rehearsal that is read again, when it was judged."""
    return scorecard.judged if source.rehearsal or source.drill is not None else read_clock()
