"""The scorecard for programs: sorted keys, so that the same scorecard gives the same text."""

import msgspec

from blackstart.model.fleet import Check, Fleet
from blackstart.model.scorecard import Scorecard
from blackstart.render.style import Style

FORMAT_VERSION = 1


def render(fleet: Fleet, scorecard: Scorecard, _style: Style) -> str:
    """Return the fleet's name and digest, the scorecard, and the checks' texts in every language."""
    document = {
        "format_version": FORMAT_VERSION,
        "fleet": {"name": fleet.name, "title": fleet.title, "digest": fleet.digest},
        "scorecard": scorecard,
        "texts": {check.id: {"why": check.why, "next": check.next} for check in list_told(fleet, scorecard)},
    }
    return msgspec.json.format(msgspec.json.encode(document, order="sorted"), indent=2).decode() + "\n"


def list_told(fleet: Fleet, scorecard: Scorecard) -> tuple[Check, ...]:
    """Return the fleet's checks, and those of every run that failed."""
    judged = {verdict.check for verdict in scorecard.verdicts}
    return (*fleet.checks, *(check for check in fleet.implied.checks if check.id in judged))
