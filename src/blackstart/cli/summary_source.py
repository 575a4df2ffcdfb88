"""Where the commands that follow a run take its summary from: a file, a recorded run, or a look now."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import msgspec

from blackstart.app.looking import Look
from blackstart.app.recording import look_again, look_wider, save, summarise
from blackstart.app.rehearsing import rehearse
from blackstart.app.ways import Ways, find_origin, load_pack, read_clock
from blackstart.baseline.problems import BaselineError
from blackstart.baseline.summary_file import LARGEST, SummaryFileError, read_dispatch, read_summary
from blackstart.cli.options import default_runs
from blackstart.cli.progress import ProgressLine
from blackstart.cli.rehearsal import mean_rehearsal, rehearsal_option, require_origin
from blackstart.drill.reading import FixtureError
from blackstart.files import read_beginning
from blackstart.gates.contradictions import find_contradictions
from blackstart.gates.summary import widen
from blackstart.gates.summary_time import ANSWERABLE, find_out_of_time, read_moment
from blackstart.journal.bundle import BundleError
from blackstart.model.fleet import Fleet
from blackstart.model.origin import is_drill
from blackstart.model.scorecard import Scorecard
from blackstart.model.summary import JUDGED, Summary
from blackstart.packs import PackError

F = Callable[..., Any]
REFUSED = (BaselineError, BundleError, FixtureError, PackError, SummaryFileError)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A summary with the pack it is of; where a run was at hand, also its scorecards.

    `now` is the moment (Unix seconds) of what is decided by it.
    """

    fleet: Fleet
    summary: Summary
    scorecard: Scorecard | None = None
    views: dict[str, Scorecard] = {}
    now: float


class Sources(msgspec.Struct, frozen=True, kw_only=True):
    """What the operator named."""

    target: str
    summary_file: Path | None = None
    dispatch_file: Path | None = None
    drill: str | None = None
    ways: Ways = Ways()
    keep: bool = True
    rehearsal: bool = False


def summary_options(function: F) -> F:
    """Add the target, --summary-file and --rehearsal."""
    words = "Take this summary, and touch no host."
    function = click.option("--summary-file", type=FILE, help=words)(rehearsal_option(function))
    return click.argument("target", metavar="PACK|RUN")(function)


def take_evidence(sources: Sources) -> Evidence:
    """Return the summary. Raises one of REFUSED, or BundleWriteError."""
    if sources.summary_file is not None:
        return read_file(sources, sources.summary_file, read_summary)
    if sources.dispatch_file is not None:
        return read_file(sources, sources.dispatch_file, read_dispatch)
    if is_run(sources.target):
        return conclude(*read_run(sources), sources)
    if sources.rehearsal and not is_drill(find_origin()):
        raise click.UsageError("--rehearsal reads what a drill has made: give its RUN or --summary-file")
    return asyncio.run(look_now(sources))


def open_fleet(sources: Sources) -> Fleet:
    """Return the fleet of a pack, or of a recorded run. Raises one of REFUSED."""
    fleet = read_run(sources)[0] if is_run(sources.target) else load_pack(sources.target)
    return mean_rehearsal(require_summary(fleet), rehearsal=sources.rehearsal)


def read_run(sources: Sources) -> tuple[Fleet, Look]:
    """Return a recorded run as a look, judged anew. Raises one of REFUSED: also for one of another origin."""
    fleet, seen = look_again(Path(sources.target))
    require_origin(fleet.origin, Path(sources.target), rehearsal=sources.rehearsal)
    return fleet, seen


def is_run(target: str) -> bool:
    """Tell whether the target is a recorded run."""
    return (Path(target) / "run.json").is_file()


def require_summary(fleet: Fleet) -> Fleet:
    """Return the fleet. Raises PackError where its pack says nothing of a summary."""
    if fleet.summary is None:
        raise PackError(f"{fleet.name} has no summary; its lines stand in summary.yml of a pack")
    return fleet


def require_gates(fleet: Fleet) -> Fleet:
    """Return the fleet. Raises PackError where its pack has no gates."""
    if fleet.gates is None:
        raise PackError(f"{fleet.name} has no gates; they stand in gates.yml of a pack")
    return fleet


def read_file(sources: Sources, path: Path, read: Callable[[str, str, Fleet], Summary]) -> Evidence:
    """Return the summary in a file. Raises one of REFUSED."""
    fleet = open_fleet(sources)
    try:
        text = read_at_most(path, 4 * LARGEST).decode()
    except UnicodeDecodeError as error:
        raise SummaryFileError(f"{path}: not UTF-8 at byte {error.start}; take the summary anew") from error
    summary = read(text, str(path), fleet)
    for key in find_contradictions(fleet, summary):
        raise SummaryFileError(f"{path}: {key} is not what the pack and the other lines come to; take the summary anew")
    now = tell_now(sources, summary)
    if why := find_out_of_time(summary, now, ANSWERABLE):
        raise SummaryFileError(f"{path}: {why}; take the summary anew")
    return Evidence(fleet=fleet.named_by(summary.origin), summary=summary, now=now)


def tell_now(sources: Sources, summary: Summary) -> float:
    """Return the moment of what is decided by a summary: of a rehearsal that is read again, when it was judged."""
    if not sources.rehearsal:
        return read_clock()
    try:
        return read_moment(summary.values.get(JUDGED, ""))
    except ValueError as error:
        raise SummaryFileError(f"{JUDGED} is no time; take the summary anew") from error


def read_at_most(path: Path, size: int) -> bytes:
    """Return the file's bytes, and one more than the size of a longer file, so that it is known for one.

    Raises SummaryFileError for what is no regular file.
    """
    try:
        return read_beginning(path, size + 1)
    except OSError as error:
        raise SummaryFileError(f"{path}: {error.strerror}; name a file") from error


def conclude(fleet: Fleet, seen: Look, sources: Sources) -> Evidence:
    """Return what a look comes to."""
    summary, views = summarise(require_summary(fleet), seen)
    own = sources.rehearsal or sources.drill is not None
    now = seen.scorecard.judged if own else read_clock()
    return Evidence(fleet=fleet, summary=summary, scorecard=seen.scorecard, views=views, now=now)


async def look_now(sources: Sources) -> Evidence:
    """Look at the fleet, or at its simulation; a look at the fleet itself is kept."""
    if sources.drill is not None:
        async with rehearse(sources.target, None if sources.drill == "healthy" else sources.drill) as rehearsal:
            seen = await look_wider(rehearsal.fleet, rehearsal.ways, lambda *_: None)
            return conclude(rehearsal.fleet, seen, sources)
    fleet = require_summary(load_pack(sources.target))
    progress = ProgressLine(widen(fleet).checks)
    seen = await look_wider(fleet, sources.ways, progress.advance, progress.finish)
    progress.clear()
    if sources.keep:
        alert_test = sources.ways.send_alert_test
        bundle = save(sources.ways.runs or default_runs(), sources.target, fleet, seen, send_alert_test=alert_test)
        click.echo(f"run: {bundle}", err=True)
    return conclude(fleet, seen, sources)
