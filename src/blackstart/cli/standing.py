"""Where a recovery stands on its points, below what `check` prints."""

import click

from blackstart.app.clock import read_clock
from blackstart.cli import exits
from blackstart.model.fleet import Fleet
from blackstart.model.plan import PlanB, TimelineAnswer
from blackstart.model.scorecard import Scorecard
from blackstart.packs import PackError
from blackstart.render.style import Style


def require_standing(fleet: Fleet, since: float | None, form: str) -> None:
    """Raise UsageError or PackError where nothing could be told of the time since T+0."""
    if since is None:
        return
    if form != "terminal" or fleet.scope is not None:
        raise click.UsageError("--since shows the timeline of the whole fleet, for a person; leave --format and --view")
    if since > read_clock():
        raise click.UsageError("--since lies ahead: `blackstart plan-b` tells what may put a start off")
    if fleet.plan_b is None:
        raise PackError(f"{fleet.name} has no `points` in recovery.yml; docs/go.md tells how they read")


def tell_standing(fleet: Fleet, scorecard: Scorecard, since: float, style: Style) -> tuple[str, int]:
    """Return the timeline as of the run's end, and the status it exits with."""
    from blackstart.decisions.grounds import DecisionCase  # noqa: PLC0415  # only where --since is given
    from blackstart.decisions.timeline import place_on_timeline  # noqa: PLC0415  # as above
    from blackstart.render.plan_timeline import show_timeline  # noqa: PLC0415  # as above

    case = DecisionCase(scorecard=scorecard, digest=fleet.digest, now=scorecard.judged)
    answer = place_on_timeline(fleet, fleet.plan_b or PlanB(), case, since)
    return show_timeline(answer, style), find_status(answer)


def find_status(answer: TimelineAnswer) -> int:
    """Return the status that a timeline exits with."""
    if answer.obstacles:
        return exits.FORBIDDEN
    if not answer.stuck:
        return exits.CLEAN
    return exits.BLOCKED if answer.blocked else exits.WARNINGS
