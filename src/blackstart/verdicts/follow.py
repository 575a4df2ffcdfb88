"""Judge every check by itself: first those that stand alone, then those that follow one of them."""

from blackstart.model.exchange import Transcript
from blackstart.model.fleet import Check, Fleet
from blackstart.model.kind import Present
from blackstart.model.request import CONTROLLER
from blackstart.model.scorecard import Verdict
from blackstart.verdicts.judge import BootBinding, judge_check


def judge_all(fleet: Fleet, transcript: Transcript, bindings: dict[str, BootBinding], now: float) -> dict[str, Verdict]:
    """Return each check's verdict on its own evidence, before anything explains it.

    What a followed check comes to now is the newest of its follower's evidence, so that no
    record of better times can stand for the present.
    """
    followers = [check for check in fleet.checks if check.spec.follows() is not None]
    later = {check.id for check in followers}
    alone = {
        check.id: judge_check(check, fleet, transcript, bindings.get(check.place), now)
        for check in fleet.checks
        if check.id not in later
    }
    following = {
        check.id: judge_check(
            check, fleet, transcript, bindings.get(check.place), now, find_present(check, alone, bindings, now)
        )
        for check in followers
    }
    return {check.id: (following if check.id in later else alone)[check.id] for check in fleet.checks}


def find_present(
    check: Check, alone: dict[str, Verdict], bindings: dict[str, BootBinding], now: float
) -> Present | None:
    """Return what the followed check comes to in this run; None where it is not part of it."""
    followed = check.spec.follows()
    verdict = None if followed is None else alone.get(followed.check)
    if verdict is None:
        return None
    boot_id = "" if verdict.host == CONTROLLER else bindings[verdict.host].boot_id
    return Present(outcome=verdict.outcome, at=now, reading=verdict.reading, boot_id=boot_id)
