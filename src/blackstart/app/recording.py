"""Wire what follows a look: keeping it, judging it again, and what may be said of it."""

import os
import platform
import time
from pathlib import Path
from typing import TYPE_CHECKING

from blackstart import __version__
from blackstart.app.connections import Connections, find_connections
from blackstart.app.looking import Look, Told, look
from blackstart.app.places import open_places
from blackstart.collect.collector import Progress
from blackstart.model.exchange import Transcript
from blackstart.model.fleet import Fleet
from blackstart.model.origin import is_drill
from blackstart.model.scorecard import Scorecard
from blackstart.render.style import Style
from blackstart.render.table import find_renderer

if TYPE_CHECKING:
    from blackstart.journal.bundle import LoadedRun
    from blackstart.model.claims import ClaimReport
    from blackstart.model.summary import Summary

DAY = 86400.0


def save(  # noqa: PLR0913  # what a run is, and how it is kept
    folder: Path, pack: str, fleet: Fleet, seen: Look, *, send_alert_test: bool, sign_with: str | None = None
) -> Path:
    """Write the run as a bundle, signed where a key is named, here or by BLACKSTART_SIGN_WITH.

    Raises BundleWriteError.
    """
    import uuid  # noqa: PLC0415  # see load_ahead

    from blackstart.journal.bundle import Run, write_run  # noqa: PLC0415  # loaded ahead

    run = Run(
        tool_version=__version__,
        run_id=uuid.uuid4().hex,
        fleet=fleet.name,
        origin=fleet.origin,
        hosts=fleet.hosts if is_drill(fleet.origin) else {},
        baseline_digest=fleet.digest,
        sources=fleet.sources,
        pack=pack,
        controller=platform.node(),
        span=seen.scorecard.span,
        judged_at=seen.scorecard.judged,
        send_alert_test=send_alert_test,
        view=None if fleet.scope is None else fleet.scope.view.name,
    )
    summary = render(fleet, seen.scorecard, "summary", Style())
    bundle = write_run(folder, run, seen.exchanges, seen.scorecard, summary, {})
    if key := sign_with or os.environ.get("BLACKSTART_SIGN_WITH"):
        from blackstart.journal.signature import sign_run  # noqa: PLC0415  # few runs are signed

        sign_run(bundle, key)
    return bundle


def forget_old_runs(folder: Path, keep: int | None, keep_days: float | None) -> None:
    """Remove all runs but the newest, or those that are too old. Raises RetentionError."""
    from blackstart.journal.retention import prune_runs  # noqa: PLC0415  # only where runs are to be removed

    prune_runs(folder, keep=keep, since=None if keep_days is None else time.time() - keep_days * DAY)


def judge_again(bundle: Path) -> tuple[Fleet, Scorecard, "LoadedRun"]:
    """Judge a bundle's transcript anew. Raises BundleError, BaselineError."""
    from blackstart.baseline.load import load_baseline  # noqa: PLC0415  # see load_pack
    from blackstart.journal.bundle import BundleError, read_run  # noqa: PLC0415  # see load_ahead
    from blackstart.journal.standing import require_standing  # noqa: PLC0415  # as above
    from blackstart.verdicts.scorecard import judge  # noqa: PLC0415  # see load_ahead

    loaded = read_run(bundle)
    require_standing(bundle)
    fleet = load_baseline(loaded.run.sources, loaded.run.pack)
    if is_drill(loaded.run.origin):
        fleet = fleet.rehearsed(loaded.run.origin, loaded.run.hosts)
    if fleet.digest != loaded.run.baseline_digest:
        raise BundleError(
            f"{bundle / 'baseline.json'}: not the baseline of this run: its digest is {fleet.digest}, and run.json "
            f"names {loaded.run.baseline_digest}; take the bundle from a good copy"
        )
    if fleet.name != loaded.run.fleet:
        raise BundleError(
            f"{bundle / 'run.json'}: of {loaded.run.fleet}, and its baseline is of {fleet.name}; "
            "take the bundle from a good copy"
        )
    if loaded.run.view is not None:
        fleet = narrow_again(fleet, loaded.run.view, bundle)
    scorecard = judge(fleet, Transcript(loaded.exchanges), loaded.run.span, now=loaded.run.judged_at)
    return fleet, scorecard, loaded


