"""The scorecard for programs: sorted keys, so that the same scorecard gives the same text."""

import msgspec

from blackstart.model.fleet import Check, Fleet, Text
from blackstart.model.scorecard import Scorecard
from blackstart.render.document import FleetIdentity, write_document
from blackstart.render.style import Style


class CheckTexts(msgspec.Struct, frozen=True, kw_only=True):
    """What a check is for and what to do where it fails, in every language."""

    why: Text
    next: Text


class ScorecardDocument(msgspec.Struct, frozen=True, kw_only=True):
    """The fleet's name and digest, the scorecard, and the checks' texts."""

    fleet: FleetIdentity
    scorecard: Scorecard
    texts: dict[str, CheckTexts]


def render(fleet: Fleet, scorecard: Scorecard, _style: Style) -> str:
    """Return the document of a scorecard."""
    return write_document(
        ScorecardDocument(
            fleet=FleetIdentity(name=fleet.name, title=fleet.title, digest=fleet.digest),
            scorecard=scorecard,
            texts={check.id: CheckTexts(why=check.why, next=check.next) for check in list_told(fleet, scorecard)},
        )
    )


def list_told(fleet: Fleet, scorecard: Scorecard) -> tuple[Check, ...]:
    """Return the fleet's checks, and those of every run that failed."""
    judged = {verdict.check for verdict in scorecard.verdicts}
    return (*fleet.checks, *(check for check in fleet.implied.checks if check.id in judged))
