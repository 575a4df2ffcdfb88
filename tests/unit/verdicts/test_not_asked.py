"""What a run was told not to ask is no failure, and proves nothing."""

import pytest

from blackstart.checks.network.http import Http
from blackstart.checks.prometheus.alert_post import AlertPost
from blackstart.model.exchange import Exchange, Transcript
from blackstart.model.fleet import Fleet
from blackstart.model.outcome import Outcome, Result, Severity
from blackstart.model.reply import Cause, Gap, HttpReply, Reply
from blackstart.model.request import CONTROLLER
from blackstart.model.scorecard import RunSpan, Scorecard
from blackstart.render.prometheus import render
from blackstart.render.style import Style
from blackstart.testing.builders import make_check, make_fleet
from blackstart.verdicts.findings import weigh_verdict
from blackstart.verdicts.scorecard import judge

NOW = 100.0


def make(phase: str) -> Fleet:
    """Make a fleet with a page, and an alert chain in that phase."""
    page = make_check("page", host=CONTROLLER, spec=Http(url="http://page/"))
    return make_fleet(page, make_check("chain", phase=phase, host=CONTROLLER, spec=AlertPost(url="http://am/")))


def see(fleet: Fleet, cause: Cause) -> Scorecard:
    """Judge a run in which the page answers and no alert was sent."""
    replies: tuple[Reply | Gap, ...] = (HttpReply(status=200, at=NOW), Gap(cause=cause, at=NOW))
    exchanges = [
        Exchange(place=CONTROLLER, request=next(check.spec.steps(fleet.target(check))), reply=reply)
        for check, reply in zip(fleet.checks, replies, strict=True)
    ]
    return judge(fleet, Transcript(exchanges), RunSpan(started=NOW, ended=NOW), now=NOW)


@pytest.mark.parametrize(
    ("cause", "outcome", "result"),
    [
        (Cause.READ_ONLY_RUN, Outcome.NOT_ASKED, Result.GREEN),
        (Cause.NOT_PERMITTED, Outcome.WARN, Result.DEGRADED),
        (Cause.REFUSED, Outcome.BLOCKED, Result.BLOCKED),
    ],
)
def test_only_a_run_that_only_reads_has_not_asked(cause: Cause, outcome: Outcome, result: Result) -> None:
    """It is green, and says in its metrics that the chain is not proven."""
    fleet = make("P0")
    seen = see(fleet, cause)
    assert (seen.verdicts[1].outcome, seen.result, seen.phases[0].result) == (outcome, result, result)
    assert 'blackstart_alert_chain_proven{fleet="small"} 0\n' in render(fleet, seen, Style())


def test_a_phase_of_which_nothing_was_asked_is_not_green() -> None:
    """Nothing of it passed."""
    seen = see(make("P1"), Cause.READ_ONLY_RUN)
    assert (seen.result, [state.result for state in seen.phases]) == (Result.GREEN, [Result.GREEN, Result.DEGRADED])


def test_what_was_not_asked_weighs_as_a_doubt_about_evidence() -> None:
    """It is less than what failed, and no PASS: what needs it stays forbidden."""
    seen = see(make("P0"), Cause.READ_ONLY_RUN)
    assert [weigh_verdict(verdict) for verdict in seen.verdicts] == [Severity.PASS, Severity.EVIDENCE]
