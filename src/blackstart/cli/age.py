"""Say of an old run that it is old."""

from blackstart.app.clock import read_clock
from blackstart.cli.options import complain
from blackstart.model.claims import DEFAULT_AGE
from blackstart.model.scorecard import Scorecard
from blackstart.render.claim import spell_age


def tell_age(scorecard: Scorecard) -> None:
    """Say, on standard error, that a run is older than evidence counts: what it came to is not of now."""
    age = read_clock() - scorecard.span.started
    if age > DEFAULT_AGE:
        complain(f"this run began {spell_age(age)} ago: it tells of then, not of now")
