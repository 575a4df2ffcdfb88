"""The run a decision is made from: one on record, or a look now."""

import asyncio
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from blackstart.app.looking import Look, check_once
from blackstart.app.recording import is_reproduced, judge_again, save
from blackstart.app.ways import Ways, load_pack, read_clock
from blackstart.baseline.problems import BaselineError
from blackstart.cli import exits
from blackstart.cli.options import (
    complain,
    default_runs,
    language_option,
    make_style,
    may_run_pack_commands,
    pack_commands_option,
)
from blackstart.cli.progress import ProgressLine
from blackstart.cli.rehearsal import mean_rehearsal, rehearsal_option, require_origin
from blackstart.decisions.grounds import Case
from blackstart.journal.bundle import BundleError, BundleWriteError
from blackstart.model.fleet import Fleet
from blackstart.model.origin import is_drill
from blackstart.model.scorecard import Scorecard
from blackstart.packs import PackError

F = Callable[..., Any]
Table = TypeVar("Table")
BUNDLE = click.Path(exists=True, file_okay=False, path_type=Path)
REFUSED = (BaselineError, PackError, BundleError)


class JudgedRun(msgspec.Struct, frozen=True, kw_only=True):
    """A run: the fleet and the scorecard as they were judged, and its bundle's path, empty where none was kept."""

    fleet: Fleet
    scorecard: Scorecard
    bundle: str


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where the run comes from: a bundle, or hosts that are looked at; that look is kept, unless it is not to be."""

    pack: str
    run: Path | None
    ssh_config: str | None
    runs: Path | None
    no_save: bool
    send_alert_test: bool
    rehearsal: bool = False


def look_options(function: F) -> F:
    """Add the options of a look, and --lang and --no-color, which `Source` and `make_style` are made of."""
    for option in (
        language_option,
        rehearsal_option,
        pack_commands_option,
        click.option("--no-color", is_flag=True, help="No colour, also where the terminal has it (as NO_COLOR)."),
        click.option("--send-alert-test", is_flag=True, help="Let checks of the alert chain POST a test alert."),
        click.option("--no-save", is_flag=True, help="Keep no record of the run."),
        click.option("--runs", type=click.Path(file_okay=False, path_type=Path), help="Keep the run in this folder."),
        click.option(
            "--ssh-config", type=click.Path(exists=True, dir_okay=False), help="Use this file instead of ~/.ssh/config."
        ),
    ):
        function = option(function)
    return function


def case_options(formats: Iterable[str]) -> Callable[[F], F]:
    """Add the options of a command on one run, which is given a `source`, a `form` and a `style` in their place."""

    def add(function: F) -> F:
        choice = click.Choice(sorted(formats))
        run = click.option("--run", type=BUNDLE, help="Decide from this recorded run; without it hosts are looked at.")
        form = click.option("--format", "form", type=choice, default="terminal", show_default=True)
        return form(run(look_options(draw_together(function))))

    return add


def draw_together(function: F) -> F:
    """Return the command as click calls it, with a value for each option."""

    @wraps(function)
    def call(  # noqa: PLR0913  # one parameter for each option
        *,
        pack: str,
        run: Path | None,
        ssh_config: str | None,
        runs: Path | None,
        no_save: bool,
        send_alert_test: bool,
        rehearsal: bool,
        no_color: bool,
        details: bool = False,
        **others: Any,
    ) -> int:
        source = Source(
            pack=pack,
            run=run,
            ssh_config=ssh_config,
            runs=runs,
            no_save=no_save,
            send_alert_test=send_alert_test,
            rehearsal=rehearsal,
        )
        style = make_style(no_color=no_color, details=details)
        return int(function(source=source, style=style, **others))

    return call


def details_option(function: F) -> F:
    """Add --details, which `case_options` looks at."""
    return click.option("--details", is_flag=True, help="Show all that is missing, not the first of it.")(function)


def answer_or_complain(answer: Callable[[], int]) -> int:
    """Return the answer's exit status, or that of what kept it from being given, which is said."""
    try:
        return answer()
    except BundleWriteError as error:
        complain(str(error))
        return exits.CANNOT_WRITE
    except REFUSED as error:
        complain(str(error))
        return exits.BAD_DATA


def find_run(source: Source, fleet: Fleet) -> JudgedRun:
    """Return the run. Raises BundleError for one that is not as it was written, BaselineError, BundleWriteError."""
    return look_now(source, fleet) if source.run is None else read_again(source.run, rehearsal=source.rehearsal)


def require_baseline(found: JudgedRun, fleet: Fleet, source: Source) -> None:
    """Raise BundleError unless the run was judged by this fleet's baseline: it may be of another fleet altogether."""
    if found.fleet.digest != fleet.digest:
        said = f"of {found.fleet.name}, by another baseline than {source.pack} is now"
        raise BundleError(f"{source.run}: {said}; look again, or name the pack it is of")


def read_again(bundle: Path, *, rehearsal: bool) -> JudgedRun:
    """Judge a recorded run anew. Raises BundleError: also for a drill's where the fleet itself is meant."""
    fleet, scorecard, loaded = judge_again(bundle)
    require_origin(fleet.origin, bundle, rehearsal=rehearsal)
    if not is_reproduced(scorecard, loaded):
        raise BundleError(
            f"{bundle}: judged anew it differs from its scorecard.json, written by version {loaded.run.tool_version}; "
            "look again"
        )
    return JudgedRun(fleet=fleet, scorecard=scorecard, bundle=str(bundle))


def look_now(source: Source, fleet: Fleet) -> JudgedRun:
    """Look at the hosts and keep the run, unless none is to be kept."""
    if source.rehearsal and not is_drill(fleet.origin):
        raise click.UsageError("--rehearsal reads what a drill has made: give its --run")
    looks: list[Look] = []
    progress = ProgressLine(fleet.checks)
    runs = source.runs or default_runs()
    ways = Ways(
        ssh_config=source.ssh_config,
        send_alert_test=source.send_alert_test,
        runs=runs,
        allow_pack_commands=may_run_pack_commands(),
    )
    asyncio.run(check_once(fleet, ways, progress.advance, looks.append, progress.finish))
    progress.clear()
    bundle = ""
    if not source.no_save:
        bundle = str(save(runs, source.pack, fleet, looks[0], send_alert_test=source.send_alert_test))
        click.echo(f"run: {bundle}", err=True)
    return JudgedRun(fleet=fleet, scorecard=looks[0].scorecard, bundle=bundle)


def load_with(source: Source, choose: Callable[[Fleet], Table | None], file: str) -> tuple[Fleet, Table]:
    """Load a pack and what one of its files says. Raises BaselineError, PackError where it has no such file."""
    fleet = mean_rehearsal(load_pack(source.pack), rehearsal=source.rehearsal)
    table = choose(fleet)
    if table is None:
        raise PackError(f"{fleet.name} has no {file}, so there is nothing to decide by; docs/go.md tells how it reads")
    return fleet, table


def make_case(source: Source, fleet: Fleet) -> Case:
    """Return the run and the moment of the decision. Raises BundleError, BaselineError, BundleWriteError."""
    found = find_run(source, fleet)
    return Case(scorecard=found.scorecard, digest=found.fleet.digest, now=tell_now(source, found.scorecard))


def tell_now(source: Source, scorecard: Scorecard) -> float:
    """Return the moment of the decision: of a rehearsal that is read again, when it was judged."""
    return scorecard.judged if source.rehearsal else read_clock()
