"""Verdicts of what views alone look at and a statement or a gate asks for: only where the run asked it too."""

from collections.abc import Callable

import msgspec

from blackstart.model.exchange import Transcript
from blackstart.model.fleet import Check, Fleet
from blackstart.model.reply import Cause, Gap
from blackstart.model.scorecard import Scorecard
from blackstart.model.view import View
from blackstart.verdicts.replay import observe
from blackstart.verdicts.view import narrow_to

NAME = "further"


def add_further(
    fleet: Fleet, scorecard: Scorecard, transcript: Transcript, judge: Callable[[Fleet], Scorecard]
) -> Scorecard:
    """Return the whole fleet's scorecard with these verdicts beside its own; what was not asked has none."""
    wanted = tuple(check.id for check in fleet.checks_on_demand if check.id in fleet.further)
    asked = frozenset(
        check.id for check in fleet.checks_on_demand if check.id in wanted and is_asked(check, fleet, transcript)
    )
    if not asked:
        return scorecard
    seen = judge(narrow_to(fleet, View(name=NAME, checks=tuple(sorted(asked))), NAME))
    return msgspec.structs.replace(scorecard, further=tuple(one for one in seen.verdicts if one.check in asked))


def is_asked(check: Check, fleet: Fleet, transcript: Transcript) -> bool:
    """Tell whether all that the check wants to know was asked."""
    answer = observe(check, fleet.target(check), lambda request: transcript.answer(check.place, request)).answer
    return answer is not None and not (isinstance(answer, Gap) and answer.cause is Cause.NOT_ASKED)
