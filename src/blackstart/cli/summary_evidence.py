"""Where the commands that follow a run take its summary from: a file, a recorded run, or a look now."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
import msgspec

from blackstart.app.clock import read_clock
from blackstart.app.loading import find_origin, load_pack
from blackstart.app.recording import summarise
from blackstart.baseline.summary_file import LARGEST, SummaryFileError, read_dispatch, read_summary
from blackstart.cli.options import combine
from blackstart.cli.rehearsal import mean_rehearsal, rehearsal_option
from blackstart.cli.run_source import JudgedRun, RunSource, find_run, read_run, source_of, tell_now
from blackstart.files import read_beginning
from blackstart.gates.contradictions import find_contradictions
from blackstart.gates.summary_time import ANSWERABLE, find_out_of_time, read_moment
from blackstart.journal.bundle import BundleError
from blackstart.model.fleet import Fleet
from blackstart.model.origin import is_drill
from blackstart.model.scorecard import Scorecard
from blackstart.model.summary import JUDGED, Summary
from blackstart.packs import PackError

F = Callable[..., Any]
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class SummaryEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """A summary with the pack it is of; where a run was at hand, also its scorecards.

    `now` is the moment (Unix seconds) of what is decided by it.
    """

    fleet: Fleet
    summary: Summary
    scorecard: Scorecard | None = None
    views: dict[str, Scorecard] = {}
    now: float


class SummarySource(msgspec.Struct, frozen=True, kw_only=True):
    """What the operator named: a run, or a pack with perhaps a file that holds a summary of it."""

    source: RunSource
    summary_file: Path | None = None
    dispatch_file: Path | None = None


def summary_options(function: F) -> F:
    """Add the target, --summary-file and --rehearsal; the command is given a SummarySource, `sources`, for them."""
    file = click.option("--summary-file", type=FILE, help="Take this summary, and touch no host.")
    return combine(target_argument, file, rehearsal_option)(sources_of(function))


target_argument = click.argument("target", metavar="PACK|RUN")


def sources_of(function: F) -> F:
    """Give a command one `sources` in place of the options that name a summary."""

    @source_of
    @wraps(function)
    def call(
        *,
        source: RunSource,
        target: str,
        summary_file: Path | None = None,
        dispatch_file: Path | None = None,
        **given: Any,
    ) -> int:
        named = {"run": Path(target)} if is_run(target) else {"pack": target}
        sources = SummarySource(
            source=msgspec.structs.replace(source, **named), summary_file=summary_file, dispatch_file=dispatch_file
        )
        return int(function(sources=sources, **given))

    return call


def is_run(target: str) -> bool:
    """Tell whether the target is a recorded run."""
    return (Path(target) / "run.json").is_file()


def take_evidence(sources: SummarySource) -> SummaryEvidence:
    """Return the summary. Raises BlackstartError where there is none that may be used."""
    if sources.summary_file is not None:
        return read_file(sources, sources.summary_file, read_summary)
    if sources.dispatch_file is not None:
        return read_file(sources, sources.dispatch_file, read_dispatch)
    source = sources.source
    if source.run is not None:
        return conclude(read_whole(source.run, rehearsal=source.rehearsal), source)
    if source.rehearsal and not is_drill(find_origin()):
        raise click.UsageError("--rehearsal reads what a drill has made: give its RUN or --summary-file")
    return conclude(find_run(source, load_pack(source.pack), wide=True), source)


def open_fleet(sources: SummarySource) -> Fleet:
    """Return the fleet of a pack, or of a recorded run. Raises BadDataError."""
    source = sources.source
    if source.run is not None:
        fleet = read_whole(source.run, rehearsal=source.rehearsal).fleet
    else:
        fleet = load_pack(source.pack)
    return mean_rehearsal(fleet, rehearsal=source.rehearsal)


def read_whole(bundle: Path, *, rehearsal: bool) -> JudgedRun:
    """Return a recorded run of a whole fleet, judged anew. Raises BundleError: also for one of another origin."""
    found = read_run(bundle, rehearsal=rehearsal)
    if found.fleet.scope is not None:
        raise BundleError(f"{bundle}: a run of the view {found.fleet.scope.view.name}; take one of the whole fleet")
    return found


def require_gates(fleet: Fleet) -> Fleet:
    """Return the fleet. Raises PackError where its pack has no gates."""
    if fleet.gates is None:
        raise PackError(f"{fleet.name} has no gates: no check of it has an `owner`")
    return fleet


def read_file(sources: SummarySource, path: Path, read: Callable[[str, str, Fleet], Summary]) -> SummaryEvidence:
    """Return the summary in a file. Raises BadDataError."""
    fleet = open_fleet(sources)
    try:
        text = read_at_most(path, 4 * LARGEST).decode()
    except UnicodeDecodeError as error:
        raise SummaryFileError(f"{path}: not UTF-8 at byte {error.start}; take the summary anew") from error
    summary = read(text, str(path), fleet)
    for key in find_contradictions(fleet, summary):
        raise SummaryFileError(f"{path}: {key} is not what the pack and the other lines come to; take the summary anew")
    now = tell_moment(sources, summary)
    if why := find_out_of_time(summary, now, ANSWERABLE):
        raise SummaryFileError(f"{path}: {why}; take the summary anew")
    return SummaryEvidence(fleet=fleet.named_by(summary.origin), summary=summary, now=now)


def tell_moment(sources: SummarySource, summary: Summary) -> float:
    """Return the moment of what is decided by a summary: of a rehearsal that is read again, when it was judged."""
    if not sources.source.rehearsal:
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


def conclude(found: JudgedRun, source: RunSource) -> SummaryEvidence:
    """Return what a run comes to."""
    summary, views = summarise(found.fleet, found.look)
    return SummaryEvidence(
        fleet=found.fleet,
        summary=summary,
        scorecard=found.scorecard,
        views=views,
        now=tell_now(source, found.scorecard),
    )