def narrow_again(fleet: Fleet, view: str, bundle: Path) -> Fleet:
    """Return the fleet as the view had it that the run was of. Raises BundleError where its baseline has none."""
    from blackstart.journal.bundle import BundleError  # noqa: PLC0415  # see load_ahead
    from blackstart.verdicts.view import narrow  # noqa: PLC0415  # few runs are of a view

    try:
        return narrow(fleet, view)
    except KeyError as error:
        raise BundleError(
            f"{bundle / 'run.json'}: of the view '{view}', which its baseline has not; take the bundle from a good copy"
        ) from error


def is_reproduced(scorecard: Scorecard, loaded: "LoadedRun") -> bool:
    """Tell whether judging again gave the recorded scorecard, byte for byte."""
    from blackstart.journal.bundle import encode_scorecard  # noqa: PLC0415  # see load_ahead

    return encode_scorecard(scorecard) == loaded.scorecard_bytes


def answer_claims(  # noqa: PLR0913  # a run, what is asked of it, and when
    fleet: Fleet, scorecard: Scorecard, names: tuple[str, ...], run: str, *, now: float, since: float | None = None
) -> "ClaimReport":
    """Tell whether these may be said at a moment of a run, begun after T+0. Raises KeyError for an unknown name."""
    from blackstart.decisions.causes import add_causes, find_causes  # noqa: PLC0415  # few commands ask
    from blackstart.model.claims import ClaimReport  # noqa: PLC0415  # as above
    from blackstart.verdicts import claims  # noqa: PLC0415  # as above
    from blackstart.verdicts.requirements import gather  # noqa: PLC0415  # as above

    causes = find_causes(fleet, gather(fleet, scorecard, age=now - scorecard.span.started))
    answers = tuple(
        add_causes(answer, causes) for answer in claims.answer_claims(fleet, scorecard, names, now=now, since=since)
    )
    return ClaimReport(fleet=fleet.name, origin=fleet.origin, digest=fleet.digest, run=run, now=now, answers=answers)


def summarise(fleet: Fleet, seen: Look) -> tuple["Summary", dict[str, Scorecard]]:
    """Return a run's summary, and the scorecards of the views it was made of, all by the same evidence."""
    from blackstart.gates.summary import list_views, summarise  # noqa: PLC0415  # few commands ask
    from blackstart.verdicts.scorecard import judge  # noqa: PLC0415  # see load_ahead
    from blackstart.verdicts.view import narrow  # noqa: PLC0415  # as above

    transcript, span = Transcript(seen.exchanges), seen.scorecard.span
    views = {
        name: judge(narrow(fleet, name), transcript, span, now=seen.scorecard.judged) for name in list_views(fleet)
    }
    return summarise(fleet, seen.scorecard, views), views


def look_again(bundle: Path) -> tuple[Fleet, Look]:
    """Return a recorded run as a look, judged anew. Raises BundleError, also where it comes out otherwise."""
    from blackstart.journal.bundle import BundleError  # noqa: PLC0415  # see load_ahead

    fleet, scorecard, loaded = judge_again(bundle)
    if not is_reproduced(scorecard, loaded):
        raise BundleError(
            f"{bundle}: judged anew it differs from its scorecard.json, written by version {loaded.run.tool_version}; "
            "look again"
        )
    return fleet, Look(exchanges=list(loaded.exchanges), scorecard=scorecard)


async def look_wider(fleet: Fleet, connections: Connections, progress: Progress, told: Told = lambda *_: None) -> Look:
    """Look once, also at what only the views of the summary look at; the scorecard is of the fleet alone."""
    from blackstart.gates.summary import widen  # noqa: PLC0415  # few commands ask
    from blackstart.verdicts.scorecard import judge  # noqa: PLC0415  # see load_ahead

    wide = widen(fleet)
    connections = find_connections(wide, connections)
    async with open_places(wide, connections) as places:
        seen = await look(wide, places, progress, connections.clock, told)
    span = seen.scorecard.span
    scorecard = judge(fleet, Transcript(seen.exchanges), span, now=seen.scorecard.judged)
    return Look(exchanges=seen.exchanges, scorecard=scorecard)


def render(fleet: Fleet, scorecard: Scorecard, form: str, style: Style) -> str:
    """Return the scorecard in a format."""
    return find_renderer(form)(fleet, scorecard, style)
