"""The scorecard for programs: sorted keys, so that the same scorecard gives the same text."""

import msgspec

from blackstart.model.fleet import Fleet
from blackstart.model.scorecard import Scorecard
from blackstart.render.style import Style

FORMAT_VERSION = 1


def render(fleet: Fleet, scorecard: Scorecard, _style: Style) -> str:
    """Return the fleet's name and digest, the scorecard, and the checks' texts in every language."""
    document = {
        "format_version": FORMAT_VERSION,
        "fleet": {"name": fleet.name, "title": fleet.title, "digest": fleet.digest},
        "scorecard": scorecard,
        "texts": {check.id: {"why": check.why, "next": check.next} for check in fleet.checks},
    }
    return msgspec.json.format(msgspec.json.encode(document, order="sorted"), indent=2).decode() + "\n"
